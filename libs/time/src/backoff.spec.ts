import fc from 'fast-check';
import { backoff } from './backoff.ts';
import { milliseconds, seconds } from './duration.ts';

describe('backoff', () => {
  it('stays between half the bound and the bound, and never over the cap', () => {
    const policy = { first: milliseconds(100), cap: seconds(30) };
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, drawn) => {
        const bound = Math.min(policy.cap, policy.first * 2 ** attempt);
        const delay = backoff(policy, attempt, () => drawn);
        expect(delay).toBeGreaterThanOrEqual(bound / 2);
        expect(delay).toBeLessThanOrEqual(bound);
      }),
    );
  });
});
