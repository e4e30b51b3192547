import { type Accepted } from '@aro-rp/azure';
import { type Duration, milliseconds, seconds } from '@aro-rp/time';
import { type ClusterContext } from './context.ts';

/**
 * When to look at what Azure has accepted: when it says, if that is later than we would look by ourselves, within reason.
 * A second, the least that `Retry-After` can say, is what those say who have nothing to say.
 */
export function lookAgain({ pollEvery }: Pick<ClusterContext, 'pollEvery'>, ...accepted: Accepted[]): Duration {
  const asked = Math.max(0, ...accepted.map(({ retryAfterMs = 0 }) => retryAfterMs));
  return asked <= seconds(1) ? pollEvery : milliseconds(Math.max(pollEvery, Math.min(asked, seconds(60))));
}
