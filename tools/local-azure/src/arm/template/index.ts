import { dependenciesOf } from './dependencies.ts';
import { createSpelling } from './members.ts';
import { checkVariables, staticScope } from './names.ts';
import { checkOutputs } from './outputs.ts';
import { type Parameters, resolveParameters } from './parameters.ts';
import { expandResources, loopNames, type Place, type ResourceNode } from './resource-nodes.ts';
import { type Surroundings } from './scope.ts';
import { doAll } from './template-error.ts';
import { checkExpressions, type PositionOf, readTemplate, type Template } from './template.ts';

export { type Parameters } from './parameters.ts';

/** A resource and what has to be there before it, by id. */
export type PlannedResource = ResourceNode & { dependsOn: string[] };

/** A template with its parameters: what will be deployed, in which order. Plain JSON. */
export interface TemplatePlan {
  template: Template;
  parameters: Parameters;
  resources: PlannedResource[];
}

export interface PlanRequest {
  template: unknown;
  /** `{name: {value}}`. */
  parameters: unknown;
  place: Place;
  surroundings: Surroundings;
  now(): number;
  newGuid(): string;
  positionOf: PositionOf;
}

/**
 * What is wrong is told at once as far as it is independent: first of parameters, expressions and outputs, then of
 * variables, then of resources, then of what these depend on.
 * @throws TemplateError for everything that can be known before anything is deployed
 */
export function planTemplate(request: PlanRequest): TemplatePlan {
  const { surroundings, place, now, newGuid } = request;
  const spelling = createSpelling(request.positionOf);
  const { positionOf } = spelling;
  const template = readTemplate(request.template, spelling);
  const dynamic = { surroundings, now, newGuid };
  const [parameters = {}] = doAll<Parameters | undefined>([
    () => resolveParameters(template.parameters, request.parameters, dynamic, positionOf),
    () => void checkExpressions(template, positionOf),
    () => void checkOutputs(template.outputs),
  ]);
  const scope = staticScope(surroundings, parameters, template.variables);
  checkVariables(template.variables, scope, positionOf);
  const nodes = expandResources(template.resources, scope, place, positionOf);
  const dependencies = dependenciesOf(nodes, scope, loopNames(template.resources));
  const resources = nodes.map((node) => ({ ...node, dependsOn: dependencies.get(node.id.toLowerCase()) ?? [] }));
  return { template, parameters, resources };
}
