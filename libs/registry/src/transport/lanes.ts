import { type Clock, milliseconds } from '@aro-rp/time';

/**
 * What reads and what writes wait in lines of their own: a copy within one registry holds a place to read while it waits
 * for one to write, and would wait for ever if the two were the same.
 */
export type Lane = 'read' | 'write';

export interface Lanes {
  /** Waits for a place, and for the end of a pause. Dispose what it gives. @throws the signal's reason */
  enter(lane: Lane, signal: AbortSignal): Promise<Disposable>;
  /** Waits for the end of a pause alone: for who has a place already. */
  resumed(signal: AbortSignal): Promise<void>;
  /** Nobody enters for so many milliseconds from now: the registry asked for it. */
  pause(ms: number): void;
}

/** @param places how many are in a lane at the same time */
export function createLanes(clock: Clock, places: Record<Lane, number>): Lanes {
  const free = { ...places };
  const waiting: Record<Lane, (() => void)[]> = { read: [], write: [] };
  let pausedUntil = 0;

  const leave = (lane: Lane) => {
    const next = waiting[lane].shift();
    if (next) next();
    else free[lane] += 1;
  };
  const take = (lane: Lane, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      signal.throwIfAborted();
      if (free[lane] > 0) {
        free[lane] -= 1;
        return resolve();
      }
      const go = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = () => {
        waiting[lane] = waiting[lane].filter((one) => one !== go);
        reject(signal.reason as Error);
      };
      waiting[lane].push(go);
      signal.addEventListener('abort', stop, { once: true });
    });

  const resumed = async (signal: AbortSignal) => {
    for (let left = pausedUntil - clock.monotonic(); left > 0; left = pausedUntil - clock.monotonic())
      await clock.sleep(milliseconds(left), signal);
  };

  return {
    resumed,
    async enter(lane, signal) {
      await take(lane, signal);
      let isIn = true;
      const place = {
        [Symbol.dispose]() {
          if (isIn) leave(lane);
          isIn = false;
        },
      };
      try {
        await resumed(signal);
      } catch (error) {
        place[Symbol.dispose]();
        throw error;
      }
      return place;
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.monotonic() + ms);
    },
  };
}
