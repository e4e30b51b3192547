import { isTerminal } from '@aro-rp/api';
import { toInstant } from '@aro-rp/time';
import { batch, type WritePath } from './batch.ts';
import { type SubscriptionDocument } from './documents.ts';
import { StoreError } from './errors.ts';
import { firstTry } from './first-try.ts';
import { type BeginWork, type SubscriptionStore } from './stores.ts';

export function subscriptionStore(path: WritePath): SubscriptionStore {
  return {
    get: (subscriptionId, options) =>
      path.container.read<SubscriptionDocument>(subscriptionId, subscriptionId, options),

    async put(subscriptionId, change, { signal, begin } = {}) {
      const serverNow = firstTry(path);
      let wrote: string | undefined;
      const { result, now } = await batch<{ created: boolean }>(
        path,
        {
          name: 'put-subscription',
          partitionKey: subscriptionId,
          ids: [subscriptionId],
          change(found) {
            const current = found.get<SubscriptionDocument>(subscriptionId)?.document;
            // A lost answer to the first create: what is there is what this call wrote.
            if (current && wrote === JSON.stringify(current.subscription)) {
              return { kind: 'unchanged', result: { created: true } };
            }
            const subscription = change(current);
            if (!current) wrote = JSON.stringify(subscription);
            return {
              kind: 'write',
              put: [next(subscriptionId, current, subscription, begin, serverNow)],
              result: { created: current === undefined },
            };
          },
        },
        { ...(signal && { signal }) },
      );
      const stored = now.get<SubscriptionDocument>(subscriptionId);
      if (!stored) throw new StoreError('not-found', 'it was written, and has gone since');
      return { subscription: stored, created: result.created };
    },
  };
}

/** D1: a lifecycle PUT leaves plan and lease alone; a plan begins only where none runs. */
function next(
  id: string,
  current: Readonly<SubscriptionDocument> | undefined,
  subscription: SubscriptionDocument['subscription'],
  begin: ((subscription: SubscriptionDocument['subscription']) => BeginWork | undefined) | undefined,
  serverNow: () => number,
): SubscriptionDocument {
  const document: SubscriptionDocument = {
    provisioningState: 'Succeeded',
    ...current,
    id,
    type: 'subscription',
    revision: 0,
    subscription,
  };
  const isRunning = current !== undefined && !isTerminal(current.provisioningState);
  const work = isRunning ? undefined : begin?.(subscription);
  if (!work) return document;
  const { provisioningState, planId, plan } = work;
  const { deadline, ...rest } = plan;
  return {
    ...document,
    provisioningState,
    plan: { ...rest, id: planId, deadline: toInstant(serverNow() + deadline), attempts: 0 },
  };
}
