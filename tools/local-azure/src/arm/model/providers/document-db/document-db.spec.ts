import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type ArmUnderTest, startArm, subscriptionId } from '../../../testing.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/data`;
const account = `${group}/providers/Microsoft.DocumentDB/databaseAccounts/data-db`;
const database = `${account}/sqlDatabases/db`;
const guid = (n: number) => `00000000-0000-4000-9000-00000000000${n}`;
const builtInReader = `${account}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000001`;
const nobody = guid(9);

const accountOf = (more: object = {}) => ({
  databaseAccountOfferType: 'Standard',
  locations: [{ locationName: 'eastus', failoverPriority: 0 }],
  backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous30Days' } },
  ...more,
});
const containerOf = (more: object = {}, path = '/pk', options: object = {}) => ({
  resource: { id: 'items', partitionKey: { paths: [path], kind: 'Hash', version: 2 }, ...more },
  options,
});
const definitionOf = (more: object = {}) => ({
  roleName: 'reader of items',
  type: 'CustomRole',
  assignableScopes: [account],
  permissions: [{ dataActions: ['Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read'] }],
  ...more,
});
const assignmentOf = (more: object = {}) => ({
  roleDefinitionId: builtInReader,
  principalId: guid(8),
  scope: `${account}/dbs/db/colls/items`,
  ...more,
});

describe('Microsoft.DocumentDB', () => {
  let clock: FakeClock;
  let under: ArmUnderTest;
  const send = (method: string, id: string, body?: object) =>
    under.send(method, `${id}?api-version=2024-05-15`, body === undefined ? {} : { body });
  const saidOf = ({ status, body }: Awaited<ReturnType<typeof send>>): string => {
    const { code = '', message = '' } = (body['error'] ?? {}) as { code?: string; message?: string };
    return `${status} ${code} ${message}`.trim();
  };
  const put = async (id: string, properties: object, more: object = {}) => {
    const answer = await send('PUT', id, { ...more, properties });
    await clock.advance(seconds(2));
    return saidOf(answer);
  };
  const putAccount = (properties: object, id = account) => put(id, properties, { location: 'eastus' });
  const propertiesOf = async (id: string) => (await send('GET', id)).body['properties'] as Record<string, unknown>;

  beforeAll(async () => {
    clock = createFakeClock();
    const cosmosEndpoint = () => 'https://localhost:4242';
    const principalExists = (_tenant: string, principalId: string) => principalId !== nobody;
    under = await startArm({ operationDuration: seconds(1), cosmosEndpoint, principalExists }, { clock });
    for (const one of [group, `${group}-2`]) await under.send('PUT', one, { body: { location: 'eastus' } });
    await under.send('POST', `${subscription}/providers/Microsoft.DocumentDB/register`);
    await putAccount(accountOf({ consistencyPolicy: { defaultConsistencyLevel: 'Strong' } }));
    await put(database, { resource: { id: 'db' }, options: { autoscaleSettings: { maxThroughput: 1_000 } } });
    await put(`${database}/containers/items`, containerOf({ defaultTtl: -1 }));
  });
  afterAll(() => under.close());

  it('shows an account as it was made, with the one address that all accounts have', async () => {
    const { body } = await send('GET', account);

    expect(body).toMatchObject({
      kind: 'GlobalDocumentDB',
      properties: {
        provisioningState: 'Succeeded',
        documentEndpoint: 'https://localhost:4242/',
        consistencyPolicy: { defaultConsistencyLevel: 'Strong' },
        writeLocations: [{ locationName: 'eastus', failoverPriority: 0 }],
        backupPolicy: { type: 'Continuous' },
      },
    });
  });

  it('shows a container with its defaults, and a database with what it may scale to', async () => {
    expect(await propertiesOf(`${database}/containers/items`)).toMatchObject({
      resource: { id: 'items', defaultTtl: -1, indexingPolicy: { indexingMode: 'consistent', automatic: true } },
    });
    expect(await propertiesOf(database)).toMatchObject({
      resource: { id: 'db' },
      options: { autoscaleSettings: { maxThroughput: 1_000 } },
    });
  });

  it('has a name once in all of Azure', async () => {
    expect(await putAccount(accountOf(), account.replace('/data/', '/data-2/'))).toBe(
      '400 BadRequest Dns record for data-db under zone Document is already taken.',
    );
  });

  it.each([
    ['back to periodic backups', accountOf({ backupPolicy: { type: 'Periodic' } })],
    ['to no location', accountOf({ locations: [] })],
    ['to an unknown consistency', accountOf({ consistencyPolicy: { defaultConsistencyLevel: 'Firm' } })],
    [
      'to two regions of one priority',
      accountOf({ locations: [{ locationName: 'eastus' }, { locationName: 'westus' }] }),
    ],
  ])('refuses to bring an account %s', async (_what, properties) => {
    expect(await putAccount(properties)).toMatch(/^400 BadRequest /);
  });

  it('makes no container without its database, and no database without its account', async () => {
    const absent = `${account}/sqlDatabases/absent/containers/items`;

    expect(await put(absent, containerOf())).toBe('404 NotFound Owner resource does not exist');
    expect(await put(`${account}x/sqlDatabases/db`, { resource: { id: 'db' } })).toMatch(/^404 ParentResourceNotFound/);
    expect(saidOf(await send('GET', absent))).toMatch(/^404 NotFound Resource Not Found/);
  });

  it.each([
    ['another partition key', containerOf({}, '/other'), 'Document collection partition key cannot be changed.'],
    [
      'unique keys that it did not have',
      containerOf({ uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/name'] }] } }),
      'Unique key policy cannot be changed.',
    ],
    ['a time to live of nothing', containerOf({ defaultTtl: 0 }), "The value of defaultTtl '0' must be"],
    ['an id that is not its name', containerOf({ id: 'others' }), "The container name 'items' of the URL"],
    ['too little throughput', containerOf({}, '/pk', { throughput: 100 }), 'The offer of 100 RU/s is invalid'],
  ])('refuses a container with %s', async (_what, properties, message) => {
    expect(await put(`${database}/containers/items`, properties)).toContain(`400 BadRequest ${message}`);
  });

  it("has roles of Azure's own in each account, which stay as they are", async () => {
    expect(await propertiesOf(builtInReader)).toMatchObject({ type: 'BuiltInRole' });
    expect(saidOf(await send('DELETE', builtInReader))).toMatch(/^400 BadRequest/);
    expect(await put(builtInReader, definitionOf())).toMatch(/^400 BadRequest/);
  });

  it.each([
    ['a name that is no GUID', 'reader', {}],
    [
      'an action that the data plane does not have',
      guid(1),
      { permissions: [{ dataActions: ['Microsoft.Sql/read'] }] },
    ],
    ['a scope outside of its account', guid(1), { assignableScopes: [`${account}-other`] }],
  ])('defines no role with %s', async (_what, name, more) => {
    expect(await put(`${account}/sqlRoleDefinitions/${name}`, definitionOf(more))).toMatch(/^400 BadRequest/);
  });

  it('keeps a role that somebody has', async () => {
    const [role, assignment] = [`${account}/sqlRoleDefinitions/${guid(2)}`, `${account}/sqlRoleAssignments/${guid(3)}`];
    expect(await put(role, definitionOf())).toBe('201');
    expect(await put(assignment, assignmentOf({ roleDefinitionId: role }))).toBe('201');

    expect(saidOf(await send('DELETE', role))).toMatch(/^409 Conflict/);
    await send('DELETE', assignment);
    await clock.advance(seconds(2));
    expect(saidOf(await send('DELETE', role))).toBe('202');
    await clock.advance(seconds(2));
  });

  it('changes the roles of an account one at a time', async () => {
    const [one, other] = [guid(5), guid(6)].map((name) => `${account}/sqlRoleAssignments/${name}`) as [string, string];

    const first = await send('PUT', one, { properties: assignmentOf() });
    const second = await send('PUT', other, { properties: assignmentOf({ principalId: guid(7) }) });
    await clock.advance(seconds(2));

    expect([first.status, saidOf(second).slice(0, 22)]).toEqual([201, '412 PreconditionFailed']);
    expect(await put(other, assignmentOf({ principalId: guid(7) }))).toBe('201');
  });

  it.each([
    [
      'a role that is not there',
      { roleDefinitionId: `${account}/sqlRoleDefinitions/${guid(7)}` },
      'The specified role definition',
    ],
    ['a scope outside of the account', { scope: `${account}-other/dbs/db` }, 'The scope'],
    [
      'a scope that is not there',
      { scope: `${account}/dbs/db/colls/absent` },
      `The collection with name [absent] in provided scope [${account}/dbs/db/colls/absent] could not be found.`,
    ],
    ['a principal that nobody knows', { principalId: nobody }, `The provided principal ID [${nobody}] was not found`],
  ])('assigns no role with %s', async (_what, more, message) => {
    expect(await put(`${account}/sqlRoleAssignments/${guid(4)}`, assignmentOf(more))).toContain(
      `400 BadRequest ${message}`,
    );
  });
});
