import { type Endpoints } from '../host/context.ts';
import { type Model } from './model/index.ts';
import { type Json } from './model/json.ts';
import { findType } from './model/providers/index.ts';
import { groupIdPath } from './model/resource-id.ts';

export type ServicePlace = Endpoints['rp'];

export const serviceAccount = 'arolocalrp';
export const serviceContainers = { installers: 'installers', output: 'installer-output' } as const;

const shards = [
  { name: 'rp-pe-vnet-001', range: '10.200.0.0/16', subnet: '10.200.0.0/20' },
  { name: 'rp-pe-vnet-002', range: '10.201.0.0/16', subnet: '10.201.0.0/20' },
];
const shardSubnet = 'rp-pe-subnet';
const registry = 'arolocal';

interface Wanted {
  namespace: string;
  /** Below the namespace. */
  type: string;
  /** Below the type's last segment, its parents' names before it. */
  names: string[];
  body: Json;
}

/** Where the service's own resources are, by a group of its own; ids are those that {@link ensureServiceResources} makes. */
export function serviceIds(subscriptionId: string, resourceGroup: string) {
  const below = `${groupIdPath(subscriptionId, resourceGroup)}/providers`;
  const accountId = `${below}/Microsoft.Storage/storageAccounts/${serviceAccount}`;
  const containerId = (name: string) => `${accountId}/blobServices/default/containers/${name}`;
  const networks = shards.map(({ name }) => `${below}/Microsoft.Network/virtualNetworks/${name}`);
  return {
    group: groupIdPath(subscriptionId, resourceGroup),
    networks,
    subnets: networks.map((id) => `${id}/subnets/${shardSubnet}`),
    registry: `${below}/Microsoft.ContainerRegistry/registries/${registry}`,
    account: accountId,
    installers: containerId(serviceContainers.installers),
    installerOutput: containerId(serviceContainers.output),
  };
}

/** @param blobEndpoint the root above the storage accounts */
export function servicePlace(subscriptionId: string, resourceGroup: string, blobEndpoint: string): ServicePlace {
  const ids = serviceIds(subscriptionId, resourceGroup);
  const store = `${blobEndpoint}/${serviceAccount}`;
  return {
    subscriptionId,
    resourceGroup,
    registryId: ids.registry,
    installerStore: `${store}/${serviceContainers.installers}`,
    installerOutput: `${store}/${serviceContainers.output}`,
    networkShards: ids.subnets,
  };
}

/** Makes what is not there, finished at once. A type that is not served here is left out. */
export function ensureServiceResources(
  model: Model,
  place: { subscriptionId: string; resourceGroup: string; location: string },
  zone: string,
): void {
  const { subscriptionId, resourceGroup, location } = place;
  if (!model.groups.find(subscriptionId, resourceGroup)) model.groups.put(subscriptionId, resourceGroup, { location });
  for (const wanted of wantedResources(location, zone)) ensure(model, subscriptionId, resourceGroup, wanted);
}

function ensure(model: Model, subscriptionId: string, resourceGroup: string, wanted: Wanted): void {
  const { groups, resources, catalogue } = model;
  const provider = catalogue.find(wanted.namespace);
  const type = provider && findType(provider, wanted.type);
  if (!provider || !type) return;
  const group = groups.require(subscriptionId, resourceGroup);
  const path = type.name.split('/').map((one, index) => `${one}/${wanted.names[index] ?? ''}`);
  const id = `${group.id}/providers/${provider.namespace}/${path.join('/')}`;
  if (resources.view.get(id)) return;
  model.registrations.register(subscriptionId, provider);
  const { operation } = resources.put(
    {
      id,
      name: wanted.names.at(-1) ?? '',
      subscriptionId,
      group: group.name,
      namespace: provider.namespace,
      type,
      apiVersion: type.apiVersions[0] ?? '',
    },
    wanted.body,
    {},
  );
  if (operation) resources.finish(operation);
}

const wantedResources = (location: string, zone: string): Wanted[] => [
  { namespace: 'Microsoft.Network', type: 'dnszones', names: [zone], body: { location: 'global' } },
  ...shards.map(({ name, range, subnet }) => ({
    namespace: 'Microsoft.Network',
    type: 'virtualNetworks',
    names: [name],
    body: {
      location,
      properties: {
        addressSpace: { addressPrefixes: [range] },
        subnets: [
          { name: shardSubnet, properties: { addressPrefix: subnet, privateEndpointNetworkPolicies: 'Disabled' } },
        ],
      },
    },
  })),
  {
    namespace: 'Microsoft.ContainerRegistry',
    type: 'registries',
    names: [registry],
    body: { location, sku: { name: 'Premium' }, properties: { adminUserEnabled: false } },
  },
  {
    namespace: 'Microsoft.Storage',
    type: 'storageAccounts',
    names: [serviceAccount],
    body: {
      location,
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: { allowSharedKeyAccess: false, allowBlobPublicAccess: false, minimumTlsVersion: 'TLS1_2' },
    },
  },
  ...Object.values(serviceContainers).map((name) => ({
    namespace: 'Microsoft.Storage',
    type: 'storageAccounts/blobServices/containers',
    names: [serviceAccount, 'default', name],
    body: {},
  })),
];
