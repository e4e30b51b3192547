import { dependenciesOf } from './dependencies.ts';
import { checkVariables, staticScope } from './names.ts';
import { checkOutputs } from './outputs.ts';
import { type Parameters, resolveParameters } from './parameters.ts';
import { expandResources, type Place, type ResourceNode } from './resource-nodes.ts';
import { type Surroundings } from './scope.ts';
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

/** @throws TemplateError for everything that can be known before anything is deployed */
export function planTemplate(request: PlanRequest): TemplatePlan {
  const { surroundings, place, positionOf, now, newGuid } = request;
  const template = readTemplate(request.template, positionOf);
  checkExpressions(template, positionOf);
  checkOutputs(template.outputs);
  const parameters = resolveParameters(
    template.parameters,
    request.parameters,
    { surroundings, now, newGuid },
    positionOf,
  );
  const scope = staticScope(surroundings, parameters, template.variables);
  checkVariables(template.variables, scope, positionOf);
  const nodes = expandResources(template.resources, scope, place, positionOf);
  const dependencies = dependenciesOf(nodes, scope);
  const resources = nodes.map((node) => ({ ...node, dependsOn: dependencies.get(node.id.toLowerCase()) ?? [] }));
  return { template, parameters, resources };
}
