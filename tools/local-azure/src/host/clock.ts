import { type Clock, type Duration, milliseconds, systemClock } from '@aro-rp/time';

/** The machine's clock, which can be moved forwards while things wait on it. */
export interface AdvanceableClock extends Clock {
  /** Moves both clocks on at once; what falls due is called soon after, in order of time. @throws RangeError when negative */
  advance(duration: Duration): void;
}

interface Waiting {
  due: number;
  timer: Disposable;
  callback: () => void;
}

/** Milliseconds; Node calls back at once for anything longer. */
const longestTimer = 2 ** 31 - 1;

export function createAdvanceableClock(): AdvanceableClock {
  let ahead = 0;
  const waiting = new Set<Waiting>();
  const monotonic = () => systemClock.monotonic() + ahead;

  const arm = (one: Waiting) => {
    const left = Math.max(0, one.due - monotonic());
    one.timer = systemClock.schedule(milliseconds(Math.min(left, longestTimer)), () => {
      if (left > longestTimer) return arm(one);
      waiting.delete(one);
      one.callback();
    });
  };
  const schedule = (duration: Duration, callback: () => void): Disposable => {
    const one: Waiting = { due: monotonic() + duration, timer: { [Symbol.dispose]: () => undefined }, callback };
    waiting.add(one);
    arm(one);
    return {
      [Symbol.dispose]() {
        waiting.delete(one);
        one.timer[Symbol.dispose]();
      },
    };
  };

  return {
    now: () => systemClock.now() + ahead,
    monotonic,
    schedule,
    sleep(duration, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = schedule(duration, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        const stop = () => {
          timer[Symbol.dispose]();
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
    advance(duration) {
      if (!(duration >= 0)) throw new RangeError(`a clock cannot go back by ${duration} ms`);
      ahead += duration;
      for (const one of [...waiting].sort((a, b) => a.due - b.due)) {
        one.timer[Symbol.dispose]();
        arm(one);
      }
    },
  };
}

export const isAdvanceable = (clock: Clock): clock is AdvanceableClock => 'advance' in clock;
