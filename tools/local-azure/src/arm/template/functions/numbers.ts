import { eager, type Given } from './language-function.ts';

/** Integers of Azure have 64 bits; those that this machine cannot count exactly are refused, not rounded. */
const exact = (given: Given, value: number): number => {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw given.fail('has a result that is too large.');
};

const divisor = (given: Given): number => {
  const value = given.integer(1);
  if (value === 0) throw given.fail('cannot divide by zero.');
  return value;
};

const toInteger = (given: Given): number => {
  const value = given.any(0);
  if (typeof value === 'number') return exact(given, Math.trunc(value));
  const text = given.text(0).trim();
  if (/^[+-]?\d+$/.test(text)) return exact(given, Number(text));
  throw given.fail('cannot convert provided value to integer value.');
};

const toFloat = (given: Given): number => {
  const value = typeof given.any(0) === 'number' ? (given.any(0) as number) : Number(given.text(0));
  if (Number.isFinite(value) && given.any(0) !== '') return value;
  throw given.fail('cannot convert provided value to floating point value.');
};

export const numberFunctions = [
  eager('add', 2, 2, (given) => exact(given, given.integer(0) + given.integer(1))),
  eager('sub', 2, 2, (given) => exact(given, given.integer(0) - given.integer(1))),
  eager('mul', 2, 2, (given) => exact(given, given.integer(0) * given.integer(1))),
  eager('div', 2, 2, (given) => exact(given, Math.trunc(given.integer(0) / divisor(given)))),
  eager('mod', 2, 2, (given) => exact(given, given.integer(0) % divisor(given))),
  eager('int', 1, 1, toInteger),
  eager('float', 1, 1, toFloat),
];
