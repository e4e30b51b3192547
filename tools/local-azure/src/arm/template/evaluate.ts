import { isObject, type Json } from '../model/json.ts';
import { type Expression, isExpression, literalOf } from './ast.ts';
import { expandPropertyCopies } from './copies.ts';
import { findFunction } from './functions/index.ts';
import { pageOf } from './functions/language-function.ts';
import { parseExpression } from './parser.ts';
import { type Scope } from './scope.ts';
import { seePage, TemplateError } from './template-error.ts';
import { readItem, readMember, toText } from './values.ts';

/** @throws TemplateError in the words of Azure; it shows the types of values, not the values */
export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'text':
    case 'integer':
      return expression.value;
    case 'member':
      return readMember(evaluate(expression.of, scope), expression.name);
    case 'item':
      return readItem(evaluate(expression.of, scope), evaluate(expression.at, scope));
    case 'call': {
      const found = requireFunction(expression);
      return found.call(expression.parameters, (one, inner = scope) => evaluate(one, inner), scope);
    }
  }
}

/** @throws TemplateError when there is no such function, or it takes another number of parameters */
export function requireFunction({ name, parameters }: Expression & { kind: 'call' }) {
  const found = name.toLowerCase() === 'lambda' ? undefined : findFunction(name);
  if (!found) throw new TemplateError(`The template function '${name}' is not valid. ${seePage('arm-functions')}`);
  const { least, most = Infinity } = found;
  if (parameters.length >= least && parameters.length <= most) return found;
  const wanted = most === Infinity ? `at least '${least}'` : least === most ? `'${least}'` : `'${least}' to '${most}'`;
  throw new TemplateError(
    `Unable to evaluate template language function '${found.name}': function requires ${wanted} argument(s) while '${parameters.length}' were provided. ${seePage(pageOf(found.name))}`,
  );
}

/** A string of a template: what its expression is worth, or what it stands for. */
export const evaluateText = (text: string, scope: Scope): unknown =>
  isExpression(text) ? evaluate(parseExpression(text), scope) : literalOf(text);

/**
 * A whole value of a template, with the expressions in its strings and names and with its property copies.
 */
export function evaluateValue(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return evaluateText(value, scope);
  if (Array.isArray(value)) return value.map((item) => evaluateValue(item, scope));
  if (!isObject(value)) return value;
  const evaluated: Json = {};
  for (const [name, member] of Object.entries(expandPropertyCopies(value, scope, evaluateValue)))
    evaluated[toText(evaluateText(name, scope))] = member;
  return evaluated;
}
