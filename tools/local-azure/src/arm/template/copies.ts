import { isObject, type Json } from '../model/json.ts';
import { type Scope } from './scope.ts';
import { seePage, TemplateError } from './template-error.ts';
import { memberNameOf } from './values.ts';

/** As many times as Azure repeats anything. */
const mostCopies = 800;

/** An element of the `copy` array of an object: its member `name` becomes an array. */
export interface PropertyCopy {
  name: string;
  count: unknown;
  input: unknown;
}

/** The property copies of an object, whatever the case of their members, and its other members. */
export function splitCopies(value: Json): { copies: PropertyCopy[]; others: Json } {
  const member = memberNameOf(value, 'copy');
  const given = member === undefined ? undefined : value[member];
  const copies = Array.isArray(given) ? given.map(readCopy) : [];
  if (copies.length === 0 || !copies.every((one) => one !== undefined)) return { copies: [], others: value };
  return { copies, others: Object.fromEntries(Object.entries(value).filter(([name]) => name !== member)) };
}

function readCopy(value: unknown): PropertyCopy | undefined {
  if (!isObject(value)) return undefined;
  const [name, count, input] = ['name', 'count', 'input'].map((one) => memberNameOf(value, one));
  if (name === undefined || count === undefined || input === undefined) return undefined;
  const given = value[name];
  return typeof given === 'string' ? { name: given, count: value[count], input: value[input] } : undefined;
}

/**
 * The scope inside a loop. `copyIndex()` without a name is that of the loop over the whole resource or output; loops
 * over properties and variables are asked by their name.
 */
export const inLoop = (scope: Scope, loop: string, index: number, isWhole = false): Scope => ({
  ...scope,
  copyIndex(name) {
    if (name === undefined ? isWhole : name.toLowerCase() === loop.toLowerCase()) return index;
    if (scope.copyIndex) return scope.copyIndex(name);
    throw new TemplateError(
      `The template function 'copyIndex' is not expected at this location: there is no copy loop${name === undefined ? '' : ` '${name}'`} around it. ${seePage('arm-copy')}`,
    );
  },
});

/** @throws TemplateError unless it is an integer from 0 to 800 */
export function requireCount(count: unknown, what: string): number {
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= mostCopies) return count;
  throw new TemplateError(
    `The copy count of ${what} must be a non-negative integer value and cannot exceed '${mostCopies}'. ${seePage('arm-copy')}`,
  );
}

/** The members of an object, evaluated; those of its `copy` array stand for themselves, element by element. */
export function expandPropertyCopies(
  value: Json,
  scope: Scope,
  evaluate: (value: unknown, scope: Scope) => unknown,
): Json {
  const { copies, others } = splitCopies(value);
  const expanded: Json = Object.fromEntries(
    Object.entries(others).map(([name, member]) => [name, evaluate(member, scope)]),
  );
  for (const { name, count, input } of copies)
    expanded[name] = Array.from(
      { length: requireCount(evaluate(count, scope), `the property '${name}'`) },
      (_unused, index) => evaluate(input, inLoop(scope, name, index)),
    );
  return expanded;
}
