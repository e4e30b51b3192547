import { CosmosClient } from '@azure/cosmos';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { homeTenant } from '../entra/tenants.ts';
import { type ArmServer, createArmServer } from '../arm/server.ts';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { dataActions } from './protocol/roles.ts';
import { type CosmosServer, createCosmosServer } from './server.ts';

const group = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/region';
const account = `${group}/providers/Microsoft.DocumentDB/databaseAccounts/region-db`;
const guid = (n: number) => `00000000-0000-4000-9000-00000000000${n}`;
const partitionKey = (path: string) => ({ paths: [path], kind: 'Hash', version: 2 });

describe('A Cosmos DB account that Resource Manager manages', () => {
  let context: TestContext;
  let clock: FakeClock;
  let arm: ArmServer | undefined;
  let cosmos: CosmosServer;
  let principal: { objectId: string; clientId: string };

  const startArm = () =>
    createArmServer(context, {
      port: 0,
      location: 'eastus',
      tenantId: homeTenant,
      operationDuration: seconds(1),
      cosmosEndpoint: () => cosmos.endpoint,
    });
  const startCosmos = () => createCosmosServer(context, { port: 0, controlPlane: () => arm?.cosmosAccount });

  /** As the subscription's owner. */
  const send = async (method: string, id: string, body?: object, apiVersion = '2024-05-15') => {
    const token = await context.token({ audience: 'https://management.azure.com' });
    const response = await fetch(`${arm?.endpoint}${id}?api-version=${apiVersion}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: JSON.parse(text === '' ? '{}' : text) as { properties: Record<string, never>; error?: { code: string } },
    };
  };
  /** Until its operation has ended. */
  const put = async (id: string, properties: object, more: object = {}, apiVersion?: string) => {
    const answer = await send('PUT', id, { ...more, properties }, apiVersion);
    await clock.advance(seconds(2));
    return answer;
  };
  const remove = async (id: string) => {
    await send('DELETE', id);
    await clock.advance(seconds(2));
  };
  const container = (id: string, path = '/pk', more: object = {}) =>
    put(`${account}/sqlDatabases/db/containers/${id}`, { resource: { id, partitionKey: partitionKey(path), ...more } });

  /** Gives `work` a client that has the identity's token. */
  async function asIdentity<T>(work: (client: CosmosClient) => Promise<T>): Promise<T> {
    const getToken = async () => ({
      token: await context.token({ audience: cosmos.endpoint, ...principal }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    });
    const client = new CosmosClient({ endpoint: cosmos.endpoint, aadCredentials: { getToken } });
    try {
      return await work(client);
    } finally {
      client.dispose();
    }
  }
  const create = (containerId: string, id: string) =>
    asIdentity((client) => client.database('db').container(containerId).items.create({ id, pk: 'p' }));
  const read = (containerId: string, id: string) =>
    asIdentity((client) => client.database('db').container(containerId).item(id, 'p').read());

  beforeAll(async () => {
    clock = createFakeClock();
    context = await createTestContext({ clock });
    cosmos = await startCosmos();
    arm = await startArm();
    await send('PUT', group, { location: 'eastus' }, '2021-04-01');
    const [subscription = ''] = group.split('/resourceGroups');
    for (const namespace of ['Microsoft.DocumentDB', 'Microsoft.ManagedIdentity', 'Microsoft.Network'])
      await send('POST', `${subscription}/providers/${namespace}/register`, undefined, '2021-04-01');
    const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/service`;
    const made = await send('PUT', identity, { location: 'eastus' }, '2023-01-31');
    const { principalId = '', clientId = '' } = made.body.properties as { principalId?: string; clientId?: string };
    principal = { objectId: principalId, clientId };
    const location = { location: 'eastus' };
    const places = [{ locationName: 'eastus', failoverPriority: 0 }];
    await put(account, { databaseAccountOfferType: 'Standard', locations: places }, location);
    await put(`${account}/sqlDatabases/db`, { resource: { id: 'db' } });
    await container('granted');
    await container('refused');
    await put(`${account}/sqlRoleDefinitions/${guid(1)}`, {
      roleName: 'writer',
      type: 'CustomRole',
      assignableScopes: [account],
      permissions: [{ dataActions: [dataActions.readMetadata, dataActions.create, dataActions.read] }],
    });
    await put(`${account}/sqlRoleAssignments/${guid(2)}`, {
      roleDefinitionId: `${account}/sqlRoleDefinitions/${guid(1)}`,
      principalId,
      scope: `${account}/dbs/db/colls/granted`,
    });
  });
  afterAll(async () => {
    await arm?.close();
    await cosmos.close();
    await context.dispose();
  });

  it('is found at the address of the data plane', async () => {
    const { body } = await send('GET', account);

    expect(body.properties['documentEndpoint']).toBe(`${cosmos.endpoint}/`);
  });

  it('lets an identity do what it was given where it was given, and nothing else', async () => {
    await create('granted', 'first');

    expect((await read('granted', 'first')).statusCode).toBe(200);
    await expect(create('refused', 'first')).rejects.toMatchObject({ code: 403 });
    await expect(
      asIdentity((client) => client.database('db').container('granted').item('first', 'p').delete()),
    ).rejects.toMatchObject({ code: 403 });
  });

  it('obeys at once when an assignment goes and comes', async () => {
    const id = `${account}/sqlRoleAssignments/${guid(3)}`;
    const properties = {
      roleDefinitionId: `${account}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002`,
      principalId: principal.objectId,
      scope: `${account}/dbs/db/colls/refused`,
    };

    await put(id, properties);
    expect((await create('refused', 'second')).statusCode).toBe(201);
    await remove(id);
    await expect(read('refused', 'second')).rejects.toMatchObject({ code: 403 });
  });

  it('is reached through a private endpoint alone when it is closed to the public', async () => {
    const network = `${group}/providers/Microsoft.Network`;
    const endpoint = `${network}/privateEndpoints/way-in`;
    const location = { location: 'eastus' };
    const places = [{ locationName: 'eastus', failoverPriority: 0 }];
    const access = (publicNetworkAccess: string) =>
      put(account, { databaseAccountOfferType: 'Standard', locations: places, publicNetworkAccess }, location);
    await put(
      `${network}/virtualNetworks/net`,
      {
        addressSpace: { addressPrefixes: ['10.0.0.0/24'] },
        subnets: [{ name: 'sub', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
      location,
      '2023-11-01',
    );

    await access('Disabled');
    await expect(create('granted', 'third')).rejects.toMatchObject({
      code: 403,
      message: expect.stringContaining('firewall settings') as string,
    });
    await put(
      endpoint,
      {
        subnet: { id: `${network}/virtualNetworks/net/subnets/sub` },
        privateLinkServiceConnections: [
          { name: 'sql', properties: { privateLinkServiceId: account, groupIds: ['Sql'] } },
        ],
      },
      location,
      '2023-11-01',
    );
    expect((await create('granted', 'third')).statusCode).toBe(201);
    await access('Enabled');
    expect((await read('granted', 'third')).statusCode).toBe(200);
  });

  it('has a container that is made, changed, and made again empty', async () => {
    const key = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key });
    const short = key.database('db').container('short');
    const id = `${account}/sqlDatabases/db/containers/short`;

    await container('short', '/pk', { defaultTtl: 60, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/name'] }] } });
    await short.items.create({ id: 'a', pk: 'p', name: 'n' });
    await expect(short.items.create({ id: 'b', pk: 'p', name: 'n' })).rejects.toMatchObject({ code: 409 });
    await container('short', '/pk', { defaultTtl: -1, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/name'] }] } });
    expect((await short.read()).resource).toMatchObject({ defaultTtl: -1 });
    expect((await short.item('a', 'p').read()).statusCode).toBe(200);
    await remove(id);
    await expect(short.read()).rejects.toMatchObject({ code: 404 });
    await container('short');
    expect((await short.item('a', 'p').read()).statusCode).toBe(404);
    key.dispose();
  });

  it('has all of it after either was started again', async () => {
    await create('granted', 'kept');

    await cosmos.close();
    cosmos = await startCosmos();
    expect((await read('granted', 'kept')).statusCode).toBe(200);
    await arm?.close();
    arm = undefined;
    expect((await read('granted', 'kept')).statusCode).toBe(200);
    arm = await startArm();
    expect((await read('granted', 'kept')).statusCode).toBe(200);
    await expect(create('refused', 'kept')).rejects.toMatchObject({ code: 403 });
  });

  it('keeps what was made with the key when Resource Manager makes and drops the same', async () => {
    await cosmos.putDatabase('seeded');
    await cosmos.putContainer('seeded', { id: 'c', partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } });
    const key = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key });
    const seeded = key.database('seeded').container('c');
    const id = `${account}/sqlDatabases/seeded`;
    await seeded.items.create({ id: 'a', pk: 'p' });

    await put(id, { resource: { id: 'seeded' } });
    await put(`${id}/containers/c`, { resource: { id: 'c', partitionKey: partitionKey('/pk'), defaultTtl: -1 } });
    expect((await seeded.read()).resource).toMatchObject({ defaultTtl: -1 });
    await remove(id);
    expect((await seeded.item('a', 'p').read()).statusCode).toBe(200);
    key.dispose();
  });
});
