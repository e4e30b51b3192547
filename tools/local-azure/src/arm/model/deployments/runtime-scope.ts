import { findByName, indexOf } from '../../template/dependencies.ts';
import { staticScope } from '../../template/names.ts';
import { NotYetKnown } from '../../template/preview.ts';
import { type Scope, type Surroundings } from '../../template/scope.ts';
import { seePage, TemplateError } from '../../template/template-error.ts';
import { ArmError } from '../errors.ts';
import { asObject, isObject, type Json } from '../json.ts';
import { keyOf, parseResourcePath } from '../resource-id.ts';
import { type Deployment } from './deployment.ts';
import { type AtProvider } from './at-provider.ts';
import { type InnerAnswer, type InnerRequest, type Performer } from './performer.ts';

/** What a deployment's request is made with. */
export const requestOf = (
  deployment: Deployment,
  method: InnerRequest['method'],
  path: string,
  apiVersion: string,
): InnerRequest => ({
  method,
  path,
  apiVersion,
  caller: deployment.caller,
  correlationId: deployment.correlationId,
  deployment: deployment.id,
  secrets: deployment.running?.secrets ?? [],
});

/**
 * A template's scope while it is deployed: `reference` and `list…` ask, in the caller's name.
 * @param isUnknown before it is deployed: whether what is at an id is not yet known; what is not there is neither
 */
export function runtimeScope(
  deployment: Deployment,
  surroundings: Surroundings,
  performer: Performer,
  provider: Pick<AtProvider, 'serves' | 'read'>,
  isUnknown?: (id: string) => boolean,
): Scope {
  const { parameters, resources, running } = deployment;
  const variables = running?.template.variables ?? {};
  const index = indexOf(resources);
  const known = new Map<string, Json>();

  const ask = (method: InnerRequest['method'], path: string, apiVersion: string, body?: Json): Json => {
    try {
      const request = { ...requestOf(deployment, method, path, apiVersion), ...(body === undefined ? {} : { body }) };
      if (!provider.serves(path)) return asObject(performer.perform(request).body);
      return asObject(succeeded(provider.read(request)).body);
    } catch (error) {
      if (isUnknown && error instanceof ArmError && error.status === 404) throw new NotYetKnown(error.message);
      // What Azure cannot answer now is no fault of the template's.
      if (error instanceof ArmError && !mayPass(error)) throw new TemplateError(`${error.code}: ${error.message}`);
      throw error;
    }
  };

  const find = (target: string) => {
    const inTemplate = findByName(index, target)[0];
    const id = target.startsWith('/') ? target : inTemplate?.id;
    if (id === undefined)
      throw new TemplateError(
        `The resource '${target}' is not defined in the template. ${seePage('arm-syntax-resources')}`,
      );
    if (isUnknown?.(id)) throw new NotYetKnown(`'${id}' is not deployed yet.`);
    return { id, inTemplate };
  };

  return {
    ...staticScope(surroundings, parameters, variables),
    reference(target, given, full) {
      const { id, inTemplate } = find(target);
      const apiVersion = given ?? inTemplate?.apiVersion;
      if (apiVersion === undefined)
        throw new TemplateError(
          `The template resource reference to '${target}' requires an API version. ${seePage('arm-template-expressions-reference')}`,
        );
      const key = `${keyOf(id)}?${apiVersion}`;
      const found = known.get(key) ?? ask('GET', id, apiVersion);
      known.set(key, found);
      return full ? fullReference(found, id, apiVersion, inTemplate !== undefined) : asObject(found['properties']);
    },
    list(action, target, apiVersion, body) {
      return ask('POST', `${find(target).id}/${action}`, apiVersion, isObject(body) ? body : undefined);
    },
  };
}

/** @throws ArmError what was refused */
function succeeded(answer: InnerAnswer): InnerAnswer {
  if (answer.status < 400) return answer;
  const { code = 'InternalServerError', message = 'The provider gave no reason.' } = asObject(
    asObject(answer.body)['error'],
  );
  throw new ArmError(answer.status, String(code), String(message));
}

const mayPass = ({ status }: ArmError): boolean => status === 429 || status >= 500;

function fullReference(found: Json, id: string, apiVersion: string, isTemplateResource: boolean): Json {
  const { id: _id, name: _name, type: _type, ...rest } = found;
  const path = parseResourcePath(id);
  return {
    apiVersion,
    ...rest,
    subscriptionId: path?.subscriptionId,
    resourceGroupName: path?.resourceGroup,
    resourceId: id.replace(/^.*\/providers\//i, ''),
    referenceApiVersion: apiVersion,
    condition: true,
    isConditionTrue: true,
    isTemplateResource,
    isAction: false,
    provisioningOperation: isTemplateResource ? 'Create' : 'Read',
  };
}
