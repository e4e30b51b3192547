import { type Model } from './model/index.ts';
import { type ArmOptions } from './options.ts';

/** Where the service's own DNS zone is. */
export interface DnsPlace {
  subscriptionId: string;
  resourceGroup: string;
  zone: string;
}

/** The subscription that belongs to the service. */
export const dnsSubscriptionId = '00000000-0000-4000-8000-0000000000d5';

export const defaultSubscriptions = (tenantId: string) => [
  { id: '00000000-0000-4000-8000-000000000001', tenantId, name: 'local' },
  { id: '00000000-0000-4000-8000-000000000002', tenantId, name: 'local-2' },
];

/** The one that `endpoints.json` names. */
export const firstSubscription = ({ subscriptions, tenantId }: ArmOptions): string =>
  (subscriptions ?? defaultSubscriptions(tenantId))[0]?.id ?? '';

/** Registered from the start, as in a subscription that has been in use. */
const registered = [
  'Microsoft.Authorization',
  'Microsoft.Compute',
  'Microsoft.KeyVault',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.Resources',
  'Microsoft.Storage',
];

/** Makes what is there before the first request. Changes nothing that exists. */
export function seed(model: Model, options: ArmOptions): DnsPlace {
  const { subscriptions, registrations, catalogue } = model;
  const dns = { subscriptionId: dnsSubscriptionId, resourceGroup: 'dns', zone: zoneOf(options) };
  for (const subscription of [
    ...(options.subscriptions ?? defaultSubscriptions(options.tenantId)),
    { id: dns.subscriptionId, tenantId: options.tenantId, name: 'dns' },
  ]) {
    const isNew = !subscriptions.list().some(({ id }) => id.toLowerCase() === subscription.id.toLowerCase());
    subscriptions.ensure(subscription);
    if (!isNew) continue;
    for (const namespace of registered) {
      const provider = catalogue.find(namespace);
      if (provider) registrations.register(subscription.id, provider);
    }
  }
  ensureZone(model, dns, options.location);
  return dns;
}

const zoneOf = ({ dnsZone, location }: ArmOptions): string => dnsZone ?? `${location}.aro.localhost`;

function ensureZone(model: Model, { subscriptionId, resourceGroup, zone }: DnsPlace, location: string): void {
  const { groups, resources, catalogue } = model;
  if (!groups.find(subscriptionId, resourceGroup)) groups.put(subscriptionId, resourceGroup, { location });
  const network = catalogue.find('Microsoft.Network');
  const type = network?.types.find(({ name }) => name === 'dnszones');
  if (!network || !type) throw new Error('Microsoft.Network/dnszones is not served');
  const group = groups.require(subscriptionId, resourceGroup);
  const id = `${group.id}/providers/${network.namespace}/${type.name}/${zone}`;
  if (resources.view.get(id)) return;
  const target = {
    id,
    name: zone,
    subscriptionId,
    group: group.name,
    namespace: network.namespace,
    type,
    apiVersion: type.apiVersions[0] ?? '',
  };
  resources.put(target, { location: 'global' }, {});
}
