import { type CloudError } from '@aro-rp/api';
import { seconds } from '@aro-rp/time';
import { createFakeClock } from '@aro-rp/testing';
import fc from 'fast-check';
import { createThrottle, type Throttle } from './throttle.ts';

const refused = (throttle: Throttle, subscription = 'a'): CloudError | undefined => {
  try {
    throttle.admit(subscription);
    return undefined;
  } catch (error) {
    return error as CloudError;
  }
};

describe('createThrottle', () => {
  it('lets a burst through, then refuses with the seconds until the next', () => {
    const throttle = createThrottle({ burst: 3, perSecond: 1 }, createFakeClock());
    for (let i = 0; i < 3; i++) expect(refused(throttle)).toBeUndefined();

    expect(refused(throttle)).toMatchObject({ status: 429, retryAfterSeconds: 1 });
  });

  it('lets the next through when it has said so, and not before', async () => {
    const clock = createFakeClock();
    const throttle = createThrottle({ burst: 1, perSecond: 0.25 }, clock);
    throttle.admit('a');
    expect(refused(throttle)?.retryAfterSeconds).toBe(4);

    await clock.advance(seconds(3));
    expect(refused(throttle)?.retryAfterSeconds).toBe(1);
    await clock.advance(seconds(1));
    expect(refused(throttle)).toBeUndefined();
  });

  it('counts each subscription for itself, however its id is written', () => {
    const throttle = createThrottle({ burst: 1, perSecond: 1 }, createFakeClock());
    throttle.admit('a');

    expect(refused(throttle, 'A')).toBeDefined();
    expect(refused(throttle, 'b')).toBeUndefined();
  });

  it('never lets more through than the burst and what has been refilled since', async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        pauses,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        async (all, burst, perSecond) => {
          const clock = createFakeClock();
          const throttle = createThrottle({ burst, perSecond }, clock);
          let admitted = 0;
          for (const pause of all) {
            await clock.advance(seconds(pause / 1_000));
            if (!refused(throttle)) admitted += 1;
            expect(admitted).toBeLessThanOrEqual(burst + (clock.monotonic() * perSecond) / 1_000 + 0.01);
          }
          expect(admitted).toBeGreaterThanOrEqual(Math.min(burst, all.length));
        },
      ),
      { numRuns: 30 },
    );
  });
});
