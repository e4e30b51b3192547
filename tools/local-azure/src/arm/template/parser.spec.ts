import fc from 'fast-check';
import { expression } from './arbitraries.ts';
import { callsOf, escapeLiteral, isExpression, literalOf } from './ast.ts';
import { parseExpression } from './parser.ts';
import { printExpression } from './print.ts';
import { TemplateError } from './template-error.ts';

it('reads back every expression that it prints', () => {
  fc.assert(
    fc.property(expression, (one) => {
      expect(parseExpression(printExpression(one))).toEqual(one);
    }),
    { numRuns: 500 },
  );
});

it('escapes any text so that it stands for itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('[', ']', "'", 'a', '(') }), (text) => {
      const escaped = escapeLiteral(text);
      expect(isExpression(escaped)).toBe(false);
      expect(literalOf(escaped)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ["[concat('it''s', 1)]", "[concat('it''s',1)]"],
  ["[ Parameters ( 'a' ) . b [ 0 ] [ 'c' ] ]", "[Parameters('a').b[0]['c']]"],
  ['[add(-1, +2)]', '[add(-1,2)]'],
  ['[my.own(1)]', '[my.own(1)]'],
])('reads %s as %s', (text, printed) => {
  expect(printExpression(parseExpression(text))).toBe(printed);
});

it.each([
  ['[foo()]', true],
  ['[]', true],
  ["[concat('a'", false],
  ['[[foo()]', false],
  ['[foo()] bar', false],
  [' [foo()]', false],
])('tells whether %j is an expression', (text, is) => {
  expect(isExpression(text)).toBe(is);
});

it.each([
  ["[concat('a']", "expected token 'RightParenthesis' and actual 'EndOfData'"],
  ['[]', "expected token 'Identifier' and actual 'EndOfData'"],
  ['[concat]', "expected token 'LeftParenthesis' and actual 'EndOfData'"],
  ['[a() b()]', "expected token 'EndOfData' and actual 'Identifier'"],
  ['[a().]', "expected token 'Identifier' and actual 'EndOfData'"],
  ['[a()[]]', "expected token 'Identifier' and actual 'RightSquareBracket'"],
  ["[a('open)]", "the string character ''' at position '2' is not expected"],
  ['[1.5]', "expected token 'Identifier' and actual 'Integer'"],
  ['[99999999999999999999]', 'is too large'],
  [`[${'a('.repeat(400)}]`, 'nested too deeply'],
  [`['${'a'.repeat(24_576)}']`, "length limit exceeded. Limit: '24576'"],
])('refuses %.40s', (text, reason) => {
  expect(() => parseExpression(text)).toThrow(TemplateError);
  expect(() => parseExpression(text)).toThrow(reason);
});

it('lists the calls of an expression, those in parameters, members and indices too', () => {
  const found = callsOf(parseExpression("[a(b('x').c)[d(1)].e]"));

  expect(found.map(({ name }) => name)).toEqual(['a', 'b', 'd']);
});
