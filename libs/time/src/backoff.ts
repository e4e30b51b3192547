import { type Duration, milliseconds } from './duration.ts';

export interface BackoffPolicy {
  /** The upper bound of the first delay. */
  first: Duration;
  /** No delay is longer. */
  cap: Duration;
  /** How much the bound grows from one attempt to the next; 2 unless told. */
  factor?: number;
}

/** A source of numbers in [0, 1); `Math.random` in production, seeded in tests. */
export type Random = () => number;

/**
 * The delay before attempt `attempt + 1`, counted from 0: a random value between half the bound and the bound
 * ("equal jitter"), so that contenders spread and none comes back at once.
 */
export function backoff(policy: BackoffPolicy, attempt: number, random: Random = Math.random): Duration {
  const bound = Math.min(policy.cap, policy.first * (policy.factor ?? 2) ** attempt);
  return milliseconds(bound / 2 + (bound / 2) * random());
}
