import { type Expression, member, reference, resourceId } from './language/expression.ts';
import { defineTemplate, parameter, type Resource } from './language/template.ts';
import { apiVersions, containers, names, regionParameters, types } from './names.ts';
import { account, database, everyContainer } from './region/cosmos.ts';
import { keyVault } from './region/key-vaults.ts';
import { namespace, queues } from './region/service-bus.ts';
import { storageAccount } from './region/storage.ts';
import { assignTo, type RoleName } from './roles.ts';

const network = 'development';
const endpoints = 'endpoints';

const registry = (name: Expression, location: Expression): Resource => ({
  type: types.registry,
  apiVersion: apiVersions.registry,
  name,
  location,
  // The only one with tokens for single repositories.
  sku: { name: 'Premium' },
  properties: { adminUserEnabled: false, anonymousPullEnabled: false },
});

const endpointNetwork = (location: Expression): Resource => ({
  type: types.virtualNetwork,
  apiVersion: apiVersions.network,
  name: network,
  location,
  properties: {
    addressSpace: { addressPrefixes: ['10.101.0.0/16'] },
    subnets: [
      {
        name: endpoints,
        properties: { addressPrefix: '10.101.0.0/20', privateEndpointNetworkPolicies: 'Disabled' },
      },
    ],
  },
});

/**
 * What one developer's services on one laptop need of Azure, in a group of its own: reached over the internet, with the
 * developer's application in the place of the services' identities, and nothing that costs while it is not used.
 */
export const development = defineTemplate({
  description: "What a developer's services on a laptop need of Azure. Into a group of its own.",
  parameters: {
    ...regionParameters,
    dnsZone: parameter.string('the zone in which clusters get a name, such as dev.example.com'),
    registryName: parameter.string('the container registry that clusters pull releases from', {
      minLength: 5,
      maxLength: 50,
    }),
    principalId: parameter.string("the object id of the developer's application, as which the services sign in"),
  },
  resources({ location, prefix, dnsZone, registryName, principalId }) {
    const cosmos = names.account(prefix);
    const bus = names.serviceBus(prefix);
    const vault = names.serviceVault(prefix);
    const storage = names.storage(prefix);
    const isPublic = true;
    return [
      account(cosmos, location, { isPublic, zones: false }),
      ...database(cosmos),
      everyContainer(cosmos, principalId),
      namespace(bus, location, 'Standard'),
      ...queues(bus),
      keyVault(vault, location, { isPublic }),
      ...storageAccount({
        ...{ name: storage, location, isPublic, redundancy: 'Standard_LRS' },
        containers: Object.values(containers),
      }),
      { type: types.dnsZone, apiVersion: apiVersions.dns, name: dnsZone, location: 'global' },
      registry(registryName, location),
      endpointNetwork(location),
      ...rights(principalId, { bus, vault, storage, dnsZone, registryName }),
    ];
  },
  outputs: ({ dnsZone }) => ({
    nameServers: {
      type: 'array',
      value: member(reference(resourceId(types.dnsZone, dnsZone), apiVersions.dns), 'nameServers'),
    },
    networkShard: { type: 'string', value: resourceId(types.subnet, network, endpoints) },
  }),
});

type Held = Record<'bus' | 'vault' | 'storage' | 'dnsZone' | 'registryName', Expression>;

/** What the services have together in a region, and filling the vault and the stores, which a pipeline does there. */
function rights(principalId: Expression, { bus, vault, storage, dnsZone, registryName }: Held): Resource[] {
  const on = (role: RoleName, type: string, name: Expression | string): Resource =>
    assignTo({ role, principalId, on: { type, names: [name] }, dependsOn: [resourceId(type, name)] });
  return [
    on('serviceBusDataSender', types.serviceBus, bus),
    on('serviceBusDataReceiver', types.serviceBus, bus),
    on('keyVaultSecretsOfficer', types.keyVault, vault),
    on('blobDataContributor', types.storage, storage),
    on('dnsZoneContributor', types.dnsZone, dnsZone),
    on('acrPush', types.registry, registryName),
    on('registryTokens', types.registry, registryName),
    on('networkShards', types.virtualNetwork, network),
    assignTo({ role: 'privateEndpoints', principalId, dependsOn: [] }),
  ];
}
