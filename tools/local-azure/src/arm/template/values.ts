import { isObject, type Json } from '../model/json.ts';
import { TemplateError } from './template-error.ts';

/** The name of a value's type in Azure's messages. */
export function typeNameOf(value: unknown): string {
  if (value === null || value === undefined) return 'Null';
  if (Array.isArray(value)) return 'Array';
  switch (typeof value) {
    case 'string':
      return 'String';
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'Float';
    case 'boolean':
      return 'Boolean';
    default:
      return 'Object';
  }
}

/** The name under which `object` has a member, ignoring case; the exact one first. */
export function memberNameOf(object: Json, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(object).find((one) => one.toLowerCase() === wanted);
}

/** A member by its name, ignoring case. */
export function memberOf(object: Json, name: string): unknown {
  const found = memberNameOf(object, name);
  return found === undefined ? undefined : object[found];
}

/** What `string()` makes of a value, and `concat()` of its numbers and truth values. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || value === undefined) return '';
  return JSON.stringify(value);
}

/** @throws TemplateError for a member that is not there */
export function readMember(of: unknown, name: string): unknown {
  if (!isObject(of))
    throw new TemplateError(
      `The language expression property '${name}' can't be evaluated, property name is not valid on a value of type '${typeNameOf(of)}'.`,
    );
  const found = memberNameOf(of, name);
  if (found !== undefined) return of[found];
  throw new TemplateError(
    `The language expression property '${name}' doesn't exist, available properties are '${Object.keys(of).join(', ')}'.`,
  );
}

/** @throws TemplateError for an index out of bounds, or of the wrong type */
export function readItem(of: unknown, at: unknown): unknown {
  if (typeof at === 'string') return readMember(of, at);
  if (typeof at !== 'number' || !Array.isArray(of))
    throw new TemplateError(
      `The language expression property '${toText(at)}' can't be evaluated, property name is not valid on a value of type '${typeNameOf(of)}'.`,
    );
  if (at >= 0 && at < of.length) return of[at];
  throw new TemplateError(`The language expression property array index '${at}' is out of bounds.`);
}
