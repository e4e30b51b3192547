import { isSecure, type Parameters, parameterTypes, withoutSecrets } from '../../template/parameters.ts';
import { memberNameOf, memberOf } from '../../template/values.ts';
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
  const member = memberNameOf(template, 'parameters');
  const parameters = Object.entries(asObject(member === undefined ? {} : template[member])).map(([name, one]) => {
    const declared = Object.entries(asObject(one)).filter(([of]) => !isSecret(asObject(one)) || !isDefault(of));
    return [name, Object.fromEntries(declared)];
  });
  return withoutSecretsIn(
    { ...template, ...(member === undefined ? {} : { [member]: Object.fromEntries(parameters) }) },
    inherited,
  );
}

const isDefault = (name: string): boolean => name.toLowerCase() === 'defaultvalue';

function isSecret(declaration: Json): boolean {
  const given = String(memberOf(declaration, 'type')).toLowerCase();
  return parameterTypes.some((one) => isSecure(one) && one.toLowerCase() === given);
}

/** Values without those of secure types. */
export const openValues = (values: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(values).map(([name, { type, value }]) => [name, { type, value: isSecure(type) ? null : value }]),
  );
