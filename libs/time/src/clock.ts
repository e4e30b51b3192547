import { type Duration, milliseconds } from './duration.ts';

/**
 * The only source of time in this system. Points in time are milliseconds since 1970 UTC.
 * Safe for concurrent use.
 */
export interface Clock {
  /** Wall-clock time; may jump when the machine's clock is set. */
  now(): number;
  /** Never goes back and is unrelated to the wall clock; for durations inside one process. */
  monotonic(): number;
  /** Resolves after `duration`, at the earliest. @throws the signal's reason when aborted, at once. */
  sleep(duration: Duration, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` once after `duration`; disposing it before that prevents the call. Never keeps a process alive. */
  schedule(duration: Duration, callback: () => void): Disposable;
}

/** The longest that Node's timers can wait; a longer time-out would be due at once. */
const longestTimer = 2 ** 31 - 1;

/** A timer of any length. @returns what stops it */
function startTimer(duration: number, callback: () => void, keepAlive: boolean): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const part = Math.min(left, longestTimer);
    timer = setTimeout(() => (left > part ? wait(left - part) : callback()), part);
    if (!keepAlive) timer.unref();
  };
  wait(duration);
  return () => clearTimeout(timer);
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep(duration, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const stop = () => {
        stopTimer();
        reject(signal?.reason as Error);
      };
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const stopTimer = startTimer(duration, wake, true);
      signal?.addEventListener('abort', stop, { once: true });
    });
  },
  schedule(duration, callback) {
    return { [Symbol.dispose]: startTimer(duration, callback, false) };
  },
};

/**
 * A signal that aborts when any of `signals` does or when `limit` has passed on `clock`.
 * Dispose it when the call ends, or the timer stays until it is due.
 */
export function withTimeout(
  clock: Clock,
  limit: Duration,
  ...signals: (AbortSignal | undefined)[]
): { signal: AbortSignal } & Disposable {
  const timeout = new AbortController();
  const timer = clock.schedule(limit, () => timeout.abort(new TimeoutError(limit)));
  const signal = AbortSignal.any([timeout.signal, ...signals.filter((one) => one !== undefined)]);
  return { signal, [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

/** The reason of a signal made by {@link withTimeout} when its own limit passed. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  constructor(readonly limit: Duration = milliseconds(0)) {
    super(`no answer within ${limit} ms`);
  }
}
