import { isSubscriptionId } from '@aro-rp/api';
import { type ClusterStore, type WorkDocument } from '@aro-rp/database';
import { type Duration } from '@aro-rp/time';

/** What the plan of a subscription works with. */
export interface SubscriptionContext {
  readonly subscriptionId: string;
  /** As it is stored when the slice begins. */
  readonly state: string;
  /** Of the plan that is run: a subscription's next plan has another. */
  readonly planId: string;
  readonly clusters: Pick<ClusterStore, 'list' | 'accept'>;
  /** Server time in milliseconds since 1970. */
  now(): number;
  /** How often the clusters that are left are looked at. */
  readonly pollEvery: Duration;
  /** Clusters that are read at once: documents of 16 KB at most, and as many deletions to accept. */
  readonly pageSize: number;
  /** How long one slice goes on to the next page. */
  readonly readingFor: Duration;
  /** How long after a change of the subscription's state a request may still be accepted that was let in before it. */
  readonly requestsEndWithin: Duration;
}

export type SubscriptionContextOptions = Pick<
  SubscriptionContext,
  'clusters' | 'pollEvery' | 'pageSize' | 'readingFor' | 'requestsEndWithin'
>;

/** @throws Error when the document is not that of a subscription with a plan; its slices then die until W10 ends it */
export function createSubscriptionContext(
  document: Readonly<WorkDocument>,
  now: () => number,
  options: SubscriptionContextOptions,
): SubscriptionContext {
  const { id: subscriptionId, type, plan } = document;
  if (type !== 'subscription' || !isSubscriptionId(subscriptionId) || plan === undefined) {
    throw new Error(`the document ${subscriptionId} does not hold a subscription with a plan`);
  }
  const { state } = document.subscription;
  const { clusters, pollEvery, pageSize, readingFor, requestsEndWithin } = options;
  return {
    ...{ subscriptionId, state, planId: plan.id, clusters, now },
    ...{ pollEvery, pageSize, readingFor, requestsEndWithin },
  };
}
