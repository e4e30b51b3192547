import { isObject, type Json } from '../../model/json.ts';
import { type Expression } from '../ast.ts';
import { type Scope } from '../scope.ts';
import { seePage, TemplateError } from '../template-error.ts';
import { typeNameOf } from '../values.ts';

/** The values that a function was called with; the readers throw when one is of another type. */
export interface Given {
  length: number;
  values: unknown[];
  any(at: number): unknown;
  text(at: number): string;
  integer(at: number): number;
  list(at: number): unknown[];
  object(at: number): Json;
  truth(at: number): boolean;
  /** `fallback` when there is none. */
  integerOr(at: number, fallback: number): number;
  /** An error in the words of Azure that names the function. */
  fail(message: string): TemplateError;
  /** The error for a parameter of the wrong type. */
  wrong(at: number, expected: string): TemplateError;
}

export type Evaluate = (expression: Expression, scope?: Scope) => unknown;

/** A function of the template language. `most` is absent when it takes any number. */
export interface LanguageFunction {
  name: string;
  least: number;
  most?: number;
  call(parameters: Expression[], evaluate: Evaluate, scope: Scope): unknown;
}

/** @param most `many` for any number */
export const eager = (
  name: string,
  least: number,
  most: number | 'many',
  work: (given: Given, scope: Scope) => unknown,
): LanguageFunction => ({
  name,
  least,
  ...(most === 'many' ? {} : { most }),
  call: (parameters, evaluate, scope) =>
    work(
      given(
        name,
        parameters.map((one) => evaluate(one)),
      ),
      scope,
    ),
});

/** One that decides itself which of its parameters are evaluated. */
export const lazy = (
  name: string,
  least: number,
  most: number | 'many',
  call: LanguageFunction['call'],
): LanguageFunction => ({ name, least, ...(most === 'many' ? {} : { most }), call });

export const pageOf = (name: string): string => `arm-functions#${name.toLowerCase()}`;

export function given(name: string, values: unknown[]): Given {
  const fail = (message: string) =>
    new TemplateError(`The template language function '${name}' ${message} ${seePage(pageOf(name))}`);
  const wrong = (at: number, expected: string) =>
    fail(
      `expects its parameter '${at + 1}' to be of type '${expected}'. The provided value is of type '${typeNameOf(values[at])}'.`,
    );
  const read =
    <T>(expected: string, is: (value: unknown) => value is T) =>
    (at: number): T => {
      const value = values[at];
      if (is(value)) return value;
      throw wrong(at, expected);
    };
  const integer = read('Integer', (value): value is number => Number.isInteger(value));
  return {
    length: values.length,
    values,
    any: (at) => values[at],
    text: read('String', (value): value is string => typeof value === 'string'),
    integer,
    list: read('Array', (value): value is unknown[] => Array.isArray(value)),
    object: read('Object', isObject),
    truth: read('Boolean', (value): value is boolean => typeof value === 'boolean'),
    integerOr: (at, fallback) => (at < values.length ? integer(at) : fallback),
    fail,
    wrong,
  };
}

/** The error where a function is called that has no place there, such as `reference` in a name. */
export const notHere = (name: string): TemplateError =>
  new TemplateError(`The template function '${name}' is not expected at this location. ${seePage('arm-functions')}`);
