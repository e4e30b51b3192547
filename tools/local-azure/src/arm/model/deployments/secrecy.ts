import { isSecure, type Parameters, parameterTypes, withoutSecrets } from '../../template/parameters.ts';
import { asObject, isObject, type Json } from '../json.ts';

/** `value` with `***` for every secret in its texts. */
export function withoutSecretsIn<T>(value: T, secrets: readonly string[]): T {
  if (secrets.length === 0) return value;
  if (typeof value === 'string') return withoutSecrets(value, secrets) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => withoutSecretsIn(one, secrets)) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [withoutSecrets(name, secrets), withoutSecretsIn(one, secrets)]),
  ) as T;
}

/**
 * A template as it may be exported: without defaults of secure parameters, and without what a deployment around it has
 * put in.
 */
export function exportable(template: Json, inherited: readonly string[]): Json {
  const parameters = Object.entries(asObject(template['parameters'])).map(([name, one]) => {
    const { defaultValue, ...rest } = asObject(one);
    const type = parameterTypes.find((known) => known.toLowerCase() === String(rest['type']).toLowerCase());
    const isOpen = type === undefined || !isSecure(type);
    return [name, { ...rest, ...(isOpen && defaultValue !== undefined ? { defaultValue } : {}) }];
  });
  return withoutSecretsIn(
    { ...template, ...(template['parameters'] === undefined ? {} : { parameters: Object.fromEntries(parameters) }) },
    inherited,
  );
}

/** Values without those of secure types. */
export const openValues = (values: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(values).map(([name, { type, value }]) => [name, { type, value: isSecure(type) ? null : value }]),
  );
