import { isObject, isText, type Json } from '../model/json.ts';
import { callsOf, isExpression } from './ast.ts';
import { requireFunction } from './evaluate.ts';
import { checkPropertyLoops, kinds, type Spelling } from './members.ts';
import { parseExpression } from './parser.ts';
import { readResource } from './resource-definition.ts';
import { at, doAll, type Position, seePage, TemplateError, TemplateFaults } from './template-error.ts';

/** A template as it was sent, with the right members in the right shapes; expressions are still text. */
export interface Template {
  contentVersion: string;
  parameters: Record<string, Json>;
  variables: Json;
  resources: Json[];
  outputs: Record<string, Json>;
}

export type PositionOf = (value: unknown) => Position | undefined;

/** Azure's limits. */
const most = { parameters: 256, variables: 256, resources: 800, outputs: 64 } as const;

/** @throws TemplateError for what is no template, or has what is not served here */
export function readTemplate(value: unknown, spelling: Spelling): Template {
  if (!isObject(value)) throw new TemplateError(`The template is missing or is no JSON object.`);
  const spelt = spelling.spelt(kinds.template, value, root);
  for (const name of ['$schema', 'contentVersion'])
    if (!isText(spelt[name]))
      throw new TemplateError(`Required property '${name}' not found in JSON.`, {
        path: root,
        ...spelling.positionOf(value),
      });
  for (const name of ['functions', 'definitions', 'languageVersion'])
    if (hasContent(spelt[name]))
      throw new TemplateError(
        `The template has '${name}', which is not served here: user-defined functions and types, and symbolic names.`,
      );
  const template: Template = {
    contentVersion: String(spelt['contentVersion']),
    parameters: mapped(objectsOf(spelt, 'parameters'), (one, name) =>
      spelling.spelt(kinds.parameter, one, `${root}.parameters.${name}`),
    ),
    variables: objectOf(spelt, 'variables'),
    resources: resourcesOf(spelt, spelling),
    outputs: mapped(objectsOf(spelt, 'outputs'), (one, name) => outputOf(one, `${root}.outputs.${name}`, spelling)),
  };
  for (const name of ['parameters', 'variables', 'resources', 'outputs'] as const)
    checkPropertyLoops(template[name], `${root}.${name}`, spelling);
  for (const [name, limit] of Object.entries(most)) {
    const count = Object.keys(template[name as keyof typeof most]).length;
    if (count > limit)
      throw new TemplateError(
        `The number of template ${name} limit exceeded. Limit: '${limit}' and actual: '${count}'. ${seePage('arm-template-limits')}`,
      );
  }
  return template;
}

const root = 'properties.template';

const mapped = (values: Record<string, Json>, work: (value: Json, name: string) => Json): Record<string, Json> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, work(value, name)]));

function outputOf(declaration: Json, path: string, { spelt }: Spelling): Json {
  const output = spelt(kinds.output, declaration, path);
  if (isObject(output['copy'])) output['copy'] = spelt(kinds.outputLoop, output['copy'], `${path}.copy`);
  return output;
}

const hasContent = (value: unknown): boolean =>
  Array.isArray(value) || isObject(value) ? Object.keys(value).length > 0 : value !== undefined && value !== null;

function objectOf(template: Json, name: string): Json {
  const value = template[name] ?? {};
  if (isObject(value)) return value;
  throw new TemplateError(`The template's '${name}' is no JSON object.`, { path: `properties.template.${name}` });
}

function objectsOf(template: Json, name: string): Record<string, Json> {
  const value = objectOf(template, name);
  for (const [one, member] of Object.entries(value))
    if (!isObject(member))
      throw new TemplateError(`The template's '${name}' has '${one}', which is no JSON object.`, {
        path: `properties.template.${name}.${one}`,
      });
  return value as Record<string, Json>;
}

function resourcesOf(template: Json, spelling: Spelling): Json[] {
  const value = template['resources'];
  if (!Array.isArray(value))
    throw new TemplateError(`Required property 'resources' not found in JSON, or it is no array.`, { path: root });
  return value.map((one, index) => readResource(one, `${root}.resources[${index}]`, spelling));
}

/** @throws TemplateError for an expression that cannot be parsed or calls what there is not; it says in what it is */
export function checkExpressions(template: Template, positionOf: PositionOf): void {
  const { parameters, variables, resources, outputs } = template;
  const check = (what: string, value: unknown, position?: Position) =>
    within(what, position ?? positionOf(value), () => checkValue(value));
  doAll([
    ...Object.entries(parameters).map(
      ([name, value]) =>
        () =>
          check(`parameter '${name}'`, value),
    ),
    ...Object.entries(variables).map(
      ([name, value]) =>
        () =>
          check(`variable '${name}'`, value, positionOf(variables)),
    ),
    ...resources.map((value) => () => check(`resource '${String(value['name'])}'`, value)),
    ...Object.entries(outputs).map(
      ([name, value]) =>
        () =>
          check(`output '${name}'`, value),
    ),
  ]);
}

/** Lets a fault say what it is in, unless it says so already. @param what such as `resource 'x'` */
export function within<T>(what: string, position: Position | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TemplateError) || error instanceof TemplateFaults || error.where.line !== undefined)
      throw error;
    const place = position ?? { line: 0, column: 0 };
    throw new TemplateError(`The template ${what} ${at(place)} is not valid: ${error.message}`, {
      ...place,
      ...error.where,
    });
  }
}

function checkValue(value: unknown): void {
  if (typeof value === 'string') {
    if (isExpression(value)) callsOf(parseExpression(value)).forEach(checkCall);
  } else if (Array.isArray(value)) value.forEach(checkValue);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) {
      checkValue(name);
      checkValue(member);
    }
}

function checkCall(call: ReturnType<typeof callsOf>[number]): void {
  if (call.name.toLowerCase() !== 'lambda') requireFunction(call);
}
