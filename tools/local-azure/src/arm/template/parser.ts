import { type Expression } from './ast.ts';
import { TemplateError } from './template-error.ts';

type Kind = 'String' | 'Integer' | 'Identifier' | 'LeftParenthesis' | 'RightParenthesis' | 'LeftSquareBracket';
type TokenKind = Kind | 'RightSquareBracket' | 'Comma' | 'Dot' | 'EndOfData';

interface Token {
  kind: TokenKind;
  text: string;
}

const blank = /\s*/y;
const patterns: [TokenKind, RegExp][] = [
  ['String', /'(?:[^']|'')*'/y],
  ['Integer', /[+-]?\d+(?![A-Za-z_0-9])/y],
  ['Identifier', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['LeftParenthesis', /\(/y],
  ['RightParenthesis', /\)/y],
  ['LeftSquareBracket', /\[/y],
  ['RightSquareBracket', /\]/y],
  ['Comma', /,/y],
  ['Dot', /\./y],
];

/** As long as Azure lets one be. */
const longest = 24_576;
/** Deeper nesting is refused before the stack ends. */
const deepest = 200;

/** @param text with its brackets. @throws TemplateError in the words of Azure */
export function parseExpression(text: string): Expression {
  if (text.length > longest)
    throw new TemplateError(
      `The language expression length limit exceeded. Limit: '${longest}', actual length: '${text.length}'.`,
    );
  const tokens = tokenize(text.slice(1, -1), text);
  let at = 0;
  const fail = (expected: string): TemplateError =>
    new TemplateError(
      `Unable to parse language expression '${text.slice(1, -1)}': expected token '${expected}' and actual '${tokens[at]?.kind ?? 'EndOfData'}'.`,
    );
  const accept = (kind: TokenKind): Token | undefined => (tokens[at]?.kind === kind ? tokens[at++] : undefined);
  const expect = (kind: TokenKind): Token => {
    const token = accept(kind);
    if (!token) throw fail(kind);
    return token;
  };

  const parameters = (depth: number): Expression[] => {
    const found: Expression[] = [];
    if (accept('RightParenthesis')) return found;
    do found.push(expression(depth));
    while (accept('Comma'));
    expect('RightParenthesis');
    return found;
  };

  const primary = (depth: number): Expression => {
    const literal = accept('String');
    if (literal) return { kind: 'text', value: literal.text.slice(1, -1).replaceAll("''", "'") };
    const digits = accept('Integer');
    if (digits) return { kind: 'integer', value: integerOf(digits.text) };
    let name = accept('Identifier')?.text;
    if (name === undefined) throw fail('Identifier');
    while (accept('Dot')) name += `.${expect('Identifier').text}`;
    expect('LeftParenthesis');
    return { kind: 'call', name, parameters: parameters(depth + 1) };
  };

  const expression = (depth: number): Expression => {
    if (depth > deepest)
      throw new TemplateError(`Unable to parse language expression '${text.slice(1, 40)}…': it is nested too deeply.`);
    let found = primary(depth);
    for (;;)
      if (accept('Dot')) found = { kind: 'member', of: found, name: expect('Identifier').text };
      else if (accept('LeftSquareBracket')) {
        found = { kind: 'item', of: found, at: expression(depth + 1) };
        expect('RightSquareBracket');
      } else return found;
  };

  const whole = expression(0);
  expect('EndOfData');
  return whole;
}

function integerOf(digits: string): number {
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw new TemplateError(`The language expression has the integer '${digits}', which is too large.`);
}

function tokenize(inner: string, text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(inner)?.[0];
  };
  for (;;) {
    at += match(blank)?.length ?? 0;
    if (at >= inner.length) return [...tokens, { kind: 'EndOfData', text: '' }];
    const found = patterns.map(([kind, pattern]) => ({ kind, text: match(pattern) })).find((one) => one.text);
    if (found?.text === undefined)
      throw new TemplateError(
        `The language expression '${text.slice(1, -1)}' is not valid: the string character '${inner[at] ?? ''}' at position '${at}' is not expected.`,
      );
    tokens.push({ kind: found.kind, text: found.text });
    at += found.text.length;
  }
}
