import { randomUUID } from 'node:crypto';
import { errors } from '@aro-rp/api';
import { type SubscriptionDocument, type SubscriptionState, type SubscriptionStore } from '@aro-rp/database';
import { type Handler } from '../http/call.ts';
import { plans } from './plans.ts';

type Subscription = SubscriptionDocument['subscription'];

const states: ReadonlySet<string> = new Set([
  'Registered',
  'Unregistered',
  'Warned',
  'Suspended',
  'Deleted',
] satisfies SubscriptionState[]);

/**
 * ARM tells the state of a subscription (ARM RPC "subscription-lifecycle"): 201 for one that is new here, else 200.
 * Any change is allowed but leaving `Deleted`, which begins the deletion of all that is in it; told again after that has
 * ended, it begins anew. Members that we do not know are stored and given back.
 */
export const putSubscription =
  (subscriptions: SubscriptionStore): Handler =>
  async (call) => {
    const told = parseSubscription(call.body?.value);
    const subscriptionId = (call.params.subscriptionId ?? '').toLowerCase();
    // D3: chosen once, so that it is one plan however often the write is tried.
    const planId = randomUUID();
    const { created } = await subscriptions.put(
      subscriptionId,
      (current) => {
        if (current?.subscription.state === 'Deleted' && told.state !== 'Deleted') {
          throw errors.invalidSubscriptionTransition('Deleted');
        }
        return withTenant(told, current?.subscription);
      },
      {
        signal: call.signal,
        begin: ({ state }) =>
          state === 'Deleted' ? { provisioningState: 'Deleting', planId, plan: plans.delete } : undefined,
      },
    );
    return { status: created ? 201 : 200, body: told };
  };

/** Without its tenant nothing in a subscription can be deleted, so one that was told once is kept. */
function withTenant(told: Subscription, before: Subscription | undefined): Subscription {
  const tenantId = before?.properties?.['tenantId'];
  if (tenantId === undefined || told.properties?.['tenantId'] !== undefined) return told;
  return { ...told, properties: { ...told.properties, tenantId } };
}

function parseSubscription(value: unknown): Subscription {
  if (!isObject(value)) throw errors.invalidRequestContent('The request content is not a JSON object.');
  const { state, properties, registrationDate } = value;
  if (typeof state !== 'string' || !states.has(state)) {
    throw errors.invalidParameter('state', `The state is not allowed; it is one of ${[...states].join(', ')}.`);
  }
  if (properties !== undefined && properties !== null && !isObject(properties)) {
    throw errors.invalidRequestContent('The properties are not a JSON object.', 'properties');
  }
  if (registrationDate !== undefined && registrationDate !== null && typeof registrationDate !== 'string') {
    throw errors.invalidRequestContent('The registration date is not a string.', 'registrationDate');
  }
  return { ...value, ...(isObject(properties) && { properties: withoutEmail(properties) }) } as Subscription;
}

/** Nothing here needs the owner's address, and what is not stored cannot leak. */
function withoutEmail(properties: Record<string, unknown>): Record<string, unknown> {
  if (!isObject(properties.accountOwner)) return properties;
  const { email: _email, ...accountOwner } = properties.accountOwner;
  return { ...properties, accountOwner };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
