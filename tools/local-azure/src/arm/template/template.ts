import { isObject, isText, type Json } from '../model/json.ts';
import { callsOf, isExpression } from './ast.ts';
import { requireFunction } from './evaluate.ts';
import { parseExpression } from './parser.ts';
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

const members = ['$schema', 'contentVersion', 'apiProfile', 'metadata', 'parameters', 'variables', 'functions'];
const known = new Set(
  [...members, 'resources', 'outputs', 'languageVersion', 'definitions'].map((one) => one.toLowerCase()),
);
/** Azure's limits. */
const most = { parameters: 256, variables: 256, resources: 800, outputs: 64 } as const;

/** @throws TemplateError for what is no template, or has what is not served here */
export function readTemplate(value: unknown, positionOf: PositionOf): Template {
  if (!isObject(value)) throw new TemplateError(`The template is missing or is no JSON object.`);
  for (const name of Object.keys(value))
    if (!known.has(name.toLowerCase()))
      throw new TemplateError(`Could not find member '${name}' on object of type 'Template'.`, {
        path: `properties.template.${name}`,
      });
  for (const name of ['$schema', 'contentVersion'])
    if (!isText(value[name]))
      throw new TemplateError(`Required property '${name}' not found in JSON.`, {
        path: 'properties.template',
        ...positionOf(value),
      });
  for (const name of ['functions', 'definitions', 'languageVersion'])
    if (hasContent(value[name]))
      throw new TemplateError(
        `The template has '${name}', which is not served here: user-defined functions and types, and symbolic names.`,
      );
  const template: Template = {
    contentVersion: String(value['contentVersion']),
    parameters: objectsOf(value, 'parameters'),
    variables: objectOf(value, 'variables'),
    resources: resourcesOf(value),
    outputs: objectsOf(value, 'outputs'),
  };
  for (const [name, limit] of Object.entries(most)) {
    const count = Object.keys(template[name as keyof typeof most]).length;
    if (count > limit)
      throw new TemplateError(
        `The number of template ${name} limit exceeded. Limit: '${limit}' and actual: '${count}'. ${seePage('arm-template-limits')}`,
      );
  }
  return template;
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

function resourcesOf(template: Json): Json[] {
  const value = template['resources'];
  if (!Array.isArray(value))
    throw new TemplateError(`Required property 'resources' not found in JSON, or it is no array.`, {
      path: 'properties.template',
    });
  return requireResources(value, 'properties.template.resources');
}

/** @throws TemplateError unless all are objects with type, name and apiVersion */
export function requireResources(value: unknown[], path: string): Json[] {
  value.forEach((one, index) => {
    for (const name of ['type', 'name', 'apiVersion'])
      if (!isObject(one) || !isText(one[name]))
        throw new TemplateError(`Required property '${name}' not found in JSON. Path '${path}[${index}]'.`, {
          path: `${path}[${index}]`,
        });
  });
  return value as Json[];
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
