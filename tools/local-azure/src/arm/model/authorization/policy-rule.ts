import { asList, isObject, isText, type Json } from '../json.ts';
import { keyOf } from '../resource-id.ts';
import { type Intended } from '../access.ts';
import { covers } from './actions.ts';

/** One comparison that a rule made, as the violation tells it. */
export interface Evaluated {
  result: 'True' | 'False';
  expressionKind: 'Field';
  expression: string;
  path: string;
  expressionValue?: unknown;
  targetValue: unknown;
  operator: string;
}

type Comparison = (actual: unknown, wanted: unknown) => boolean;

const text = (value: unknown): string => (value === undefined ? '' : keyOf(String(value)));
const same: Comparison = (actual, wanted) => text(actual) === text(wanted);
const among: Comparison = (actual, wanted) => asList(wanted).some((one) => same(actual, one));
const like: Comparison = (actual, wanted) => covers(String(wanted), String(actual ?? ''));
const holds: Comparison = (actual, wanted) =>
  Array.isArray(actual) ? actual.some((one) => same(one, wanted)) : text(actual).includes(text(wanted));
const exists: Comparison = (actual, wanted) => (actual !== undefined && actual !== null) === (text(wanted) === 'true');
const not =
  (comparison: Comparison): Comparison =>
  (actual, wanted) =>
    !comparison(actual, wanted);

const comparisons: Readonly<Record<string, Comparison>> = {
  equals: same,
  notequals: not(same),
  in: among,
  notin: not(among),
  like,
  notlike: not(like),
  contains: holds,
  notcontains: not(holds),
  exists,
};

/** @throws Error naming what of an `if` is not known here */
export function requireKnown(rule: unknown): void {
  if (!isObject(rule)) throw new Error('a condition is no object');
  const inner = rule['allOf'] ?? rule['anyOf'] ?? (rule['not'] === undefined ? undefined : [rule['not']]);
  if (inner !== undefined) return asList(inner).forEach(requireKnown);
  const { field, ...rest } = rule;
  const [operator = '', ...others] = Object.keys(rest);
  if (isText(field) && others.length === 0 && comparisons[keyOf(operator)]) return;
  throw new Error(`a condition of '${Object.keys(rule).join("', '")}' is not known`);
}

/**
 * The `if` of a policy rule: `allOf`, `anyOf`, `not`, and comparisons of a `field`; `requireKnown` has seen it.
 * @param parameters values for `[parameters('name')]`
 * @param seen what was compared is added to it
 */
export function matches(rule: unknown, intended: Intended, parameters: Json, seen: Evaluated[] = []): boolean {
  if (!isObject(rule)) return false;
  if (rule['allOf'] !== undefined)
    return asList(rule['allOf']).every((one) => matches(one, intended, parameters, seen));
  if (rule['anyOf'] !== undefined) return asList(rule['anyOf']).some((one) => matches(one, intended, parameters, seen));
  if (rule['not'] !== undefined) return !matches(rule['not'], intended, parameters, seen);
  const { field, ...rest } = rule;
  const [operator = ''] = Object.keys(rest);
  const comparison = comparisons[keyOf(operator)];
  if (!isText(field) || !comparison) return false;
  const wanted = valueOf(rest[operator], parameters);
  const actual = fieldOf(intended, field);
  const result = comparison(actual, wanted);
  seen.push({
    result: result ? 'True' : 'False',
    expressionKind: 'Field',
    expression: field,
    path: field,
    ...(actual === undefined ? {} : { expressionValue: actual }),
    targetValue: wanted,
    operator: operator[0]?.toUpperCase() + operator.slice(1),
  });
  return result;
}

/** A literal, or `[parameters('name')]`. */
export function valueOf(value: unknown, parameters: Json): unknown {
  const name = typeof value === 'string' ? /^\[\s*parameters\('([^']+)'\)\s*\]$/i.exec(value)?.[1] : undefined;
  return name === undefined ? value : parameters[name];
}

/** `type`, `location`, `name`, `kind`, `id`, `tags.x`, `tags['x']`, or an alias: the type and the path of a property. */
function fieldOf({ id, name, type, body }: Intended, field: string): unknown {
  const tag = /^tags(?:\.(.+)|\['(.+)'\])$/i.exec(field);
  if (tag) return at(body['tags'], [tag[1] ?? tag[2] ?? '']);
  const plain: Json = { type, name, id, fullname: name, location: normal(body['location']), kind: body['kind'] };
  if (keyOf(field) in plain) return plain[keyOf(field)];
  if (keyOf(field) === 'tags') return body['tags'];
  if (!keyOf(field).startsWith(`${keyOf(type)}/`)) return undefined;
  const path = field.slice(type.length + 1).split('.');
  return at(body['properties'], path) ?? at(body, path);
}

const normal = (location: unknown): unknown =>
  typeof location === 'string' ? location.replaceAll(' ', '').toLowerCase() : location;

function at(value: unknown, [first, ...rest]: string[]): unknown {
  if (first === undefined) return value;
  if (!isObject(value)) return undefined;
  const name = Object.keys(value).find((one) => keyOf(one) === keyOf(first));
  return name === undefined ? undefined : at(value[name], rest);
}
