import { CosmosClient } from '@azure/cosmos';
import { dataActions, dataReader } from './protocol/roles.ts';
import { createTestAccount, type TestAccount } from './testing.ts';

const principal = '00000000-0000-4000-8000-0000000000aa';
const role = '11111111-0000-4000-8000-000000000001';

let account: TestAccount;
let clients: CosmosClient[];
beforeAll(async () => {
  account = await createTestAccount();
  await account.server.putDatabase('db');
  for (const id of ['c', 'd']) {
    await account.server.putContainer('db', { id, partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } });
  }
});
beforeEach(() => {
  clients = [];
  account.server.assignRoles([], []);
});
afterEach(() => clients.forEach((client) => client.dispose()));
afterAll(() => account.dispose());

function asPrincipal(audience = account.server.endpoint): CosmosClient {
  const getToken = async () => ({
    token: await account.context.token({ audience, objectId: principal }),
    expiresOnTimestamp: Date.now() + 3_600_000,
  });
  const client = new CosmosClient({ endpoint: account.server.endpoint, aadCredentials: { getToken } });
  clients.push(client);
  return client;
}

const grant = (scope: string, ...actions: string[]) =>
  account.server.assignRoles(
    [{ id: role, dataActions: [dataActions.readMetadata, ...actions] }],
    [{ principalId: principal, scope, roleDefinitionId: `/subscriptions/x/sqlRoleDefinitions/${role}` }],
  );

const container = (client: CosmosClient, id = 'c') => client.database('db').container(id);

it('refuses another key', async () => {
  const client = new CosmosClient({
    endpoint: account.server.endpoint,
    key: Buffer.from('another').toString('base64'),
  });
  clients.push(client);

  await expect(client.getDatabaseAccount()).rejects.toMatchObject({ code: 401 });
});

it('refuses a token for another audience', async () => {
  grant('/', dataActions.read);

  await expect(container(asPrincipal('https://elsewhere')).read()).rejects.toMatchObject({ code: 401 });
});

it.each(['https://cosmos.azure.com', 'https://cosmos.azure.com/'])('takes a token for %s', async (audience) => {
  grant('/', dataActions.read);

  expect((await container(asPrincipal(audience)).item('none', 'p').read()).statusCode).toBe(404);
});

it('refuses a principal without an assignment, in the words of the service', async () => {
  await expect(container(asPrincipal()).items.create({ id: 'a', pk: 'p' })).rejects.toMatchObject({
    code: 403,
    message: expect.stringContaining(
      `principal [${principal}] does not have required RBAC permissions to perform action [${dataActions.readMetadata}] on any scope.`,
    ) as string,
  });
});

it('allows each action for itself', async () => {
  grant('/dbs/db/colls/c', dataActions.create, dataActions.read);
  const items = container(asPrincipal());
  await items.items.create({ id: 'made', pk: 'p' });

  expect((await items.item('made', 'p').read()).statusCode).toBe(200);
  for (const refused of [
    items.item('made', 'p').replace({ id: 'made', pk: 'p' }),
    items.item('made', 'p').patch([{ op: 'set', path: '/n', value: 1 }]),
    items.item('made', 'p').delete(),
    items.items.upsert({ id: 'made', pk: 'p' }),
    items.items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchAll(),
    items.items.getChangeFeedIterator({}).readNext(),
  ]) {
    await expect(refused).rejects.toMatchObject({
      code: 403,
      message: expect.stringContaining('on resource [dbs/db/colls/c]') as string,
    });
  }
});

it('allows it in the container of the scope only', async () => {
  grant('/dbs/db/colls/c', dataActions.create);

  await expect(container(asPrincipal(), 'd').items.create({ id: 'a', pk: 'p' })).rejects.toMatchObject({ code: 403 });
});

it('demands the action of every operation of a batch', async () => {
  grant('/dbs/db/colls/c', dataActions.create);
  const items = container(asPrincipal()).items;
  const one = { operationType: 'Create' as const, resourceBody: { id: 'batched', pk: 'p' } };

  await expect(items.batch([one, { operationType: 'Delete', id: 'batched' }], 'p')).rejects.toMatchObject({
    cause: { code: 403 },
  });
  expect((await items.batch([one], 'p')).code).toBe(200);
});

it('has the built-in reader', async () => {
  account.server.assignRoles([], [{ principalId: principal, scope: '/dbs/db', roleDefinitionId: dataReader }]);
  const items = container(asPrincipal());

  expect((await items.items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchAll()).resources).toBeDefined();
  await expect(items.items.create({ id: 'b', pk: 'p' })).rejects.toMatchObject({ code: 403 });
});

it('never lets a token manage databases and containers', async () => {
  grant('/', '*');
  const client = asPrincipal();

  for (const refused of [
    client.databases.create({ id: 'x' }),
    client.database('db').containers.create({ id: 'x', partitionKey: '/pk' }),
    client.database('db').container('c').delete(),
  ]) {
    await expect(refused).rejects.toMatchObject({
      code: 403,
      message: expect.stringContaining('cannot be authorized by AAD token') as string,
    });
  }
});
