import { minutes, seconds } from '@aro-rp/time';
import { createFakeClock } from './fake-clock.ts';

describe('createFakeClock', () => {
  it('wakes sleepers in the order in which they fall due, at their own time', async () => {
    const clock = createFakeClock(0);
    const woken: [string, number][] = [];
    void clock.sleep(seconds(2)).then(() => woken.push(['second', clock.now()]));
    void clock.sleep(seconds(1)).then(() => woken.push(['first', clock.now()]));

    await clock.advance(seconds(5));

    expect(woken).toEqual([
      ['first', 1_000],
      ['second', 2_000],
    ]);
    expect(clock.now()).toBe(5_000);
  });

  it('runs what a woken sleeper schedules within the same advance', async () => {
    const clock = createFakeClock(0);
    let laps = 0;
    const loop = async () => {
      for (; laps < 3; laps++) await clock.sleep(seconds(1));
    };
    void loop();

    await clock.advance(seconds(10));

    expect(laps).toBe(3);
  });

  it('does not call what was disposed', async () => {
    const clock = createFakeClock();
    let called = false;
    const timer = clock.schedule(seconds(1), () => (called = true));

    timer[Symbol.dispose]();
    await clock.advance(minutes(1));

    expect(called).toBe(false);
    expect(clock.pending()).toBe(0);
  });

  it('moves only the wall clock on a jump', () => {
    const clock = createFakeClock(0);

    clock.jump(minutes(3));

    expect(clock.now()).toBe(180_000);
    expect(clock.monotonic()).toBe(0);
  });
});
