import { type Clock } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { ArmError, refusals } from './errors.ts';
import { type ResourceProvider } from './providers/provider.ts';
import { keyOf } from './resource-id.ts';
import { type Resource } from './resource.ts';

export type RegistrationState = 'NotRegistered' | 'Registering' | 'Registered' | 'Unregistering' | 'Unregistered';

interface Registration {
  subscriptionId: string;
  namespace: string;
  state: RegistrationState;
}

/** What the frontend still has to be told about a subscription (ARM RPC, subscription lifecycle). */
export interface LifecycleNotice {
  subscriptionId: string;
  namespace: string;
  state: 'Registered' | 'Unregistered';
  /** RFC 1123. */
  registrationDate: string;
}

export interface Registrations {
  state(subscriptionId: string, namespace: string): RegistrationState;
  /** @throws ArmError `MissingSubscriptionRegistration` */
  require(subscriptionId: string, namespace: string): void;
  /**
   * Part of the caller's transaction. Repeating it changes nothing.
   * A namespace behind the front door stays `Registering` until the notice has been answered.
   */
  register(subscriptionId: string, provider: ResourceProvider): 'changed' | 'unchanged';
  /** @throws ArmError while resources of the namespace exist in the subscription */
  unregister(subscriptionId: string, provider: ResourceProvider): 'changed' | 'unchanged';
  /** Notices that nobody has answered yet, oldest registration first. */
  pending(): LifecycleNotice[];
  /** The notice was answered; a newer one for the same subscription stays. */
  delivered(notice: LifecycleNotice): void;
}

export function createRegistrations(
  store: Store,
  clock: Clock,
  resources: { inSubscription(subscriptionId: string): Resource[] },
): Registrations {
  const table = store.table<Registration>('registration');
  const notices = store.table<LifecycleNotice>('lifecycle');
  const key = (subscriptionId: string, namespace: string) => keyOf(`${subscriptionId}/${namespace}`);
  const state = (subscriptionId: string, namespace: string): RegistrationState =>
    table.get(key(subscriptionId, namespace))?.state ?? 'NotRegistered';
  const set = (subscriptionId: string, namespace: string, value: RegistrationState) =>
    table.put(key(subscriptionId, namespace), { subscriptionId, namespace, state: value });

  const change = (subscriptionId: string, provider: ResourceProvider, to: 'Registered' | 'Unregistered') => {
    const { namespace } = provider;
    if (!provider.forwarded) return set(subscriptionId, namespace, to);
    set(subscriptionId, namespace, to === 'Registered' ? 'Registering' : 'Unregistering');
    const registrationDate = new Date(clock.now()).toUTCString();
    notices.put(key(subscriptionId, namespace), { subscriptionId, namespace, state: to, registrationDate });
  };

  return {
    state,
    require(subscriptionId, namespace) {
      const current = state(subscriptionId, namespace);
      if (current !== 'Registered' && current !== 'Registering') throw refusals.notRegistered(namespace);
    },
    register(subscriptionId, provider) {
      const current = state(subscriptionId, provider.namespace);
      if (current === 'Registered' || current === 'Registering') return 'unchanged';
      change(subscriptionId, provider, 'Registered');
      return 'changed';
    },
    unregister(subscriptionId, provider) {
      const current = state(subscriptionId, provider.namespace);
      if (current !== 'Registered' && current !== 'Registering') return 'unchanged';
      const prefix = `${provider.namespace.toLowerCase()}/`;
      const inUse = resources.inSubscription(subscriptionId).find(({ type }) => type.toLowerCase().startsWith(prefix));
      if (inUse)
        throw new ArmError(
          409,
          'CannotUnregisterNamespace',
          `The subscription cannot be unregistered from resource namespace '${provider.namespace}': it still has resources, such as '${inUse.id}'. Delete them and try again.`,
        );
      change(subscriptionId, provider, 'Unregistered');
      return 'changed';
    },
    pending: () => notices.within(''),
    delivered(notice) {
      const at = key(notice.subscriptionId, notice.namespace);
      const current = notices.get(at);
      if (current?.state !== notice.state || current.registrationDate !== notice.registrationDate) return;
      notices.remove(at);
      set(notice.subscriptionId, notice.namespace, notice.state);
    },
  };
}
