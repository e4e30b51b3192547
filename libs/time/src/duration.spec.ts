import fc from 'fast-check';
import { formatDuration, milliseconds, parseDuration } from './duration.ts';

describe('durations', () => {
  it('read what they print, for every whole number of milliseconds', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 12), (n) => {
        expect(parseDuration(formatDuration(milliseconds(n)))).toBe(n);
      }),
    );
  });

  it.each([
    ['250ms', 250],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
  ])('read %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', '10', 's', '-1s', '1 s', '1w', 'PT1S'])('refuse %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
