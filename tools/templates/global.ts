import {
  call,
  copyIndex,
  each,
  type Expression,
  item,
  member,
  reference,
  resourceId,
  text,
} from './language/expression.ts';
import { defineTemplate, parameter, type Resource } from './language/template.ts';
import { apiVersions, globalContainers, type IdentityName, types } from './names.ts';
import { assign, type RoleName } from './roles.ts';
import { storageAccount } from './region/storage.ts';

const globalParameters = {
  registryName: parameter.string('the container registry; its name is the only one in all of Azure', {
    minLength: 5,
    maxLength: 50,
  }),
  parentZone: parameter.string("the zone above the regions' own, such as aroapp.io"),
};

/** What all regions share: images, names, and what runs where. */
export const global = defineTemplate({
  description: 'What all regions share. Into the global group, once.',
  parameters: {
    location: parameter.string('the Azure region that holds it'),
    ...globalParameters,
    replicas: parameter.array('further regions that the registry is copied to', { defaultValue: [] }),
    storageName: parameter.string('the storage account for what runs where; its name is the only one in all of Azure', {
      minLength: 3,
      maxLength: 24,
    }),
  },
  resources: ({ location, registryName, parentZone, replicas, storageName }) => [
    {
      type: types.registry,
      apiVersion: apiVersions.registry,
      name: registryName,
      location,
      sku: { name: 'Premium' },
      properties: {
        adminUserEnabled: false,
        // Clusters pull from their own networks, each with a token of its own.
        publicNetworkAccess: 'Enabled',
        anonymousPullEnabled: false,
        dataEndpointEnabled: true,
        zoneRedundancy: 'Enabled',
      },
    },
    replication(registryName, replicas),
    { type: types.dnsZone, apiVersion: apiVersions.dns, name: parentZone, location: 'global' },
    ...storageAccount({
      ...{ name: storageName, location, isPublic: true, redundancy: 'Standard_ZRS' },
      containers: Object.values(globalContainers),
    }),
  ],
  outputs: ({ registryName, parentZone }) => ({
    registry: {
      type: 'string',
      value: member(reference(resourceId(types.registry, registryName), apiVersions.registry), 'loginServer'),
    },
    nameServers: {
      type: 'array',
      value: member(reference(resourceId(types.dnsZone, parentZone), apiVersions.dns), 'nameServers'),
    },
  }),
});

function replication(registry: Expression, replicas: Expression): Resource {
  const region = item(replicas, copyIndex());
  return {
    type: `${types.registry}/replications`,
    apiVersion: apiVersions.registry,
    name: text`${registry}/${region}`,
    copy: { name: 'replicas', count: call('length', replicas) },
    location: region,
    dependsOn: [resourceId(types.registry, registry)],
    properties: { zoneRedundancy: 'Enabled' },
  };
}

/** What is global but one region's: its names, and what its identities may do in the registry. */
export const globalRegion = defineTemplate({
  description:
    "One region's names, and its identities' roles in the registry. Into the global group, after the region.",
  parameters: {
    ...globalParameters,
    region: parameter.string('the Azure region, which is the first label of its zone'),
    regionGroup: parameter.string('the group of the region'),
    regionSubscriptionId: parameter.string('the subscription that the group is in'),
    nameServers: parameter.array("the name servers of the region's zone, as region-shared put them out"),
    frontendAddress: parameter.string("the frontend's address, as region-shared put it out"),
  },
  resources({ registryName, parentZone, region, regionGroup, regionSubscriptionId, nameServers, frontendAddress }) {
    const inRegistry = (name: IdentityName, role: RoleName) =>
      assign({
        role,
        to: resourceId(regionSubscriptionId, regionGroup, types.identity, name),
        on: { type: types.registry, names: [registryName] },
        ownIdentity: false,
      });
    return [
      {
        type: types.nameServerRecord,
        apiVersion: apiVersions.dns,
        name: text`${parentZone}/${region}`,
        properties: { TTL: 3600, NSRecords: each(nameServers, (one) => call('createObject', 'nsdname', one)) },
      },
      {
        type: types.addressRecord,
        apiVersion: apiVersions.dns,
        name: text`${parentZone}/rp.${region}`,
        properties: { TTL: 300, ARecords: [{ ipv4Address: frontendAddress }] },
      },
      inRegistry('host', 'acrPull'),
      // Which includes pulling.
      inRegistry('mirror', 'acrPush'),
      inRegistry('backend', 'registryTokens'),
    ];
  },
});
