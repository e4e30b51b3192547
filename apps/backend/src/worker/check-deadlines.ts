import { type Plan } from '@aro-rp/plan';
import { type Duration, formatDuration } from '@aro-rp/time';

/**
 * P1, W10: a plan that no running release knows may only be failed, and only past its deadline; until then its message
 * is left to its lock. As a dead letter it would be worked by nobody.
 * @throws Error when a plan has a deadline that its message would not live to see
 */
export function checkDeadlines(
  plans: readonly Pick<Plan<never>, 'kind' | 'version' | 'deadline'>[],
  redeliveredFor: Duration,
): void {
  const faults = plans
    .filter(({ deadline }) => deadline >= redeliveredFor)
    .map(({ kind, version, deadline }) => `${kind} version ${version} has ${formatDuration(deadline)}`);
  if (faults.length === 0) return;
  const limit = formatDuration(redeliveredFor);
  throw new Error(`a plan's deadline must be below the ${limit} of the queue's redeliveries: ${faults.join(', ')}`);
}
