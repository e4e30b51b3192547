import { asList, isObject, isText, type Json } from '../model/json.ts';
import { groupIdPath, keyOf, subscriptionIdPath } from '../model/resource-id.ts';
import { inLoop, requireCount } from './copies.ts';
import { evaluateText, evaluateValue } from './evaluate.ts';
import { type Scope } from './scope.ts';
import { type PositionOf, within } from './template.ts';
import { at, doAll, type Position, seePage, TemplateError } from './template-error.ts';

/** The loop over whole resources that made one of them. */
export interface Loop {
  name: string;
  index: number;
  /** How many are made at a time; absent when all are. */
  batchSize?: number;
}

/** One resource to deploy: copies and children stand for themselves. Plain JSON. */
export interface ResourceNode {
  id: string;
  /** With its namespace. */
  type: string;
  /** With those of its parents: `vnet/subnet`. */
  name: string;
  apiVersion: string;
  /** As in the template; its expressions are worked out when its turn comes. */
  definition: Json;
  loop?: Loop;
  position: Position;
  /** Not deployed when false. */
  condition: boolean;
  /** Absent when there is none, or it is only known while it is deployed. */
  location?: string;
}

/** Where a deployment puts what names no other place. */
export interface Place {
  subscriptionId: string;
  resourceGroup?: string;
}

export const deploymentType = 'Microsoft.Resources/deployments';

/** @throws TemplateError for what cannot be a resource, and for one that is there twice */
export function expandResources(resources: Json[], scope: Scope, place: Place, positionOf: PositionOf): ResourceNode[] {
  const nodes = doAll(resources.map((one) => () => expandResource(one, undefined, scope, place, positionOf))).flat();
  const seen = new Set<string>();
  for (const { id, name, position, condition } of nodes) {
    if (!condition) continue;
    if (seen.has(keyOf(id)))
      throw new TemplateError(
        `The resource '${name}' ${at(position)} is defined multiple times in a template. ${seePage('arm-syntax-resources')}`,
        position,
      );
    seen.add(keyOf(id));
  }
  return nodes;
}

function expandResource(
  definition: Json,
  parent: ResourceNode | undefined,
  scope: Scope,
  place: Place,
  positionOf: PositionOf,
): ResourceNode[] {
  const position = positionOf(definition) ?? { line: 0, column: 0 };
  return within(`resource '${String(definition['name'])}'`, position, () => {
    const loops = loopsOf(definition, parent, scope);
    return loops.flatMap((loop) => {
      const inner = loop === undefined || parent?.loop === loop ? scope : inLoop(scope, loop.name, loop.index, true);
      const node = nodeOf(definition, parent, inner, place, position, loop);
      const children = asList(definition['resources']) as Json[];
      return [node, ...children.flatMap((child) => expandResource(child, node, inner, place, positionOf))];
    });
  });
}

/** The names of all loops over resources, in lower case. */
export const loopNames = (resources: Json[]): ReadonlySet<string> =>
  new Set(resources.flatMap(({ copy }) => (isObject(copy) && isText(copy['name']) ? [keyOf(copy['name'])] : [])));

/** One `undefined` for a resource that is not in a loop. */
function loopsOf(definition: Json, parent: ResourceNode | undefined, scope: Scope): (Loop | undefined)[] {
  const { copy } = definition;
  if (copy === undefined || copy === null) return [parent?.loop];
  if (!isObject(copy) || !isText(copy['name']))
    throw new TemplateError(`its 'copy' is no object with a name and a count. ${seePage('arm-copy')}`);
  if (parent) throw new TemplateError(`a resource inside another cannot have 'copy'. ${seePage('arm-copy')}`);
  const name = copy['name'];
  const count = requireCount(evaluateValue(copy['count'], scope), `the resource loop '${name}'`);
  const batchSize = batchSizeOf(copy, name, scope);
  return Array.from({ length: count }, (_unused, index) => ({
    name,
    index,
    ...(batchSize === undefined ? {} : { batchSize }),
  }));
}

/** Undefined for a loop whose resources do not wait for each other. */
function batchSizeOf({ mode, batchSize }: Json, loop: string, scope: Scope): number | undefined {
  const refuse = (reason: string) => new TemplateError(`The copy loop '${loop}' ${reason} ${seePage('arm-copy')}`);
  const wanted = mode === undefined || mode === null ? 'parallel' : String(mode).toLowerCase();
  const isGiven = batchSize !== undefined && batchSize !== null;
  if (!['parallel', 'serial'].includes(wanted))
    throw refuse(`has the mode '${String(mode)}', which is neither 'Parallel' nor 'Serial'.`);
  if (wanted === 'parallel') {
    if (isGiven) throw refuse(`has a batch size, which only the mode 'Serial' has.`);
    return undefined;
  }
  const size = isGiven ? evaluateValue(batchSize, scope) : 1;
  if (typeof size === 'number' && Number.isInteger(size) && size >= 1) return size;
  throw refuse(`has a batch size that is no integer from 1 up.`);
}

function nodeOf(
  definition: Json,
  parent: ResourceNode | undefined,
  scope: Scope,
  place: Place,
  position: Position,
  loop: Loop | undefined,
): ResourceNode {
  const read = (member: string): string => {
    const value = evaluateText(String(definition[member]), scope);
    if (isText(value)) return value;
    throw new TemplateError(`its '${member}' is no string. ${seePage('arm-syntax-resources')}`);
  };
  const ownType = read('type');
  const relative = parent !== undefined && !keyOf(ownType).startsWith(`${keyOf(parent.type)}/`);
  const type = relative ? `${parent.type}/${ownType}` : ownType;
  const name = parent === undefined ? read('name') : `${parent.name}/${read('name')}`;
  const condition = definition['condition'] === undefined ? true : evaluateValue(definition['condition'], scope);
  if (typeof condition !== 'boolean') throw new TemplateError(`its 'condition' is neither true nor false.`);
  refuseSegments(type, name, position);
  const location = quietly(() => evaluateValue(definition['location'], scope));
  return {
    id: idOf(definition, type, name, scope, place),
    type,
    name,
    apiVersion: read('apiVersion'),
    definition: Object.fromEntries(Object.entries(definition).filter(([member]) => member !== 'resources')),
    ...(loop === undefined ? {} : { loop }),
    position,
    condition,
    ...(isText(location) ? { location } : {}),
  };
}

/** What cannot be known before the deployment is undefined. */
export function quietly(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

function refuseSegments(type: string, name: string, position: Position): void {
  if (type.split('/').length === name.split('/').length + 1 && name.split('/').every((one) => one !== '')) return;
  throw new TemplateError(
    `The template resource '${name}' for type '${type}' ${at(position)} has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. ${seePage('arm-syntax-resources')}`,
    position,
  );
}

function idOf(definition: Json, type: string, name: string, scope: Scope, place: Place): string {
  const text = (member: string): string | undefined => {
    const value = definition[member] === undefined ? undefined : evaluateValue(definition[member], scope);
    return isText(value) ? value : undefined;
  };
  const isDeployment = keyOf(type) === keyOf(deploymentType);
  const otherSubscription = isDeployment ? text('subscriptionId') : undefined;
  const subscriptionId = otherSubscription ?? place.subscriptionId;
  // A deployment that names a subscription and no group goes to the subscription.
  const ownGroup = otherSubscription === undefined ? place.resourceGroup : undefined;
  const group = (isDeployment ? text('resourceGroup') : undefined) ?? ownGroup;
  if (keyOf(type) === 'microsoft.resources/resourcegroups') return groupIdPath(subscriptionId, name);
  const root = group === undefined ? subscriptionIdPath(subscriptionId) : groupIdPath(subscriptionId, group);
  const [namespace = '', ...types] = type.split('/');
  const names = name.split('/');
  const path = types.map((one, index) => `${one}/${names[index] ?? ''}`).join('/');
  const target = text('scope');
  const base =
    target === undefined ? root : target.startsWith('/') ? target.replace(/\/$/, '') : `${root}/providers/${target}`;
  return `${base}/providers/${namespace}/${path}`;
}

/** The scope that a node's own expressions are worked out in. */
export const scopeOf = (node: ResourceNode, scope: Scope): Scope =>
  node.loop === undefined ? scope : inLoop(scope, node.loop.name, node.loop.index, true);
