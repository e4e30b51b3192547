import { type Clock, type Duration } from '@aro-rp/time';

/** A clock that stands still until a test advances it. */
export interface FakeClock extends Clock {
  /** Moves on, calling what falls due in order of time; promises that wait on it run in between. */
  advance(duration: Duration): Promise<void>;
  /** Sets the wall clock without moving the monotonic one, as an operator or a bad time server would. */
  jump(by: Duration): void;
  /** How many sleepers and scheduled calls wait. */
  pending(): number;
}

interface Timer {
  due: number;
  callback: () => void;
}

/** @param start the wall clock, in milliseconds since 1970. */
export function createFakeClock(start = Date.parse('2026-01-01T00:00:00Z')): FakeClock {
  let elapsed = 0;
  let offset = start;
  const timers = new Set<Timer>();

  const add = (duration: Duration, callback: () => void): Timer => {
    const timer = { due: elapsed + Math.max(0, duration), callback };
    timers.add(timer);
    return timer;
  };
  const next = (limit: number) => [...timers].filter(({ due }) => due <= limit).sort((a, b) => a.due - b.due)[0];

  return {
    now: () => offset + elapsed,
    monotonic: () => elapsed,
    jump(by) {
      offset += by;
    },
    pending: () => timers.size,
    sleep(duration, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = add(duration, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        const stop = () => {
          timers.delete(timer);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
    schedule(duration, callback) {
      const timer = add(duration, callback);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    async advance(duration) {
      const limit = elapsed + duration;
      await turn();
      for (let timer = next(limit); timer; timer = next(limit)) {
        timers.delete(timer);
        elapsed = Math.max(elapsed, timer.due);
        timer.callback();
        await turn();
      }
      elapsed = limit;
    },
  };
}

/** Lets everything that is ready run: promises, and callbacks of input and output that has come in. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
