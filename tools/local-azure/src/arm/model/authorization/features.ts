import { type Store } from '../../store.ts';
import { ArmError } from '../errors.ts';
import { type Json } from '../json.ts';
import { keyOf } from '../resource-id.ts';

/** What a subscription can be registered for beside resource providers (Microsoft.Features). */
const known: readonly { namespace: string; name: string }[] = [
  { namespace: 'Microsoft.Compute', name: 'EncryptionAtHost' },
  { namespace: 'Microsoft.Network', name: 'AllowPrivateEndpoints' },
  { namespace: 'Microsoft.RedHatOpenShift', name: 'preview' },
];

export interface Features {
  /** Of one provider, or of all. */
  list(subscriptionId: string, namespace?: string): Json[];
  /** @throws ArmError `FeatureNotFound` */
  get(subscriptionId: string, namespace: string, name: string): Json;
  /** Repeating it changes nothing. @throws ArmError `FeatureNotFound` */
  set(subscriptionId: string, namespace: string, name: string, registered: boolean): Json;
}

export function createFeatures(store: Store): Features {
  const table = store.table<{ state: string }>('feature');
  const key = (subscriptionId: string, namespace: string, name: string) =>
    keyOf(`${subscriptionId}/${namespace}/${name}`);
  const find = (namespace: string, name: string) => {
    const found = known.find((one) => keyOf(`${one.namespace}/${one.name}`) === keyOf(`${namespace}/${name}`));
    if (found) return found;
    throw new ArmError(404, 'FeatureNotFound', `The feature '${name}' could not be found.`);
  };
  const show = (subscriptionId: string, { namespace, name }: (typeof known)[number]): Json => ({
    properties: { state: table.get(key(subscriptionId, namespace, name))?.state ?? 'NotRegistered' },
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features/${name}`,
    type: 'Microsoft.Features/providers/features',
    name: `${namespace}/${name}`,
  });

  return {
    list: (subscriptionId, namespace) =>
      known
        .filter((one) => namespace === undefined || keyOf(one.namespace) === keyOf(namespace))
        .map((one) => show(subscriptionId, one)),
    get: (subscriptionId, namespace, name) => show(subscriptionId, find(namespace, name)),
    set(subscriptionId, namespace, name, registered) {
      const feature = find(namespace, name);
      const before = table.get(key(subscriptionId, namespace, name));
      // One that was never registered does not become unregistered.
      if (registered || before !== undefined)
        table.put(key(subscriptionId, namespace, name), { state: registered ? 'Registered' : 'Unregistered' });
      return show(subscriptionId, feature);
    },
  };
}
