import { backoff, type Clock, milliseconds, type Random } from '@aro-rp/time';
import { isTransient } from '../errors.ts';
import { type RegistryLimits } from '../limits.ts';

/** How often something is tried again. One is for one piece of work. */
export interface Patience {
  /** Waits before another try. @throws `error` when it is no use, or was tried often enough; the signal's reason */
  after(error: unknown): Promise<void>;
  /** It made progress: what comes now is a first try again. */
  renew(): void;
}

export interface PatienceSettings {
  clock: Clock;
  limits: RegistryLimits;
  random: Random;
  signal: AbortSignal;
  /** Told before each wait. */
  onRetry?: (error: Error, attempt: number, delay: number) => void;
}

export function createPatience({ clock, limits, random, signal, onRetry }: PatienceSettings): Patience {
  let failures = 0;
  return {
    async after(error) {
      signal.throwIfAborted();
      failures += 1;
      if (!isTransient(error) || failures >= limits.attempts) throw error;
      const asked = error.context.retryAfterMs ?? 0;
      if (asked > limits.longestWait) throw error;
      const delay = milliseconds(Math.max(asked, backoff(limits.backoff, failures - 1, random)));
      onRetry?.(error, failures, delay);
      await clock.sleep(delay, signal);
    },
    renew() {
      failures = 0;
    },
  };
}
