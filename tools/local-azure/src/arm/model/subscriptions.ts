import { type Store } from '../store.ts';
import { refusals } from './errors.ts';
import { keyOf } from './resource-id.ts';

export interface Subscription {
  id: string;
  tenantId: string;
  name: string;
  /** Order of creation. */
  n: number;
}

export interface Subscriptions {
  /** @throws ArmError `SubscriptionNotFound` */
  require(id: string): Subscription;
  /** In order of creation; those of all tenants unless told. */
  list(tenantId?: string): Subscription[];
  /** Does nothing when it exists. */
  ensure(subscription: Omit<Subscription, 'n'>): void;
}

export function createSubscriptions(store: Store): Subscriptions {
  const table = store.table<Subscription>('subscription');
  const list = () => table.within('').sort((one, other) => one.n - other.n);
  return {
    require(id) {
      const found = table.get(keyOf(id));
      if (!found) throw refusals.subscriptionNotFound(id);
      return found;
    },
    list: (tenantId) => list().filter((one) => tenantId === undefined || one.tenantId === tenantId),
    ensure(subscription) {
      const key = keyOf(subscription.id);
      if (!table.get(key)) table.put(key, { ...subscription, n: list().length });
    },
  };
}
