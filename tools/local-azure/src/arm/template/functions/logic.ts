import { type Expression } from '../ast.ts';
import { eager, type Evaluate, given, type Given, type LanguageFunction, lazy } from './language-function.ts';

const truthOf = (name: string, at: number, expression: Expression | undefined, evaluate: Evaluate): boolean => {
  const values: unknown[] = [];
  values[at] = expression === undefined ? undefined : evaluate(expression);
  return given(name, values).truth(at);
};

/** Ends at the first parameter that is `decisive`. */
const junction = (name: string, decisive: boolean): LanguageFunction =>
  lazy(name, 2, 'many', (parameters, evaluate) =>
    parameters.some((one, at) => truthOf(name, at, one, evaluate) === decisive) ? decisive : !decisive,
  );

const toTruth = (given: Given): boolean => {
  const value = given.any(0);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const text = given.text(0).toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  throw given.fail('cannot convert provided value to boolean value.');
};

/** Integers with integers, strings with strings (by code point). */
const compare = (given: Given): number => {
  const [one, other] = given.values;
  if (typeof one === 'string') {
    const second = given.text(1);
    return one < second ? -1 : one > second ? 1 : 0;
  }
  if (typeof one === 'number') {
    if (typeof other !== 'number') throw given.wrong(1, 'Integer');
    return one - other;
  }
  throw given.wrong(0, 'String, Integer');
};

export const logicFunctions: LanguageFunction[] = [
  junction('and', false),
  junction('or', true),
  lazy('coalesce', 1, 'many', (parameters, evaluate) => {
    for (const one of parameters) {
      const value = evaluate(one);
      if (value !== null && value !== undefined) return value;
    }
    return null;
  }),
  lazy('if', 3, 3, ([condition, yes, no], evaluate) => {
    const chosen = truthOf('if', 0, condition, evaluate) ? yes : no;
    return chosen === undefined ? null : evaluate(chosen);
  }),
  eager('not', 1, 1, (given) => !given.truth(0)),
  eager('bool', 1, 1, toTruth),
  eager('true', 0, 0, () => true),
  eager('false', 0, 0, () => false),
  eager('null', 0, 0, () => null),
  eager('greater', 2, 2, (given) => compare(given) > 0),
  eager('greaterOrEquals', 2, 2, (given) => compare(given) >= 0),
  eager('less', 2, 2, (given) => compare(given) < 0),
  eager('lessOrEquals', 2, 2, (given) => compare(given) <= 0),
];
