import { member, reference, resourceId } from '../language/expression.ts';
import { defineTemplate, parameter } from '../language/template.ts';
import { apiVersions, containers, identityId, names, regionParameters, types } from '../names.ts';
import { assign, assignTo } from '../roles.ts';
import { alerts } from './alerts.ts';
import { account, database, dataRoles } from './cosmos.ts';
import { identityResources } from './identities.ts';
import { keyVault, vaultRoles } from './key-vaults.ts';
import { loadBalancer } from './load-balancer.ts';
import { networkVariables, privateEndpoints, serviceNetwork, shards } from './network.ts';
import { namespace, queueRoles, queues } from './service-bus.ts';
import { storageAccount, storageRoles } from './storage.ts';

/** What the services of a region share; none of it belongs to one service's release. */
export const regionShared = defineTemplate({
  description: 'What the services of a region share. Into the group of the region.',
  parameters: {
    ...regionParameters,
    dnsZone: parameter.string('the zone in which clusters get a name, such as eastus.aroapp.io'),
    networkShards: parameter.int('how many networks private endpoints to clusters are spread over', {
      defaultValue: 2,
      minValue: 1,
      maxValue: 100,
    }),
    frontendCallers: parameter.array('address ranges and service tags that may call the frontend', {
      defaultValue: ['AzureResourceManager'],
    }),
    operators: parameter.string('the object id of the group of people who operate the service; empty: none', {
      defaultValue: '',
    }),
    rpPrincipalId: parameter.string(
      "the object id, in the region's tenant, of the application that acts in customers' tenants",
    ),
    alertMails: parameter.array('mail addresses that are told of alerts'),
  },
  variables: ({ frontendCallers }) => networkVariables(frontendCallers),
  resources({ location, prefix, dnsZone, networkShards, operators, rpPrincipalId, alertMails }) {
    const cosmos = names.account(prefix);
    const bus = names.serviceBus(prefix);
    const storage = names.storage(prefix);
    const vaults = [names.serviceVault(prefix), names.applicationVault(prefix), names.mirrorVault(prefix)];
    const isPublic = false;
    return [
      ...identityResources(location),
      ...serviceNetwork(location),
      ...shards(location, networkShards),
      account(cosmos, location, { isPublic, zones: true }),
      ...database(cosmos),
      ...dataRoles(cosmos, operators),
      namespace(bus, location, 'Premium'),
      ...queues(bus),
      ...queueRoles(bus),
      ...vaults.map((vault) => keyVault(vault, location, { isPublic })),
      ...vaultRoles(prefix),
      ...storageAccount({
        ...{ name: storage, location, isPublic, redundancy: 'Standard_ZRS' },
        containers: Object.values(containers),
      }),
      ...storageRoles(storage),
      ...privateEndpoints(location, [
        { name: cosmos, type: types.cosmos, part: 'Sql' },
        { name: bus, type: types.serviceBus, part: 'namespace' },
        ...vaults.map((name) => ({ name, type: types.keyVault, part: 'vault' }) as const),
        { name: storage, type: types.storage, part: 'blob' },
      ]),
      { type: types.dnsZone, apiVersion: apiVersions.dns, name: dnsZone, location: 'global' },
      assign({
        role: 'dnsZoneContributor',
        to: identityId('backend'),
        on: { type: types.dnsZone, names: [dnsZone] },
        dependsOn: [resourceId(types.dnsZone, dnsZone)],
      }),
      // Clusters' storage accounts are written in customers' tenants, and let the backend in from its subnet.
      assignTo({
        role: 'serviceSubnets',
        on: { type: types.subnet, names: [names.network, 'backend'] },
        dependsOn: [resourceId(types.virtualNetwork, names.network)],
        principalId: rpPrincipalId,
      }),
      assign({ role: 'monitoringMetricsPublisher', to: identityId('host') }),
      ...loadBalancer(location),
      ...alerts({ account: cosmos, serviceBus: bus }, alertMails),
    ];
  },
  outputs: ({ dnsZone }) => ({
    nameServers: {
      type: 'array',
      value: member(reference(resourceId(types.dnsZone, dnsZone), apiVersions.dns), 'nameServers'),
    },
    frontendAddress: {
      type: 'string',
      value: member(reference(resourceId(types.publicAddress, names.loadBalancer), apiVersions.network), 'ipAddress'),
    },
  }),
});
