import fc from 'fast-check';
import { CosmosError } from '../model/errors.ts';
import { expression, query } from './arbitraries.ts';
import { type Expression } from './ast.ts';
import { parseQuery } from './parser.ts';
import { printExpression, printQuery } from './print.ts';

const where = (text: string): Expression | undefined => parseQuery(`SELECT * FROM c WHERE ${text}`).where;

it('reads back every expression that it prints', () => {
  fc.assert(
    fc.property(expression, (one) => {
      expect(where(printExpression(one))).toEqual(one);
    }),
    { numRuns: 500 },
  );
});

it('reads back every query that it prints', () => {
  fc.assert(
    fc.property(query, (one) => {
      expect(parseQuery(printQuery(one))).toEqual(one);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['c.a = 1 AND c.b = 2 OR c.d = 3', '(((c.a = 1) AND (c.b = 2)) OR (c.d = 3))'],
  ['NOT c.a = 1 AND c.b', '((NOT (c.a = 1)) AND c.b)'],
  ['c.a BETWEEN 1 AND 2 AND c.b', '((c.a BETWEEN 1 AND 2) AND c.b)'],
  ['c.a NOT IN (1, 2)', '(NOT (c.a IN (1, 2)))'],
  ['c.a + 1 * 2 - 3 > 4', '(((c.a + (1 * 2)) - 3) > 4)'],
  ['c.a ?? c.b ?? 1', '(c.a ?? (c.b ?? 1))'],
  ['c.a ? 1 : c.b ? 2 : 3', '(c.a ? 1 : (c.b ? 2 : 3))'],
  ['c["a"].order[0]', 'c.a.order[0]'],
  ["c.a <> 'it\\'s \\u0041'", '(c.a != "it\'s A")'],
  ['is_defined(c.a) -- why not', 'IS_DEFINED(c.a)'],
])('gives %s the shape %s', (text, shape) => {
  expect(printExpression(where(text) as Expression)).toBe(shape);
});

it('tells the clause FROM from members and strings of that name', () => {
  const { alias, select } = parseQuery("SELECT c.from, {from: 'FROM d'} AS x FROM c");

  expect(alias).toBe('c');
  expect(select).toMatchObject({ columns: [{ expression: { name: 'from' } }, { alias: 'x' }] });
});

it.each([
  ['SELEC * FROM c', "near 'SELEC'"],
  ['SELECT * FROM c WHERE', "near ''"],
  ['SELECT * FROM c WHERE c.a = ', "near ''"],
  ['SELECT * FROM c WHERE d.a = 1', "Identifier 'd' could not be resolved"],
  ["SELECT * FROM c WHERE c.a = 'open", "near '''"],
  ['SELECT * FROM c trailing words', "near 'words'"],
  ['SELECT *', 'needs a FROM clause'],
  ['SELECT TOP -1 * FROM c', "near '-'"],
  ['SELECT * FROM c JOIN x IN c.xs', 'does not support JOIN'],
  ['SELECT * FROM c WHERE EXISTS(SELECT 1 FROM c)', 'does not support EXISTS'],
])('refuses %s', (text, message) => {
  const refusal = () => parseQuery(text);

  expect(refusal).toThrow(CosmosError);
  expect(refusal).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining(message) as string }),
  );
});
