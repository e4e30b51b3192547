import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { nearest } from './nearest.ts';
import { configurationSchema } from './schema.ts';
import { type Path, pathText, type Source } from './source.ts';

let compiled: ValidateFunction | undefined;
const validator = () => (compiled ??= new Ajv({ allErrors: true, verbose: true }).compile(configurationSchema()));

/** @returns every fault of the file's shape: `FILE:LINE:COLUMN: path: what is wrong, what is allowed` */
export function checkShape(source: Source): string[] {
  const validate = validator();
  if (validate(source.value)) return [];
  const told = new Map<string, string>();
  for (const error of validate.errors ?? []) {
    const { path, what, text } = faultOf(error, source.value);
    const line = `${source.placeOf(path, what)}: ${path.length === 0 ? '' : `${pathText(path)}: `}${text}`;
    // One value may break several rules; what is allowed is said once.
    const key = `${pathText(path)} ${what}`;
    if (!told.has(key)) told.set(key, line);
  }
  return [...told.values()];
}

function faultOf(error: ErrorObject, root: unknown): { path: Path; what: 'key' | 'value'; text: string } {
  const path = pathOf(error.instancePath, root);
  const { description = '' } = (error.parentSchema ?? {}) as { description?: string };
  if (error.keyword === 'additionalProperties') {
    const { additionalProperty: key } = error.params as { additionalProperty: string };
    const { properties = {} } = (error.parentSchema ?? {}) as { properties?: object };
    const known = Object.keys(properties);
    const near = nearest(key, known);
    const allowed = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`;
    return { path: [...path, key], what: 'key', text: `is not known; ${allowed}` };
  }
  if (error.keyword === 'required') {
    const { missingProperty: key } = error.params as { missingProperty: string };
    return { path, what: 'value', text: `${key} is missing` };
  }
  return { path, what: 'value', text: `${shown(error.data)} is not allowed: ${description}` };
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** A JSON pointer; what counts the items of a list becomes a number. */
function pathOf(pointer: string, root: unknown): Path {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const isIndex = Array.isArray(value);
      value = (value as Record<string, unknown> | undefined)?.[key];
      return isIndex ? Number(key) : key;
    });
}
