import { days, hours, milliseconds, minutes } from '@aro-rp/time';
import { createAdvanceableClock } from './clock.ts';

describe('an advanceable clock', () => {
  it('moves the wall clock and the monotonic clock by the same', () => {
    const clock = createAdvanceableClock();
    const [wall, elapsed] = [clock.now(), clock.monotonic()];

    clock.advance(hours(1));

    expect(clock.now() - wall).toBeGreaterThanOrEqual(hours(1));
    expect(clock.monotonic() - elapsed).toBeGreaterThanOrEqual(hours(1));
    expect(clock.now() - wall).toBeLessThan(hours(2));
  });

  it('calls what has fallen due, in order, and not what has not or was disposed', async () => {
    const clock = createAdvanceableClock();
    const called: string[] = [];
    clock.schedule(minutes(20), () => called.push('second'));
    clock.schedule(minutes(10), () => called.push('first'));
    clock.schedule(minutes(15), () => called.push('disposed'))[Symbol.dispose]();
    clock.schedule(hours(3), () => called.push('later'));

    const slept = clock.sleep(minutes(30));
    clock.advance(hours(1));
    await slept;

    expect(called).toEqual(['first', 'second']);
  });

  it('wakes a sleeper with the reason when its signal aborts', async () => {
    const clock = createAdvanceableClock();
    const stop = new AbortController();
    const sleeping = clock.sleep(hours(1), stop.signal);

    stop.abort(new Error('enough'));

    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(hours(1), stop.signal)).rejects.toThrow('enough');
  });

  it('waits for longer than a timer of Node can', async () => {
    const clock = createAdvanceableClock();
    const called: string[] = [];
    clock.schedule(days(60), () => called.push('60 days'));
    const slept = clock.sleep(days(40));

    clock.advance(days(50));
    await slept;

    expect(called).toEqual([]);
  });

  it('does not go back', () => {
    expect(() => createAdvanceableClock().advance(milliseconds(-1))).toThrow(RangeError);
  });
});
