import { errors, isResourceName, providerNamespace, resourceType, sameResource } from '@aro-rp/api';

/** A cluster as a template deployment would PUT it. */
export interface TemplateCluster {
  /** As the template has it; undefined when only the deployment itself can work it out. */
  name: unknown;
  apiVersion: string;
  /** What would be the content of the PUT. */
  body: Record<string, unknown>;
}

const ownType = `${providerNamespace}/${resourceType}`;

/** What a template says of a resource for the deployment itself; none of it is sent to a provider. */
const ofTheDeployment = ['apiVersion', 'comments', 'condition', 'copy', 'dependsOn', 'name', 'scope', 'type'];

/** The clusters among the resources of a preflight request, in their order. @throws CloudError 400 */
export function clustersIn(content: unknown): TemplateCluster[] {
  const resources = isObject(content) ? content.resources : undefined;
  if (!Array.isArray(resources) || !resources.every(isObject)) {
    throw errors.invalidRequestContent("The content has no list 'resources' of JSON objects.", 'resources');
  }
  return resources.filter(({ type }) => typeof type === 'string' && sameResource(type, ownType)).map(clusterOf);
}

function clusterOf(resource: Record<string, unknown>): TemplateCluster {
  const { name, apiVersion } = resource;
  return {
    name: isUnresolved(name) ? undefined : (name ?? null),
    apiVersion: typeof apiVersion === 'string' ? apiVersion : '',
    body: Object.fromEntries(Object.entries(resource).filter(([member]) => !ofTheDeployment.includes(member))),
  };
}

/** @throws CloudError 400 as the path of a PUT would be */
export function checkName(name: unknown): asserts name is string {
  if (typeof name !== 'string') throw errors.invalidRequestContent('The resource has no name.', 'name');
  if (!isResourceName(name)) throw errors.invalidResourceName(name);
}

/** A template's expression, such as `[reference('x').id]`; `[[` begins a text that is none (ARM template syntax). */
export const isUnresolved = (value: unknown): boolean => typeof value === 'string' && /^\[(?!\[).*\]$/s.test(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
