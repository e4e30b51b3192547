import { type Duration, hours } from '@aro-rp/time';
import { createPlanCatalogue, plan, step } from '@aro-rp/plan';
import { checkDeadlines } from '../worker/check-deadlines.ts';
import { type PlanBook } from '../worker/slice.ts';
import { createSubscriptionContext, type SubscriptionContext, type SubscriptionContextOptions } from './context.ts';
import { deleteClusters, listRemaining } from './delete-clusters.ts';
import { classifyWith, failureOf } from './errors.ts';

/**
 * A create that runs ends first, and then its cluster's deletion has to: that may take longer than this, which is what
 * the queue allows. The next lifecycle PUT begins anew.
 */
const deadline = hours(3);

/** Never edited after a release, only succeeded (P1). */
export const deleteSubscription = plan<SubscriptionContext>('delete-subscription', { version: 1, deadline }, [
  step('delete-clusters', deleteClusters, { within: deadline }),
]);

/** P1: what this release can run. */
export const catalogue = createPlanCatalogue<SubscriptionContext>([{ current: deleteSubscription }]);

export interface SubscriptionPlanBookOptions extends SubscriptionContextOptions {
  /** How long a message comes back that everybody leaves to its lock. */
  redeliveredFor: Duration;
}

/**
 * All that the worker needs to know of subscriptions.
 * @throws Error when a plan has a deadline that its message would not live to see
 */
export function createSubscriptionPlanBook(options: SubscriptionPlanBookOptions): PlanBook<SubscriptionContext> {
  checkDeadlines(catalogue.plans, options.redeliveredFor);
  return {
    find: (kind, version) => catalogue.find(kind, version),
    context: (document, now) => createSubscriptionContext(document, now, options),
    classify: classifyWith(options.pollEvery),
    succeeded: () => ({ provisioningState: 'Succeeded' }),
    failed: (state, why) => ({ provisioningState: 'Failed', ...failureOf(state, why) }),
    diagnose: async (context, _plan, _why, run) => ({ clusters: (await listRemaining(context, run)).join('\n') }),
  };
}
