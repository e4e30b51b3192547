import { errors } from '@aro-rp/api';
import { type SubscriptionState, type SubscriptionStore } from '@aro-rp/database';
import { type Call } from '../http/call.ts';

const allowed = {
  write: ['Registered'],
  action: ['Registered'],
  delete: ['Registered', 'Warned', 'Suspended'],
} as const satisfies Record<string, readonly SubscriptionState[]>;

/** What a state allows (ARM RPC "subscription-lifecycle"); reading is always allowed. @throws CloudError 400 */
export async function requireSubscription(
  subscriptions: SubscriptionStore,
  call: Call,
  intent: keyof typeof allowed,
): Promise<void> {
  const subscriptionId = (call.params.subscriptionId ?? '').toLowerCase();
  const found = await subscriptions.get(subscriptionId, { signal: call.signal });
  const state = found?.document.subscription.state;
  const states: readonly string[] = allowed[intent];
  if (state === undefined || !states.includes(state)) throw errors.invalidSubscriptionState(subscriptionId, state);
}
