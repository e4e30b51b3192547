import { type Model } from './model/index.ts';
import { type ArmOptions } from './options.ts';
import { ensureServiceResources } from './service-resources.ts';
import { ensureServiceRights } from './service-rights.ts';
import { type Store } from './store.ts';

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
export function seed(store: Store, model: Model, options: ArmOptions): DnsPlace {
  const { subscriptions, registrations, catalogue } = model;
  const { tenantId, location } = options;
  const dns = { subscriptionId: dnsSubscriptionId, resourceGroup: 'dns', zone: zoneOf(options) };
  for (const subscription of [
    ...(options.subscriptions ?? defaultSubscriptions(tenantId)),
    { id: dns.subscriptionId, tenantId, name: 'dns' },
  ]) {
    const isNew = !subscriptions.list().some(({ id }) => id.toLowerCase() === subscription.id.toLowerCase());
    subscriptions.ensure(subscription);
    if (!isNew) continue;
    for (const namespace of registered) {
      const provider = catalogue.find(namespace);
      if (provider) registrations.register(subscription.id, provider);
    }
  }
  ensureServiceResources(model, { ...dns, location }, dns.zone);
  ensureServiceRights(store, model, { ...dns, tenantId });
  return dns;
}

const zoneOf = ({ dnsZone, location }: ArmOptions): string => dnsZone ?? `${location}.aro.localhost`;
