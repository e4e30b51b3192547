import { asList, asObject, isObject, type Json } from '../model/json.ts';
import { keyOf } from '../model/resource-id.ts';
import { callsOf, isExpression } from './ast.ts';
import { evaluate, evaluateText } from './evaluate.ts';
import { isListFunction } from './functions/index.ts';
import { parseExpression } from './parser.ts';
import { hasInnerScope, isDeployment } from './resource-body.ts';
import { quietly, type ResourceNode, scopeOf } from './resource-nodes.ts';
import { type Scope } from './scope.ts';
import { at, doAll, seePage, TemplateError } from './template-error.ts';

/** Ids of the nodes that have to be there before this one, by its id in lower case. */
export type Dependencies = Map<string, string[]>;

/**
 * What `dependsOn` says; what is asked by `reference` and `list…` by its name alone, as Azure has it (with an id or an
 * API version it has to be in `dependsOn`); and the batches of serial loops. Nodes that are not deployed are left out.
 * @param loops names of all loops, in lower case: one that makes no resource is nothing to wait for
 * @throws TemplateError for what is not in the template, and for circles
 */
export function dependenciesOf(nodes: ResourceNode[], scope: Scope, loops: ReadonlySet<string>): Dependencies {
  const index = indexOf(nodes);
  const dependencies: Dependencies = new Map();
  const depend = (node: ResourceNode): void => {
    const found = [
      ...declared(node, scope, index, loops),
      ...implied(node, scope, index),
      ...earlierBatch(node, nodes),
    ];
    const deployed = found.filter(({ condition }) => condition).map(({ id }) => id);
    dependencies.set(keyOf(node.id), [...new Set(deployed)]);
  };
  doAll(nodes.filter(({ condition }) => condition).map((node) => () => depend(node)));
  refuseCircles(nodes, dependencies);
  return dependencies;
}

/** Every name that a node answers to, in lower case. */
export type Index = Map<string, ResourceNode[]>;

export function indexOf(nodes: ResourceNode[]): Index {
  const index: Index = new Map();
  for (const node of nodes) {
    const [namespace = '', ...types] = node.type.split('/');
    const names = node.name.split('/');
    const path = types.map((one, n) => `${one}/${names[n] ?? ''}`).join('/');
    const forms = [node.id, `${namespace}/${path}`, `${node.type}/${node.name}`, node.name, node.loop?.name];
    for (const form of new Set(forms.filter((one) => one !== undefined).map(keyOf)))
      index.set(form, [...(index.get(form) ?? []), node]);
  }
  return index;
}

/** The nodes that answer to ; several for a loop. */
export function findByName(index: Index, name: string): ResourceNode[] {
  return index.get(keyOf(name.replace(/\/$/, ''))) ?? [];
}

function declared(node: ResourceNode, scope: Scope, index: Index, loops: ReadonlySet<string>): ResourceNode[] {
  return asList(node.definition['dependsOn']).flatMap((one) => {
    const name = typeof one === 'string' ? evaluateText(one, scopeOf(node, scope)) : undefined;
    if (typeof name !== 'string')
      throw new TemplateError(
        `The template resource '${node.name}' ${at(node.position)} has a dependency that is no string.`,
        node.position,
      );
    const found = findByName(index, name);
    if (found.length === 0 && !loops.has(keyOf(name)))
      throw new TemplateError(
        `The resource '${name}' is not defined in the template. ${seePage('arm-syntax-resources')}`,
        node.position,
      );
    const isLoop = found.every(({ loop }) => loop !== undefined && keyOf(loop.name) === keyOf(name));
    const alive = found.filter(({ condition }) => condition);
    if (!isLoop && alive.length > 1)
      throw new TemplateError(
        `The template resource '${node.name}' ${at(node.position)} depends on '${name}', which is the name of several resources; use a resource id. ${seePage('arm-syntax-resources')}`,
        node.position,
      );
    return found;
  });
}

function implied(node: ResourceNode, scope: Scope, index: Index): ResourceNode[] {
  return textsOf(withoutInnerTemplate(node)).flatMap((text) =>
    callsOf(parseExpression(text)).flatMap(({ name, parameters }) => {
      const [target] = parameters;
      const isReference = name.toLowerCase() === 'reference' && parameters.length === 1;
      if (target === undefined || !(isReference || isListFunction(name))) return [];
      const value = quietly(() => evaluate(target, scopeOf(node, scope)));
      if (typeof value !== 'string' || value.startsWith('/')) return [];
      return findByName(index, value).filter((one) => one !== node && one.loop?.name !== value);
    }),
  );
}

function withoutInnerTemplate(node: ResourceNode): Json {
  if (!isDeployment(node) || !hasInnerScope(node)) return node.definition;
  const { template: _template, ...properties } = asObject(node.definition['properties']);
  return { ...node.definition, properties };
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return isExpression(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.entries(value).flatMap((entry) => entry.flatMap(textsOf)) : [];
}

function earlierBatch({ loop, type, name }: ResourceNode, nodes: ResourceNode[]): ResourceNode[] {
  if (loop?.batchSize === undefined) return [];
  const { batchSize, index } = loop;
  const batch = Math.floor(index / batchSize);
  return nodes.filter(
    (one) =>
      one.loop?.name === loop.name &&
      one.type === type &&
      one.name !== name &&
      Math.floor(one.loop.index / batchSize) === batch - 1,
  );
}

function refuseCircles(nodes: ResourceNode[], dependencies: Dependencies): void {
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (id: string): void => {
    const key = keyOf(id);
    if (done.has(key)) return;
    if (path.has(key))
      throw new TemplateError(`Circular dependency detected on resource: '${id}'. ${seePage('arm-syntax-resources')}`);
    path.add(key);
    dependencies.get(key)?.forEach(visit);
    path.delete(key);
    done.add(key);
  };
  for (const { id } of nodes) visit(id);
}
