import { randomUUID } from 'node:crypto';
import { asObject, isText, type Json } from '../../json.ts';
import { type PutRequest, type ResourceType } from '../provider.ts';
import { type Resource } from '../../resource.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { badRequest, checkNamespaceName, serviceBusApiVersions } from './names.ts';
import { type ServiceBusOptions } from './options.ts';

export type Tier = 'Basic' | 'Standard' | 'Premium';
const tiers: readonly Tier[] = ['Basic', 'Standard', 'Premium'];
const messagingUnits = [1, 2, 4, 8, 16];

/** Members of a GET that a client may send back; they are not stored. */
const computed = new Set([
  'provisioningState',
  'status',
  'createdAt',
  'updatedAt',
  'serviceBusEndpoint',
  'metricId',
  'generation',
  'privateEndpointConnections',
]);

/** Microsoft.ServiceBus/namespaces. Its broker opens while the operation runs, and takes the identities that have a role. */
export const namespaces = (options: ServiceBusOptions): ResourceType => ({
  name: 'namespaces',
  apiVersions: serviceBusApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  accept(request) {
    const { id, name, properties, current, view } = request;
    const refusal = checkNamespaceName(name, view, id);
    if (refusal) throw refusal;
    const sku = acceptSku(request);
    const kept = Object.fromEntries(Object.entries(properties).filter(([member]) => !computed.has(member)));
    const before = current?.properties ?? {};
    refuseProperties(kept, sku.tier, current && before);
    const partitions = sku.tier === 'Premium' ? (before['premiumMessagingPartitions'] ?? 1) : 0;
    return {
      envelope: { ...request.envelope, sku },
      properties: {
        premiumMessagingPartitions: partitions,
        ...kept,
        generation: before['generation'] ?? randomUUID(),
      },
    };
  },
  isReady: ({ name }) => options.endpoint(name) !== undefined,
  show(resource, view) {
    const { generation: _own, ...stored } = resource.properties;
    const endpoint = options.endpoint(resource.name);
    return {
      disableLocalAuth: false,
      minimumTlsVersion: '1.2',
      publicNetworkAccess: 'Enabled',
      zoneRedundant: false,
      ...stored,
      status: resource.provisioningState === 'Deleting' ? 'Removing' : 'Active',
      createdAt: resource.createdTime,
      updatedAt: resource.changedTime,
      ...(endpoint === undefined ? {} : { serviceBusEndpoint: endpoint }),
      metricId: `${resource.id.split('/')[2]}:${resource.name.toLowerCase()}`,
      privateEndpointConnections: showConnectionsTo(resource, view),
    };
  },
});

export const tierOf = ({ envelope }: Resource): Tier => asObject(envelope['sku'])['tier'] as Tier;

function acceptSku({ envelope, current }: PutRequest): { name: Tier; tier: Tier; capacity?: number } {
  const given = asObject(envelope['sku'] ?? current?.envelope['sku'] ?? { name: 'Standard' });
  const named = tiers.find((one) => one.toLowerCase() === String(given['name']).toLowerCase());
  const tier = tiers.find((one) => one.toLowerCase() === String(given['tier'] ?? given['name']).toLowerCase());
  if (named === undefined || named !== tier)
    throw badRequest(
      `SubCode=40000. The SKU '${String(given['name'])}' with the tier '${String(given['tier'])}' is invalid.`,
    );
  const before = current && tierOf(current);
  if (before !== undefined && before !== tier && [before, tier].includes('Premium'))
    throw badRequest(`SubCode=40000. A namespace cannot be changed from ${before} to ${tier}.`);
  const capacity = given['capacity'] ?? (tier === 'Premium' ? 1 : undefined);
  if (tier !== 'Premium') return { name: tier, tier };
  if (!messagingUnits.includes(capacity as number))
    throw badRequest(`SubCode=40000. The capacity '${String(capacity)}' is invalid: ${messagingUnits.join(', ')}.`);
  return { name: tier, tier, capacity: capacity as number };
}

function refuseProperties(given: Json, tier: Tier, before: Json | undefined): void {
  const { publicNetworkAccess, minimumTlsVersion, premiumMessagingPartitions: partitions } = given;
  const isPremium = tier === 'Premium';
  if (publicNetworkAccess !== undefined && !['Enabled', 'Disabled'].includes(String(publicNetworkAccess)))
    throw badRequest(`SubCode=40000. publicNetworkAccess '${String(publicNetworkAccess)}' is not served here.`);
  if (publicNetworkAccess === 'Disabled' && !isPremium)
    throw badRequest('SubCode=40000. Public network access can be disabled for namespaces of the Premium tier only.');
  if (minimumTlsVersion !== undefined && !['1.0', '1.1', '1.2', '1.3'].includes(String(minimumTlsVersion)))
    throw badRequest(`SubCode=40000. minimumTlsVersion '${String(minimumTlsVersion)}' is invalid.`);
  if (isText(given['alternateName'])) throw badRequest('SubCode=40000. Geo-recovery is not served here.');
  for (const member of ['disableLocalAuth', 'zoneRedundant'])
    if (given[member] !== undefined && typeof given[member] !== 'boolean')
      throw badRequest(`SubCode=40000. ${member} must be true or false.`);
  if (partitions === undefined) return;
  if (!isPremium && partitions !== 0)
    throw badRequest('SubCode=40000. premiumMessagingPartitions is of the Premium tier only.');
  if (isPremium && ![1, 2, 4].includes(partitions as number))
    throw badRequest('SubCode=40000. premiumMessagingPartitions must be 1, 2 or 4.');
  if (before !== undefined && before['premiumMessagingPartitions'] !== partitions)
    throw badRequest('SubCode=40000. premiumMessagingPartitions cannot be changed after the namespace was made.');
}
