import { type Expression } from '../ast.ts';
import { eager, type Evaluate, given, type LanguageFunction, lazy } from './language-function.ts';
import { type Scope } from '../scope.ts';
import { TemplateError } from '../template-error.ts';

/** Calls `lambda('a', 'b', body)` with values for its names. */
function apply(
  name: string,
  lambda: Expression | undefined,
  evaluate: Evaluate,
  scope: Scope,
  values: unknown[],
): unknown {
  if (lambda?.kind !== 'call' || lambda.name.toLowerCase() !== 'lambda')
    throw new TemplateError(`The template language function '${name}' expects its last parameter to be a lambda.`);
  const names = lambda.parameters.slice(0, -1).map((one) => given('lambda', [evaluate(one)]).text(0));
  const body = lambda.parameters.at(-1);
  if (body === undefined || names.length < 1 || names.length > values.length)
    throw new TemplateError(
      `The template language function '${name}' expects a lambda of 1 to ${values.length} names.`,
    );
  const lambdas = new Map([...(scope.lambdas ?? []), ...names.map((one, at): [string, unknown] => [one, values[at]])]);
  return evaluate(body, { ...scope, lambdas });
}

const listOf = (name: string, expression: Expression | undefined, evaluate: Evaluate): unknown[] =>
  given(name, expression === undefined ? [] : [evaluate(expression)]).list(0);

export const lambdaFunctions: LanguageFunction[] = [
  lazy('map', 2, 2, ([list, lambda], evaluate, scope) =>
    listOf('map', list, evaluate).map((item, at) => apply('map', lambda, evaluate, scope, [item, at])),
  ),
  lazy('filter', 2, 2, ([list, lambda], evaluate, scope) =>
    listOf('filter', list, evaluate).filter((item, at) =>
      given('filter', [apply('filter', lambda, evaluate, scope, [item, at])]).truth(0),
    ),
  ),
  eager('lambdaVariables', 1, 1, (one, scope) => {
    const name = one.text(0);
    if (scope.lambdas?.has(name)) return scope.lambdas.get(name);
    throw one.fail(`has no variable '${name}' here.`);
  }),
];
