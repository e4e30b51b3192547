import { fromInstant, type Instant, toInstant } from './index.ts';

describe('fromInstant', () => {
  it('reads what toInstant wrote', () => {
    expect(fromInstant(toInstant(1_700_000_000_123))).toBe(1_700_000_000_123);
  });

  it.each([['no date'], [''], [7], [null], [[]], [{}], [{ toString: 0 }], [false]])(
    'is NaN for %j, which another version may have stored, and never throws',
    (stored) => {
      expect(fromInstant(stored as unknown as Instant)).toBeNaN();
    },
  );
});
