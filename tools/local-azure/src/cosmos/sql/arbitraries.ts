import fc from 'fast-check';
import { type BinaryOperator, type Expression, type Query } from './ast.ts';

/** Makers of random queries, for specs. */
const name = fc.constantFrom('a', 'b', 'name', 'value', 'with space', 'quo"te', "it's", 'ключ');

export const path: fc.Arbitrary<Expression> = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map((names) =>
    names.reduce<Expression>((of, one) => ({ kind: 'member', of, name: one }), { kind: 'root', name: 'c' }),
  );

export const literal: fc.Arbitrary<Expression> = fc
  .oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer({ min: 0 }),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
  )
  .map((value) => ({ kind: 'literal', value: Object.is(value, -0) ? 0 : value }));

const operators: BinaryOperator[] = ['OR', 'AND', '=', '!=', '<', '<=', '>', '>=', '??', '||', '+', '-', '*', '/', '%'];

export const expression = fc.letrec<{ any: Expression }>((tie) => {
  const any = tie('any');
  const list = fc.array(any, { minLength: 1, maxLength: 3 });
  return {
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      literal,
      path,
      fc.constant<Expression>({ kind: 'undefined' }),
      fc.constant<Expression>({ kind: 'parameter', name: '@p_1' }),
      fc.record({ kind: fc.constant('unary' as const), operator: fc.constantFrom('NOT', '-', '+'), operand: any }),
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...operators),
        left: any,
        right: any,
      }),
      fc.record({ kind: fc.constant('in' as const), value: any, list }),
      fc.record({ kind: fc.constant('between' as const), value: any, low: any, high: any }),
      fc.record({ kind: fc.constant('like' as const), value: any, pattern: any }),
      fc.record({ kind: fc.constant('conditional' as const), test: any, yes: any, no: any }),
      fc.record({
        kind: fc.constant('call' as const),
        name: fc.constantFrom('LOWER', 'STARTSWITH', 'COUNT'),
        args: list,
      }),
      fc.record({
        kind: fc.constant('element' as const),
        of: path,
        index: fc.nat(9).map((value) => ({ kind: 'literal', value })),
      }),
      fc.record({ kind: fc.constant('array' as const), elements: fc.array(any, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('object' as const), members: fc.array(fc.tuple(name, any), { maxLength: 3 }) }),
    ) as fc.Arbitrary<Expression>,
  };
}).any;

const count: fc.Arbitrary<Expression> = fc.nat(50).map((value) => ({ kind: 'literal', value }));

const selection: fc.Arbitrary<Query['select']> = fc.oneof(
  fc.constant({ kind: 'all' as const }),
  fc.record({ kind: fc.constant('value' as const), expression }),
  fc.record({
    kind: fc.constant('list' as const),
    columns: fc.array(fc.record({ expression, alias: fc.constantFrom('x', 'y_1') }, { requiredKeys: ['expression'] }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

const ordering = fc.record({ expression: path, isDescending: fc.boolean() });

export const query: fc.Arbitrary<Query> = fc.record(
  {
    isDistinct: fc.boolean(),
    select: selection,
    alias: fc.constant('c'),
    where: expression,
    groupBy: fc.constant<Expression[]>([]),
    orderBy: fc.array(ordering, { maxLength: 2 }),
    top: count,
  },
  { requiredKeys: ['isDistinct', 'select', 'alias', 'groupBy', 'orderBy'] },
);
