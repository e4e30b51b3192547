import { asObject, isObject, type Json } from '../model/json.ts';
import { keyOf } from '../model/resource-id.ts';
import { escapeLiteral } from './ast.ts';
import { evaluateValue } from './evaluate.ts';
import { Unresolved } from './preview.ts';
import { deploymentType, type ResourceNode, scopeOf } from './resource-nodes.ts';
import { type Scope } from './scope.ts';

/** Members that the template language keeps for itself. */
const ofTheLanguage = new Set([
  'type',
  'name',
  'apiversion',
  'comments',
  'condition',
  'dependson',
  'copy',
  'resources',
  'scope',
  'metadata',
]);
/** Those of a nested deployment that say where it goes. */
const ofPlaces = new Set(['subscriptionid', 'resourcegroup']);

export const isDeployment = ({ type }: ResourceNode): boolean => keyOf(type) === keyOf(deploymentType);

/** Whether the expressions of a nested template are worked out in that template, not in the one around it. */
export function hasInnerScope({ definition }: ResourceNode): boolean {
  const options = asObject(asObject(definition['properties'])['expressionEvaluationOptions']);
  return String(options['scope'] ?? 'outer').toLowerCase() === 'inner';
}

/** What is put at the node's id. @param evaluate `previewValue` before it is deployed. @throws TemplateError */
export function bodyOf(node: ResourceNode, outer: Scope, evaluate = evaluateValue): Json {
  const scope = scopeOf(node, outer);
  const nested = isDeployment(node);
  const own = Object.fromEntries(
    Object.entries(node.definition).filter(
      ([name]) => !ofTheLanguage.has(name.toLowerCase()) && !(nested && ofPlaces.has(name.toLowerCase())),
    ),
  );
  if (!nested) return asObject(evaluate(own, scope));
  const { template, ...properties } = asObject(own['properties']);
  const body = asObject(evaluate({ ...own, properties }, scope));
  return {
    ...body,
    properties: {
      ...asObject(body['properties']),
      ...(template === undefined
        ? {}
        : { template: hasInnerScope(node) ? template : escaped(evaluate(template, scope)) }),
    },
  };
}

/** What was worked out already must not be so again. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeLiteral(value);
  if (value instanceof Unresolved) return value.text;
  if (Array.isArray(value)) return value.map(escaped);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [escapeLiteral(name), escaped(member)]));
}
