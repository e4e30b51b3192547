import { areEqual, kindOfValue, type Value, type ValueKind } from './values.ts';

/** What functions know beside their arguments. */
export interface FunctionContext {
  /** Milliseconds since 1970. */
  now: number;
}

export interface SqlFunction {
  least: number;
  most: number;
  /** Arguments may be undefined; so may the result. */
  apply(args: readonly Value[], context: FunctionContext): Value;
}

const define = (least: number, most: number, apply: SqlFunction['apply']): SqlFunction => ({ least, most, apply });

const isKind = (...kinds: ValueKind[]) => define(1, 1, ([value]) => kinds.includes(kindOfValue(value)));

/** Undefined unless the first `count` arguments are strings. */
const onText = (count: number, most: number, apply: (texts: string[], rest: readonly Value[]) => Value) =>
  define(count, most, (args) => {
    const texts = args.slice(0, count);
    return texts.every((text) => typeof text === 'string') ? apply(texts, args.slice(count)) : undefined;
  });

const onNumber = (apply: (x: number) => number) =>
  define(1, 1, ([x]) => (typeof x === 'number' ? finite(apply(x)) : undefined));

const finite = (x: number): Value => (Number.isFinite(x) ? x : undefined);

/** The third argument of `CONTAINS` and its like: true ignores case. */
const search = (test: (text: string, part: string) => boolean) =>
  onText(2, 3, ([text = '', part = ''], [ignoresCase]) =>
    ignoresCase === true ? test(text.toLowerCase(), part.toLowerCase()) : test(text, part),
  );

function containsElement([array, wanted, isPartial]: readonly Value[]): Value {
  if (!Array.isArray(array)) return undefined;
  if (wanted === undefined) return false;
  if (isPartial !== true || kindOfValue(wanted) !== 'object') return array.some((element) => areEqual(element, wanted));
  const members = Object.entries(wanted as Record<string, Value>);
  return array.some(
    (element) =>
      kindOfValue(element) === 'object' &&
      members.every(([name, value]) => areEqual((element as Record<string, Value>)[name] ?? undefined, value)),
  );
}

function toText(value: Value): Value {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function toNumber(text: string): Value {
  return /^\s*-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function matches(text: string, pattern: string, flags: Value): Value {
  try {
    return new RegExp(pattern, typeof flags === 'string' ? flags : '').test(text);
  } catch {
    return undefined;
  }
}

/** The scalar functions, by upper-case name. To add one, add a line. */
export const functions: Readonly<Record<string, SqlFunction>> = {
  IS_DEFINED: define(1, 1, ([value]) => value !== undefined),
  IS_NULL: isKind('null'),
  IS_BOOL: isKind('boolean'),
  IS_NUMBER: isKind('number'),
  IS_STRING: isKind('string'),
  IS_ARRAY: isKind('array'),
  IS_OBJECT: isKind('object'),
  IS_PRIMITIVE: isKind('null', 'boolean', 'number', 'string'),

  STARTSWITH: search((text, part) => text.startsWith(part)),
  ENDSWITH: search((text, part) => text.endsWith(part)),
  CONTAINS: search((text, part) => text.includes(part)),
  STRINGEQUALS: search((text, part) => text === part),
  INDEX_OF: onText(2, 3, ([text = '', part = ''], [from]) => text.indexOf(part, typeof from === 'number' ? from : 0)),
  REGEXMATCH: onText(2, 3, ([text = '', pattern = ''], [flags]) => matches(text, pattern, flags)),
  LOWER: onText(1, 1, ([text = '']) => text.toLowerCase()),
  UPPER: onText(1, 1, ([text = '']) => text.toUpperCase()),
  TRIM: onText(1, 1, ([text = '']) => text.trim()),
  LTRIM: onText(1, 1, ([text = '']) => text.trimStart()),
  RTRIM: onText(1, 1, ([text = '']) => text.trimEnd()),
  LENGTH: onText(1, 1, ([text = '']) => text.length),
  REVERSE: onText(1, 1, ([text = '']) => [...text].reverse().join('')),
  REPLACE: onText(3, 3, ([text = '', from = '', to = '']) => (from === '' ? text : text.replaceAll(from, () => to))),
  LEFT: onText(1, 2, ([text = ''], [n]) => (typeof n === 'number' ? text.slice(0, Math.max(0, n)) : undefined)),
  RIGHT: onText(1, 2, ([text = ''], [n]) =>
    typeof n === 'number' ? text.slice(Math.max(0, text.length - Math.max(0, n))) : undefined,
  ),
  SUBSTRING: onText(1, 3, ([text = ''], [from, length]) =>
    typeof from === 'number' && typeof length === 'number'
      ? text.slice(Math.max(0, from), Math.max(0, from) + Math.max(0, length))
      : undefined,
  ),
  CONCAT: define(2, Infinity, (args) => (args.every((arg) => typeof arg === 'string') ? args.join('') : undefined)),
  TOSTRING: define(1, 1, ([value]) => toText(value)),
  STRINGTONUMBER: onText(1, 1, ([text = '']) => toNumber(text)),

  ARRAY_CONTAINS: define(2, 3, containsElement),
  ARRAY_LENGTH: define(1, 1, ([array]) => (Array.isArray(array) ? array.length : undefined)),
  ABS: onNumber(Math.abs),
  CEILING: onNumber(Math.ceil),
  FLOOR: onNumber(Math.floor),
  ROUND: onNumber((x) => Math.sign(x) * Math.round(Math.abs(x))),
  IIF: define(3, 3, ([test, yes, no]) => (test === true ? yes : no)),

  GETCURRENTTIMESTAMP: define(0, 0, (_, { now }) => now),
  GETCURRENTDATETIME: define(0, 0, (_, { now }) => new Date(now).toISOString().replace('Z', '0000Z')),
};
