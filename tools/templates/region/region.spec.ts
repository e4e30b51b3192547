import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerNames, containerResource } from '@aro-rp/database/provision';
import { queueDefinitions } from '@aro-rp/messaging';
import { cosmosRoles } from '../../local-azure/src/host/role-assignments.ts';
import { deploy, type Put } from '../testing.ts';
import { dataActions, grants } from './cosmos.ts';

const root = join(__dirname, '../../..');
let puts: Put[];
beforeAll(async () => {
  puts = deploy(await readFile(join(root, 'deploy/region-shared.json'), 'utf8')).puts;
});

const of = (type: string) => puts.filter((one) => one.type === type);
const propertiesOf = (type: string) => of(type).map(({ body }) => body['properties'] as Record<string, unknown>);

it('Cosmos DB is Strong in one region that alone writes, has no keys and is backed up continuously', () => {
  expect(propertiesOf('Microsoft.DocumentDB/databaseAccounts')).toEqual([
    expect.objectContaining({
      consistencyPolicy: { defaultConsistencyLevel: 'Strong' },
      locations: [{ locationName: 'eastus', failoverPriority: 0, isZoneRedundant: true }],
      enableMultipleWriteLocations: false,
      disableLocalAuth: true,
      publicNetworkAccess: 'Disabled',
      backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous30Days' } },
    }),
  ]);
});

it('every container is made as the database library defines it, those with throughput of their own with that', () => {
  const made = propertiesOf('Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers');

  expect(made.map(({ resource }) => resource)).toEqual(containerNames.map(containerResource));
  expect(made[0]).toMatchObject({ options: { autoscaleSettings: { maxThroughput: 4000 } } });
});

it('every queue is made as the messaging library defines it, in a Premium namespace of one partition without keys', () => {
  expect(of('Microsoft.ServiceBus/namespaces/queues').map(({ name, body }) => [name, body['properties']])).toEqual(
    queueDefinitions.map(({ name, properties }) => [`aroeastus-bus/${name}`, properties]),
  );
  expect(of('Microsoft.ServiceBus/namespaces')[0]?.body).toMatchObject({
    sku: { name: 'Premium', tier: 'Premium' },
    properties: { premiumMessagingPartitions: 1, disableLocalAuth: true, publicNetworkAccess: 'Disabled' },
  });
});

it('no vault can lose a secret for good, and none knows access policies', () => {
  const vaults = propertiesOf('Microsoft.KeyVault/vaults');

  expect(vaults).toHaveLength(3);
  for (const vault of vaults)
    expect(vault).toMatchObject({
      enablePurgeProtection: true,
      enableRbacAuthorization: true,
      publicNetworkAccess: 'Disabled',
    });
});

it('whatever holds data is reached by a private endpoint, and by no other way', () => {
  const reached = of('Microsoft.Network/privateEndpoints').flatMap(({ body }) =>
    [...JSON.stringify(body).matchAll(/"privateLinkServiceId":"([^"]+)"/g)].map(([, id = '']) => id),
  );
  const closed = puts.filter(({ body }) => 'publicNetworkAccess' in ((body['properties'] as object | undefined) ?? {}));

  expect(reached.sort()).toEqual(closed.map(({ id }) => id).sort());
  for (const { body } of closed) expect(body).toMatchObject({ properties: { publicNetworkAccess: 'Disabled' } });
});

it('a service has no way in from outside its subnet but the frontend, for its callers and the probe', () => {
  const rules = of('Microsoft.Network/networkSecurityGroups').map(({ name, body }) => [
    name,
    (body['properties'] as { securityRules: { properties: Record<string, unknown> }[] }).securityRules
      .filter(({ properties }) => properties['access'] === 'Allow')
      .map(
        ({ properties }) =>
          `${String(properties['sourceAddressPrefix'])}:${String(properties['destinationPortRange'])}`,
      ),
  ]);

  expect(Object.fromEntries(rules)).toEqual({
    frontend: ['AzureResourceManager:8443', '192.0.2.0/24:8443', 'AzureLoadBalancer:8443'],
    'change-feed': [],
    backend: [],
    mirror: [],
  });
});

it('networks for private endpoints are as many as asked for, apart from each other, and peered with the services', () => {
  const networks = of('Microsoft.Network/virtualNetworks').map(({ name, body }) => [
    name,
    (body['properties'] as { addressSpace: { addressPrefixes: string[] } }).addressSpace.addressPrefixes,
  ]);

  expect(Object.fromEntries(networks)).toEqual({
    services: ['10.0.0.0/16'],
    'shard-1': ['10.101.0.0/16'],
    'shard-2': ['10.102.0.0/16'],
    'shard-3': ['10.103.0.0/16'],
  });
  const peerings = of('Microsoft.Network/virtualNetworks/virtualNetworkPeerings').map(({ name }) => name);
  expect(peerings.sort()).toEqual(
    ['shard-1', 'shard-2', 'shard-3'].flatMap((one) => [`services/${one}`, `${one}/services`]).sort(),
  );
});

it('every alert tells somebody', () => {
  for (const { actions } of propertiesOf('Microsoft.Insights/metricAlerts')) expect(actions).toHaveLength(1);
  expect(propertiesOf('Microsoft.Insights/actionGroups')[0]).toMatchObject({
    emailReceivers: [
      { name: 'sre@example.com', emailAddress: 'sre@example.com' },
      { name: 'other@example.com', emailAddress: 'other@example.com' },
    ],
  });
});

describe('data-plane roles of Cosmos DB', () => {
  it('are one definition and one assignment for each service and container, with nothing that writes unconditionally', () => {
    const pairs = Object.values(grants).flatMap((one) => Object.keys(one));

    const definitions = propertiesOf('Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions');
    const assignments = propertiesOf('Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments');

    expect([definitions.length, assignments.length]).toEqual([pairs.length, pairs.length]);
    expect(JSON.stringify(definitions)).not.toMatch(/upsert|\*/);
    expect(assignments.map(({ scope }) => String(scope).split('/').at(-1))).toEqual(pairs);
  });

  it('are given to a group of operators where there is one, to offer versions and to look at clusters', async () => {
    const text = await readFile(join(root, 'deploy/region-shared.json'), 'utf8');
    const { puts: withOperators } = deploy(text, { operators: 'group-id' });

    const more = withOperators
      .filter(({ id }) => puts.every((one) => one.id !== id))
      .map(({ type, body }) => [type.split('/').at(-1), body['properties'] as Record<string, unknown>] as const);

    expect(new Set(more.map(([type]) => type))).toEqual(new Set(['sqlRoleAssignments', 'sqlRoleDefinitions']));
    const assigned = more.filter(([type]) => type === 'sqlRoleAssignments').map(([, properties]) => properties);
    expect(assigned.map(({ principalId, scope }) => [principalId, String(scope).split('/').at(-1)])).toEqual([
      ['group-id', 'OpenShiftClusters'],
      ['group-id', 'OpenShiftVersions'],
      ['group-id', 'PlatformWorkloadIdentityRoleSets'],
    ]);
  });

  it('are those that local Azure gives to the services that it runs', () => {
    const { definitions, assignments } = cosmosRoles('aro');
    const actionsOf = (id: string) => definitions.find((one) => one.id === id)?.dataActions;
    // The first is the customer's, who has everything there.
    const local = assignments
      .slice(1)
      .map(({ scope, roleDefinitionId }) => [scope.split('/').at(-1), actionsOf(roleDefinitionId)]);
    const ours = Object.values(grants).flatMap((granted) =>
      Object.entries(granted).map(([container, actions]) => [container, dataActions(actions)]),
    );

    expect(ours).toEqual(local);
  });
});
