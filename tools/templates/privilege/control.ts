import { services } from '../../local-azure/src/entra/principals.ts';
import { builtInRoles } from '../roles.ts';
import { apiVersions } from '../names.ts';
import { type Attempt } from './attempt.ts';
import { audiences, clusterZone, identityId, parentZone, prefix, registryName, type World } from './world.ts';

/** Work with resources themselves: names, networks, the registry's tokens, rights, metrics. */
export function controlAttempts(world: World): Attempt[] {
  const { region, endpoints, global } = world.groups;
  return [
    record(world, region, clusterZone),
    record(world, global, parentZone),
    ...[1, 2, 3].map((shard) => privateEndpoint(world, endpoints, shard)),
    privateEndpoint(world, region, 1),
    ...registryToken(world),
    storageRule(world),
    metric(world),
    ...[region, endpoints, global].flatMap((group) => [
      giveAway(world, group, 'acrPull', builtInRoles.acrPull),
      giveAway(world, group, 'Owner', owner),
    ]),
    takeAway(world, region),
  ];
}

/** Somebody of the directory who has no role in the region. */
const stranger = Object.values(services.frontend.objectIds)[0] ?? '';
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const nameOf = (group: string) => group.split('/').at(-1) ?? '';
const network = (group: string, path: string) => `${group}/providers/Microsoft.Network/${path}`;

const record = ({ mayDo }: World, group: string, zone: string): Attempt => ({
  what: `write a record in ${zone}`,
  by: (who) =>
    mayDo(who, 'PUT', network(group, `dnsZones/${zone}/A/api.x`), apiVersions.dns, {
      properties: { TTL: 300, ARecords: [{ ipv4Address: '192.0.2.1' }] },
    }),
});

const privateEndpoint = ({ mayDo, groups }: World, group: string, shard: number): Attempt => ({
  what: `make a private endpoint in ${nameOf(group)} at shard-${shard}`,
  by: (who) =>
    mayDo(who, 'PUT', network(group, `privateEndpoints/at-shard-${shard}`), apiVersions.network, {
      location: 'eastus',
      properties: {
        subnet: { id: network(groups.region, `virtualNetworks/shard-${shard}/subnets/endpoints`) },
        // A request to whoever owns it, as to a cluster: nobody needs a right there to ask.
        manualPrivateLinkServiceConnections: [{ name: 'asks', properties: privateLink(groups.region) }],
      },
    }),
});

const privateLink = (group: string) => ({
  privateLinkServiceId: `${group}/providers/Microsoft.KeyVault/vaults/${prefix}-svc`,
  groupIds: ['vault'],
});

function registryToken({ mayDo, groups }: World): Attempt[] {
  const registry = `${groups.global}/providers/Microsoft.ContainerRegistry/registries/${registryName}`;
  const tokenId = `${registry}/tokens/of-a-cluster`;
  return [
    {
      what: `make a token in ${registryName}`,
      by: (who) =>
        mayDo(who, 'PUT', tokenId, apiVersions.registry, {
          properties: { scopeMapId: `${registry}/scopeMaps/_repositories_pull`, status: 'enabled' },
        }),
    },
    {
      what: `make credentials in ${registryName}`,
      by: (who) =>
        mayDo(who, 'POST', `${registry}/generateCredentials`, apiVersions.registry, { tokenId, name: 'password1' }),
    },
  ];
}

/** A cluster's storage account lets the backend in, by the service's subnet. */
const storageRule = ({ mayDo, groups }: World): Attempt => ({
  what: "name the backend's subnet in a customer's storage account",
  by: (who) =>
    mayDo(
      who,
      'PUT',
      `${groups.customer}/providers/Microsoft.Storage/storageAccounts/ofacluster`,
      apiVersions.storage,
      {
        location: 'eastus',
        sku: { name: 'Standard_LRS' },
        kind: 'StorageV2',
        properties: {
          networkAcls: {
            defaultAction: 'Deny',
            virtualNetworkRules: [{ id: network(groups.region, 'virtualNetworks/services/subnets/backend') }],
          },
        },
      },
    ),
});

const metric = ({ under, isLetIn }: World): Attempt => ({
  what: 'publish a metric of the frontend',
  by: (who) =>
    isLetIn(who, audiences.monitor, `${under.azure.arm.customMetrics}${identityId(under, 'frontend')}/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        time: new Date(under.azure.clock.now()).toISOString(),
        data: {
          baseData: { metric: 'm', namespace: 'aro-rp', series: [{ min: 1, max: 1, sum: 1, count: 1 }] },
        },
      }),
    }),
});

const assignmentId = (group: string, name: string) =>
  `${group}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-a000-${name.padStart(12, '0')}`;

/** To a stranger; and takes it away again. */
function giveAway({ under, mayDo }: World, group: string, name: string, role: string): Attempt {
  const id = assignmentId(group, role.slice(0, 8));
  return {
    what: `assign ${name} in ${nameOf(group)}`,
    async by(who) {
      const body = assignmentBody(role, stranger);
      if (!(await mayDo(who, 'PUT', id, apiVersions.authorization, body))) return false;
      if (await mayDo(who, 'DELETE', id, apiVersions.authorization)) return true;
      await under.remove(id);
      throw new Error(`${who} may assign ${name} in ${group}, but not take it away`);
    },
  };
}

/** From a stranger who got it from the subscription's owner. */
function takeAway({ under, mayDo }: World, group: string): Attempt {
  const id = assignmentId(group, 'f');
  return {
    what: `take Owner away in ${nameOf(group)}`,
    async by(who) {
      await under.ok('PUT', id, assignmentBody(owner, stranger));
      try {
        return await mayDo(who, 'DELETE', id, apiVersions.authorization);
      } finally {
        await under.remove(id);
      }
    },
  };
}

const assignmentBody = (role: string, principalId: string) => ({
  properties: {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    principalType: 'ServicePrincipal',
  },
});
