import { sqlError } from './sql-error.ts';

export interface Token {
  kind: 'word' | 'number' | 'string' | 'parameter' | 'symbol' | 'end';
  /** As written; for strings their value; for parameters with `@`. */
  text: string;
  at: number;
}

const blank = /(?:\s+|--[^\n]*)+/y;
const patterns: [Token['kind'], RegExp][] = [
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['string', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y],
  ['parameter', /@[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /\?\?|\|\||<=|>=|!=|<>|[-+*/%=<>()[\]{},.:?&|^~]/y],
];

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The value of a string literal with its quotes. Any other escaped character is itself. */
const unquote = (literal: string): string =>
  literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, hex: string | undefined, one: string) =>
      hex === undefined ? (escapes[one] ?? one) : String.fromCharCode(parseInt(hex, 16)),
    );

/** The inverse, in double quotes. */
export const quote = (text: string): string => JSON.stringify(text);

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

/** Ends with an `end` token. @throws CosmosError 400 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(blank, text, at)?.length ?? 0;
    if (at >= text.length) return [...tokens, { kind: 'end', text: '', at }];
    const found = patterns
      .map(([kind, pattern]) => ({ kind, raw: matchAt(pattern, text, at) }))
      .find(({ raw }) => raw !== undefined);
    if (found?.raw === undefined) throw sqlError(`Syntax error, incorrect syntax near '${text[at] ?? ''}'.`, at);
    tokens.push({ kind: found.kind, text: found.kind === 'string' ? unquote(found.raw) : found.raw, at });
    at += found.raw.length;
  }
}
