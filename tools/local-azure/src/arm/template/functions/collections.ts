import { isObject, type Json, sameJson } from '../../model/json.ts';
import { memberNameOf } from '../values.ts';
import { eager, type Given } from './language-function.ts';

const mostInRange = 10_000;

const isIn = (list: unknown[], item: unknown): boolean => list.some((one) => sameJson(one, item));

const distinct = (items: unknown[]): unknown[] => {
  const found: unknown[] = [];
  for (const item of items) if (!isIn(found, item)) found.push(item);
  return found;
};

/** Members that are objects on both sides are merged, others replaced; names count ignoring case. */
function merge(one: Json, other: Json): Json {
  const merged = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const at = memberNameOf(merged, name) ?? name;
    const before = merged[at];
    merged[at] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

const union = (given: Given): unknown => {
  const { values } = given;
  if (values.every(Array.isArray)) return distinct((values as unknown[][]).flat());
  return values.map((_value, at) => given.object(at)).reduce(merge);
};

const intersection = (given: Given): unknown => {
  const { values } = given;
  if (values.every(Array.isArray))
    return (values as unknown[][]).reduce((one, other) => distinct(one).filter((item) => isIn(other, item)));
  return values
    .map((_value, at) => given.object(at))
    .reduce((one, other) =>
      Object.fromEntries(
        Object.entries(one).filter(([name, value]) => Object.hasOwn(other, name) && sameJson(other[name], value)),
      ),
    );
};

const createObject = (given: Given): Json => {
  if (given.length % 2 === 1) throw given.fail('expects an even number of parameters.');
  return Object.fromEntries(
    given.values.flatMap((value, at): [string, unknown][] => (at % 2 === 1 ? [[given.text(at - 1), value]] : [])),
  );
};

const range = (given: Given): number[] => {
  const start = given.integer(0);
  const count = given.integer(1);
  if (count < 0 || count > mostInRange)
    throw given.fail(`expects its second parameter to be an integer from 0 to ${mostInRange}.`);
  return Array.from({ length: count }, (_unused, at) => start + at);
};

const integersOf = (given: Given): number[] => {
  const values = given.length === 1 && Array.isArray(given.any(0)) ? given.list(0) : given.values;
  if (values.length === 0 || !values.every(Number.isInteger))
    throw given.fail('expects an array of integers, or integers, that is not empty.');
  return values as number[];
};

const asArray = (given: Given): unknown => {
  const value = given.any(0);
  return Array.isArray(value) ? value : [value];
};

export const collectionFunctions = [
  eager('array', 1, 1, asArray),
  eager('createArray', 0, 'many', (given) => given.values),
  eager('createObject', 0, 'many', createObject),
  eager('intersection', 2, 'many', intersection),
  eager('items', 1, 1, (given) => {
    const entries = Object.entries(given.object(0)).map(([key, value]) => ({ key, value }));
    return entries.sort((one, other) => (one.key.toLowerCase() < other.key.toLowerCase() ? -1 : 1));
  }),
  eager('max', 1, 'many', (given) => Math.max(...integersOf(given))),
  eager('min', 1, 'many', (given) => Math.min(...integersOf(given))),
  eager('range', 2, 2, range),
  eager('union', 2, 'many', union),
];
