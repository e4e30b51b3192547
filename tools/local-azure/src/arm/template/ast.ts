/** An expression of the template language, as it stands between `[` and `]`. */
export type Expression =
  | { kind: 'text'; value: string }
  | { kind: 'integer'; value: number }
  /** Names of functions are matched ignoring case. */
  | { kind: 'call'; name: string; parameters: Expression[] }
  | { kind: 'member'; of: Expression; name: string }
  | { kind: 'item'; of: Expression; at: Expression };

/** Whether a string of a template is an expression: `[…]` but not `[[…`. */
export const isExpression = (text: string): boolean =>
  text.length > 1 && text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');

/** What a string that is no expression stands for: `[[…]` is `[…]`. */
export const literalOf = (text: string): string => (text.startsWith('[[') && text.endsWith(']') ? text.slice(1) : text);

/** The inverse of {@link literalOf}: a string that stands for `text` whatever it is. */
export const escapeLiteral = (text: string): string =>
  text.length > 1 && text.startsWith('[') && text.endsWith(']') ? `[${text}` : text;

/** The functions that an expression calls, those in parameters included. */
export function callsOf(expression: Expression): (Expression & { kind: 'call' })[] {
  switch (expression.kind) {
    case 'call':
      return [expression, ...expression.parameters.flatMap(callsOf)];
    case 'member':
      return callsOf(expression.of);
    case 'item':
      return [...callsOf(expression.of), ...callsOf(expression.at)];
    default:
      return [];
  }
}
