import { median, percentile } from './statistics.ts';

describe('percentile', () => {
  it('is the smallest value that so many percent of all do not exceed', () => {
    const values = Array.from({ length: 50 }, (_, index) => 50 - index);

    expect([50, 95, 100].map((p) => percentile(values, p))).toEqual([25, 48, 50]);
    expect(percentile([7], 95)).toBe(7);
  });

  it('refuses an empty list', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two in the middle when there is no middle', () => {
    expect(median([10, 1, 2, 5])).toBe(3.5);
  });
});
