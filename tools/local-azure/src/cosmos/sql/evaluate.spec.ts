import { compile } from './evaluate.ts';
import { parseQuery } from './parser.ts';
import { type Value } from './values.ts';

const item = { n: 5, zero: 0, s: 'Text', t: true, nothing: null, list: [1, 'b', { k: 1, l: 2 }], o: { p: { q: 1 } } };

function valueOf(text: string): Value {
  const { select } = parseQuery(`SELECT VALUE ${text} FROM c`);
  if (select.kind !== 'value') throw new Error('no value');
  const parameters = new Map<string, Value>([['@five', 5]]);
  return compile(select.expression, { parameters, now: Date.UTC(2026, 0, 2) })({ item });
}

it.each<[string, Value]>([
  ['c.n = @five', true],
  ['c.n = "5"', false],
  ['c.s != null', true],
  ['c.missing = null', undefined],
  ['c.missing != 1', undefined],
  ['c.n < "a"', undefined],
  ['c.s < "U"', true],
  ['c.o = {p: {q: 1}}', true],
  ['c.list < c.list', undefined],
  ['NOT c.missing', undefined],
  ['c.missing AND false', false],
  ['c.missing OR true', true],
  ['c.missing OR false', undefined],
  ['c.n IN (1, 5)', true],
  ['c.missing IN (1, 5)', undefined],
  ['c.n BETWEEN 5 AND 6', true],
  ['c.s LIKE "T_x%"', true],
  ['c.s LIKE "[S-U]ext"', true],
  ['c.s LIKE "text"', false],
  ['c.missing ?? "other"', 'other'],
  ['c.nothing ?? "other"', null],
  ['c.t ? 1 : 2', 1],
  ['c.missing ? 1 : 2', 2],
  ['c.n % 3', 2],
  ['c.n / c.zero', undefined],
  ['-c.n + 1', -4],
  ['c.s || "!"', 'Text!'],
  ['c.list[2].k', 1],
  ['c.o["p"].q', 1],
  ['c.s.length', undefined],
  ['[c.n, c.missing]', [5]],
  ['{"a": c.n, "b": c.missing}', { a: 5 }],
  ['STARTSWITH(c.s, "Te")', true],
  ['STARTSWITH(c.s, "te")', false],
  ['STARTSWITH(c.s, "te", true)', true],
  ['STARTSWITH(c.n, "5")', undefined],
  ['CONTAINS(c.s, "ex")', true],
  ['LOWER(c.s)', 'text'],
  ['UPPER(c.s)', 'TEXT'],
  ['IS_DEFINED(c.missing)', false],
  ['IS_DEFINED(c.nothing)', true],
  ['IS_NULL(c.nothing)', true],
  ['IS_STRING(c.s) AND IS_NUMBER(c.n) AND IS_BOOL(c.t) AND IS_ARRAY(c.list) AND IS_OBJECT(c.o)', true],
  ['ARRAY_CONTAINS(c.list, {k: 1}, true)', true],
  ['ARRAY_CONTAINS(c.list, {k: 1})', false],
  ['ARRAY_LENGTH(c.list)', 3],
  ['SUBSTRING(c.s, 1, 2)', 'ex'],
  ['REPLACE(c.s, "t", "$&")', 'Tex$&'],
  ['CONCAT("a", c.s, "b")', 'aTextb'],
  ['GetCurrentTimestamp()', Date.UTC(2026, 0, 2)],
])('%s is %j', (text, expected) => {
  expect(valueOf(text)).toEqual(expected);
});

it.each([
  ['NOSUCH(1)', 'not a recognized built-in function'],
  ['LOWER()', 'wrong number of arguments'],
  ['@unknown', 'has no value'],
])('refuses %s', (text, message) => {
  expect(() => valueOf(text)).toThrow(message);
});
