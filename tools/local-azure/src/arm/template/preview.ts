import { isObject, type Json } from '../model/json.ts';
import { type Expression, isExpression } from './ast.ts';
import { expandPropertyCopies } from './copies.ts';
import { evaluate, evaluateText } from './evaluate.ts';
import { parseExpression } from './parser.ts';
import { printExpression } from './print.ts';
import { type Scope } from './scope.ts';
import { TemplateError } from './template-error.ts';
import { toText } from './values.ts';

/** Thrown by a scope for what is known only when something was deployed that is not there yet. */
export class NotYetKnown extends TemplateError {}

/** Stands in a value for an expression that is {@link NotYetKnown}: its text, with the parts that are known worked out. */
export class Unresolved {
  constructor(readonly text: string) {}
  toJSON(): string {
    return this.text;
  }
}

/** As `evaluateValue`, with {@link Unresolved} for each string that cannot be worked out before the deployment. */
export function previewValue(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return previewText(value, scope);
  if (Array.isArray(value)) return value.map((item) => previewValue(item, scope));
  if (!isObject(value)) return value;
  const known: Json = {};
  for (const [name, member] of Object.entries(expandPropertyCopies(value, scope, previewValue)))
    known[toText(evaluateText(name, scope))] = member;
  return known;
}

function previewText(text: string, scope: Scope): unknown {
  try {
    return evaluateText(text, scope);
  } catch (error) {
    if (!(error instanceof NotYetKnown) || !isExpression(text)) throw error;
    return new Unresolved(printExpression(simplify(parseExpression(text), scope)));
  }
}

/** The same expression with its known parts as literals. */
function simplify(expression: Expression, scope: Scope): Expression {
  const known = literalOf(expression, scope);
  if (known) return known;
  switch (expression.kind) {
    case 'call':
      return { ...expression, parameters: expression.parameters.map((one) => simplify(one, scope)) };
    case 'member':
      return { ...expression, of: simplify(expression.of, scope) };
    case 'item':
      return { ...expression, of: simplify(expression.of, scope), at: simplify(expression.at, scope) };
    default:
      return expression;
  }
}

/** Undefined for what is not known, and for what the language has no literal of. */
function literalOf(expression: Expression, scope: Scope): Expression | undefined {
  try {
    const value = evaluate(expression, scope);
    if (typeof value === 'string') return { kind: 'text', value };
    return Number.isInteger(value) ? { kind: 'integer', value: value as number } : undefined;
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

/** Whether anything in a value is {@link Unresolved}. */
export function hasUnresolved(value: unknown): boolean {
  if (value instanceof Unresolved) return true;
  if (Array.isArray(value)) return value.some(hasUnresolved);
  return isObject(value) && Object.values(value).some(hasUnresolved);
}
