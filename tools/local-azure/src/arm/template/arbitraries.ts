import fc from 'fast-check';
import { type Expression } from './ast.ts';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);

const tree = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('text' as const), value: fc.string() }),
    fc.record({ kind: fc.constant('integer' as const), value: fc.maxSafeInteger().map((one) => one + 0) }),
    fc.record({ kind: fc.constant('call' as const), name, parameters: fc.array(tie('any'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('member' as const), of: tie('any'), name }),
    fc.record({ kind: fc.constant('item' as const), of: tie('any'), at: tie('any') }),
  ),
}));

/** Any expression that the language has, whether its functions exist or not. */
export const expression: fc.Arbitrary<Expression> = tree.any;
