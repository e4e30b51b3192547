import { errors } from '@aro-rp/api';
import { type Clock, minutes } from '@aro-rp/time';

/** How much one subscription may ask of one process. */
export interface RequestLimits {
  /** Requests that may come at once after a pause. */
  burst: number;
  /** Requests a second in the long run. */
  perSecond: number;
}

export interface Throttle {
  /**
   * Counts a request of the subscription; those of others are not affected.
   * @throws CloudError 429 that tells in how many whole seconds, at least one, the next is let through
   */
  admit(subscriptionId: string): void;
}

const sweepEvery = minutes(1);

/**
 * A token bucket for each subscription (ARM RPC "common-api-details": a provider may throttle). It is in memory: each
 * replica counts its own requests, and a new process begins with full buckets.
 */
export function createThrottle({ burst, perSecond }: RequestLimits, clock: Pick<Clock, 'monotonic'>): Throttle {
  const refill = 1_000 / perSecond;
  /** When each bucket will be full again: all that has to be known of it. A full one is not kept. */
  const fullAt = new Map<string, number>();
  let sweptAt = clock.monotonic();

  return {
    admit(subscriptionId) {
      const now = clock.monotonic();
      if (now - sweptAt > sweepEvery) {
        sweptAt = now;
        for (const [id, at] of fullAt) if (at <= now) fullAt.delete(id);
      }
      const key = subscriptionId.toLowerCase();
      const next = Math.max(fullAt.get(key) ?? now, now) + refill;
      const tooEarly = next - now - burst * refill;
      // Sums of fractions of a millisecond are not exact.
      if (tooEarly > refill / 1_000) throw errors.throttled(Math.max(1, Math.ceil(tooEarly / 1_000)));
      fullAt.set(key, next);
    },
  };
}
