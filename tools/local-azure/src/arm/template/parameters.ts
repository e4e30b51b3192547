import { asList, isObject, type Json, sameJson } from '../model/json.ts';
import { evaluateValue } from './evaluate.ts';
import { type Scope } from './scope.ts';
import { type PositionOf } from './template.ts';
import { doAll, seePage, TemplateError } from './template-error.ts';
import { memberNameOf, typeNameOf } from './values.ts';

/** As GET of a deployment writes them. */
export const parameterTypes = ['String', 'SecureString', 'Int', 'Bool', 'Object', 'SecureObject', 'Array'] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** One that was given, or has a default. */
export interface Parameter {
  type: ParameterType;
  value: unknown;
}

export type Parameters = Record<string, Parameter>;

export const isSecure = (type: ParameterType): boolean => type === 'SecureString' || type === 'SecureObject';

/** @throws TemplateError for a type that there is not */
export function readType(declaration: Json, what: string): ParameterType {
  const wanted = String(declaration['type'] ?? '').toLowerCase();
  const found = parameterTypes.find((one) => one.toLowerCase() === wanted);
  if (found) return found;
  throw new TemplateError(
    `The type '${wanted}' of ${what} is not valid. Valid types are '${parameterTypes.join(', ')}'. ${seePage('arm-syntax-parameters')}`,
  );
}

export function isOfType(value: unknown, type: ParameterType): boolean {
  switch (type) {
    case 'String':
    case 'SecureString':
      return typeof value === 'string';
    case 'Int':
      return Number.isInteger(value);
    case 'Bool':
      return typeof value === 'boolean';
    case 'Array':
      return Array.isArray(value);
    case 'Object':
    case 'SecureObject':
      return isObject(value);
  }
}

/**
 * Brings together what a template declares and what was given. Defaults may name other parameters.
 * @param given `{name: {value}}`
 * @param scope for the defaults; its `parameter` is replaced
 * @throws TemplateError that names all that are missing, unknown or wrong
 */
export function resolveParameters(
  declarations: Record<string, Json>,
  given: unknown,
  scope: Scope,
  positionOf: PositionOf,
): Parameters {
  const values = valuesOf(given);
  const refuseUnknown = () => {
    const unknown = Object.keys(values).filter((name) => memberNameOf(declarations, name) === undefined);
    if (unknown.length > 0)
      throw new TemplateError(
        `The template parameters '${unknown.join(', ')}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${Object.keys(declarations).join(', ')}'. ${seePage('arm-pass-parameter-values')}`,
      );
  };
  const resolved = new Map<string, Parameter>();
  const underWay = new Set<string>();

  const resolve = (name: string, declaration: Json): Parameter => {
    const known = resolved.get(name);
    if (known) return known;
    if (underWay.has(name))
      throw new TemplateError(`The default of the template parameter '${name}' refers to itself.`);
    underWay.add(name);
    const type = readType(declaration, `the template parameter '${name}'`);
    const sent = memberNameOf(values, name);
    const value = sent === undefined ? defaultOf(name, declaration) : values[sent];
    checkValue(name, type, value, declaration);
    const parameter = { type, value };
    resolved.set(name, parameter);
    return parameter;
  };

  const defaultOf = (name: string, declaration: Json): unknown => {
    const { defaultValue } = declaration;
    if (defaultValue !== undefined && defaultValue !== null) return evaluateValue(defaultValue, defaults);
    const { line = 0, column = 0 } = positionOf(declaration) ?? {};
    throw new TemplateError(
      `The value for the template parameter '${name}' at line '${line}' and column '${column}' is not provided. ${seePage('arm-create-parameter-file')}`,
      { line, column, path: `properties.template.parameters.${name}` },
    );
  };

  const defaults: Scope = {
    ...scope,
    parameter(name) {
      const declared = memberNameOf(declarations, name);
      if (declared === undefined) throw parameterNotFound(name);
      return resolve(declared, declarations[declared] ?? {}).value;
    },
  };

  doAll<unknown>([
    refuseUnknown,
    ...Object.entries(declarations).map(([name, declaration]) => () => {
      underWay.clear();
      return resolve(name, declaration);
    }),
  ]);
  return Object.fromEntries([...Object.keys(declarations)].map((name) => [name, resolved.get(name) as Parameter]));
}

export const parameterNotFound = (name: string): TemplateError =>
  new TemplateError(`The template parameter '${name}' is not found. ${seePage('arm-syntax-parameters')}`);

function valuesOf(given: unknown): Json {
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw new TemplateError(`The parameters of the deployment are no JSON object.`);
  return Object.fromEntries(
    Object.entries(given).map(([name, one]) => {
      if (isObject(one) && one['value'] !== undefined && one['value'] !== null) return [name, one['value']];
      const reason =
        isObject(one) && 'reference' in one
          ? `has a 'reference' to a key vault, which is not served here`
          : `has no 'value'`;
      throw new TemplateError(`The template parameter '${name}' ${reason}. ${seePage('arm-create-parameter-file')}`);
    }),
  );
}

/** A secure value is in no message. */
function checkValue(name: string, type: ParameterType, value: unknown, declaration: Json): void {
  if (!isOfType(value, type))
    throw new TemplateError(
      `The provided value for the template parameter '${name}' is not valid. Expected a value of type '${type}', but received a value of type '${typeNameOf(value)}'. ${seePage('arm-create-parameter-file')}`,
    );
  const shown = isSecure(type) ? 'The provided value' : `The provided value '${shorten(value)}'`;
  const { allowedValues, minLength, maxLength, minValue, maxValue } = declaration;
  const refuse = (reason: string) =>
    new TemplateError(
      `${shown} for the template parameter '${name}' is not valid. ${reason} ${seePage('arm-syntax-parameters')}`,
    );
  if (Array.isArray(allowedValues) && !isAllowed(value, allowedValues))
    throw refuse(`The value is not part of the allowed value(s): '${asList(allowedValues).map(shorten).join(',')}'.`);
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  if (length !== undefined && typeof minLength === 'number' && length < minLength)
    throw refuse(`Length of the value should be greater than or equal to '${minLength}'.`);
  if (length !== undefined && typeof maxLength === 'number' && length > maxLength)
    throw refuse(`Length of the value should be less than or equal to '${maxLength}'.`);
  if (typeof value === 'number' && typeof minValue === 'number' && value < minValue)
    throw refuse(`The value should be greater than or equal to '${minValue}'.`);
  if (typeof value === 'number' && typeof maxValue === 'number' && value > maxValue)
    throw refuse(`The value should be less than or equal to '${maxValue}'.`);
}

/** Of an array, every element may be checked instead of the whole. */
function isAllowed(value: unknown, allowed: unknown[]): boolean {
  const isOne = (item: unknown) => allowed.some((one) => sameJson(one, item));
  return isOne(value) || (Array.isArray(value) && value.every(isOne));
}

const shorten = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

/** All texts that are secret in `parameters`; short ones would hide too much of what is no secret. */
export function secretsOf(parameters: Parameters): string[] {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return value.length >= 4 ? [value] : [];
    if (Array.isArray(value)) return value.flatMap(texts);
    return isObject(value) ? Object.values(value).flatMap(texts) : [];
  };
  return Object.values(parameters).flatMap(({ type, value }) => (isSecure(type) ? texts(value) : []));
}

/** `text` without any of `secrets`, also where they stand escaped in JSON. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((one) => [one, JSON.stringify(one).slice(1, -1), Buffer.from(one).toString('base64')]);
  return [...new Set(forms)]
    .sort((one, other) => other.length - one.length)
    .reduce((left, secret) => left.replaceAll(secret, '***'), text);
}
