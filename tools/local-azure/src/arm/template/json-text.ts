import { type Position } from './template-error.ts';

/** A text that is no JSON. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  constructor(
    reason: string,
    readonly position: Position,
  ) {
    super(`${reason} line ${position.line}, position ${position.column}.`);
  }
}

export interface JsonText {
  value: unknown;
  /** Where an object or array of `value` begins. */
  positionOf(value: unknown): Position | undefined;
}

/** Deeper nesting is refused before the stack ends. */
const deepest = 200;
const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const blank = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /[A-Za-z_$][A-Za-z0-9_$]*/y;

/**
 * Reads JSON as leniently as Azure Resource Manager does: comments, names without quotes, single quotes, a comma before
 * an end, line breaks in strings. Without that `az deployment` cannot be served: it splices a template into its body
 * behind a bare name. @throws JsonSyntaxError
 */
export function readJsonText(text: string): JsonText {
  const positions = new WeakMap<object, Position>();
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const positionAt = (offset: number): Position => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
  };
  const fail = (reason: string): JsonSyntaxError => new JsonSyntaxError(reason, positionAt(Math.min(at, text.length)));
  const unexpected = (): JsonSyntaxError =>
    at >= text.length
      ? fail('Unexpected end of content.')
      : fail(`Unexpected character encountered while parsing value: ${text[at] ?? ''}.`);
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const skip = (): void => void match(blank);
  const take = (character: string): boolean => {
    skip();
    if (text[at] !== character) return false;
    at++;
    return true;
  };

  const readString = (quote: string): string => {
    let value = '';
    for (at++; text[at] !== quote; at++) {
      if (at >= text.length) throw fail('Unterminated string.');
      if (text[at] !== '\\') {
        value += text[at] ?? '';
        continue;
      }
      at++;
      const one = text[at] ?? '';
      if (one !== 'u') {
        value += escapes[one] ?? one;
        continue;
      }
      const hex = text.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw fail(`Invalid Unicode escape sequence: \\u${hex}.`);
      value += String.fromCharCode(parseInt(hex, 16));
      at += 4;
    }
    at++;
    return value;
  };

  const readName = (): string => {
    skip();
    const quote = text[at] ?? '';
    if (quote === '"' || quote === "'") return readString(quote);
    const name = match(word);
    if (name === undefined) throw unexpected();
    return name;
  };

  const readMembers = (depth: number): object => {
    const entries: [string, unknown][] = [];
    for (;;) {
      if (take('}')) return Object.fromEntries(entries);
      const name = readName();
      if (!take(':')) throw unexpected();
      entries.push([name, readValue(depth)]);
      if (take(',')) continue;
      if (!take('}')) throw unexpected();
      return Object.fromEntries(entries);
    }
  };

  const readItems = (depth: number): unknown[] => {
    const items: unknown[] = [];
    for (;;) {
      if (take(']')) return items;
      items.push(readValue(depth));
      if (take(',')) continue;
      if (!take(']')) throw unexpected();
      return items;
    }
  };

  const readValue = (depth: number): unknown => {
    if (depth > deepest) throw fail('The content is nested too deeply.');
    skip();
    const first = text[at] ?? '';
    const start = at;
    if (first === '{' || first === '[') {
      at++;
      const value = first === '{' ? readMembers(depth + 1) : readItems(depth + 1);
      positions.set(value, positionAt(start));
      return value;
    }
    if (first === '"' || first === "'") return readString(first);
    const digits = match(number);
    if (digits !== undefined) return Number(digits);
    switch (match(word)) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        at = start;
        throw unexpected();
    }
  };

  const value = readValue(0);
  skip();
  if (at < text.length)
    throw fail(`Additional text encountered after finished reading JSON content: ${text[at] ?? ''}.`);
  return {
    value,
    positionOf: (one) => (typeof one === 'object' && one !== null ? positions.get(one) : undefined),
  };
}
