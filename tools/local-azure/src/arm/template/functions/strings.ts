import { asList, isObject, type Json, sameJson } from '../../model/json.ts';
import { memberNameOf, toText } from '../values.ts';
import { formatText } from './format.ts';
import { eager, type Given } from './language-function.ts';

/** Strings and arrays alike. */
const sequence = (given: Given, at: number): string | unknown[] => {
  const value = given.any(at);
  if (typeof value === 'string' || Array.isArray(value)) return value as string | unknown[];
  throw given.wrong(at, 'String, Array');
};

const contains = (given: Given): boolean => {
  const container = given.any(0);
  const item = given.any(1);
  if (typeof container === 'string') return container.includes(toText(item));
  if (Array.isArray(container)) return container.some((one) => sameJson(one, item));
  if (isObject(container)) return memberNameOf(container, given.text(1)) !== undefined;
  throw given.wrong(0, 'Object, Array, String');
};

const concat = (given: Given): unknown => {
  const { values } = given;
  if (values.every(Array.isArray)) return values.flatMap(asList);
  return values
    .map((value, at) => {
      if (['string', 'number', 'boolean'].includes(typeof value)) return toText(value);
      throw given.wrong(at, 'String');
    })
    .join('');
};

const substring = (given: Given): string => {
  const text = given.text(0);
  const start = given.integer(1);
  const length = given.integerOr(2, text.length - start);
  if (start < 0 || length < 0 || start + length > text.length)
    throw given.fail(
      `parameters are out of range: 'index' and 'length' must be non-negative integers and their sum should be less than or equal to the length of the string. The index: '${start}', length: '${length}', length of the string: '${text.length}'.`,
    );
  return text.slice(start, start + length);
};

const replace = (given: Given): string => {
  const wanted = given.text(1);
  if (wanted === '') throw given.fail(`expects its parameter '2' to be no empty string.`);
  return given.text(0).replaceAll(wanted, () => given.text(2));
};

const split = (given: Given): string[] => {
  const text = given.text(0);
  const delimiters = Array.isArray(given.any(1)) ? given.list(1).map(toText) : [given.text(1)];
  const pattern = delimiters
    .filter((one) => one !== '')
    .map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
  return pattern === '' ? [text] : text.split(new RegExp(pattern));
};

const parseJson = (given: Given): unknown => {
  try {
    return JSON.parse(given.text(0)) as unknown;
  } catch {
    throw given.fail('expects its parameter to be a valid JSON string.');
  }
};

const part = (given: Given, from: (length: number, count: number) => [number, number]): unknown => {
  const value = sequence(given, 0);
  return value.slice(...from(value.length, Math.max(0, given.integer(1))));
};

const end = (given: Given, at: number): unknown => {
  const value = sequence(given, 0);
  if (typeof value === 'string') return value.at(at) ?? '';
  return value.at(at) ?? null;
};

const lengthOf = (given: Given): number => {
  const value = given.any(0);
  if (isObject(value)) return Object.keys(value).length;
  return sequence(given, 0).length;
};

const isEmpty = (given: Given): boolean => {
  const value = given.any(0);
  if (value === null) return true;
  return lengthOf(given) === 0;
};

export const stringFunctions = [
  eager('concat', 1, 'many', concat),
  eager('contains', 2, 2, contains),
  eager('empty', 1, 1, isEmpty),
  eager('endsWith', 2, 2, (given) => given.text(0).toLowerCase().endsWith(given.text(1).toLowerCase())),
  eager('startsWith', 2, 2, (given) => given.text(0).toLowerCase().startsWith(given.text(1).toLowerCase())),
  eager('first', 1, 1, (given) => end(given, 0)),
  eager('last', 1, 1, (given) => end(given, -1)),
  eager('format', 1, 'many', (given) => formatText(given)),
  eager('indexOf', 2, 2, (given) => {
    const value = given.any(0);
    if (Array.isArray(value)) return value.findIndex((one) => sameJson(one, given.any(1)));
    return given.text(0).toLowerCase().indexOf(given.text(1).toLowerCase());
  }),
  eager('lastIndexOf', 2, 2, (given) => {
    const value = given.any(0);
    if (Array.isArray(value)) return value.findLastIndex((one) => sameJson(one, given.any(1)));
    return given.text(0).toLowerCase().lastIndexOf(given.text(1).toLowerCase());
  }),
  eager('join', 2, 2, (given) => given.list(0).map(toText).join(given.text(1))),
  eager('json', 1, 1, parseJson),
  eager('length', 1, 1, lengthOf),
  eager('padLeft', 2, 3, (given) => {
    const value = given.any(0);
    if (typeof value !== 'string' && !Number.isInteger(value)) throw given.wrong(0, 'String, Integer');
    return toText(value).padStart(given.integer(1), given.length > 2 ? given.text(2) : ' ');
  }),
  eager('replace', 3, 3, replace),
  eager('skip', 2, 2, (given) => part(given, (length, count) => [Math.min(count, length), length])),
  eager('take', 2, 2, (given) => part(given, (_length, count) => [0, count])),
  eager('split', 2, 2, split),
  eager('string', 1, 1, (given) => toText(given.any(0))),
  eager('substring', 2, 3, substring),
  eager('toLower', 1, 1, (given) => given.text(0).toLowerCase()),
  eager('toUpper', 1, 1, (given) => given.text(0).toUpperCase()),
  eager('trim', 1, 1, (given) => given.text(0).trim()),
  eager('equals', 2, 2, (given) => sameKind(given.any(0), given.any(1))),
];

/** Names of members count ignoring case, values as they are. */
function sameKind(one: unknown, other: unknown): boolean {
  return sameJson(lowerNames(one), lowerNames(other));
}

function lowerNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerNames);
  if (!isObject(value)) return value;
  const lowered: Json = {};
  for (const [name, member] of Object.entries(value)) lowered[name.toLowerCase()] = lowerNames(member);
  return lowered;
}
