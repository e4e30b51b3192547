import {
  type CosmosServer,
  createCosmosServer,
  createTestContext,
  dataContributor,
  type TestContext,
} from '@aro-rp/local-azure';
import { randomUUID } from 'node:crypto';
import { createFakeClock } from '@aro-rp/testing';
import { minutes, seconds } from '@aro-rp/time';
import { acceptance, newIds, resource } from '@aro-rp/testing';
import { type AccessToken } from '@azure/core-auth';
import { createDatabase } from './database.ts';
import { createReader } from './reader.ts';
import { databaseOn } from './testing/database-on.ts';
import { hurriedClock as clock } from './testing/hurried-clock.ts';

let context: TestContext;
let cosmos: CosmosServer;

beforeAll(async () => {
  context = await createTestContext();
  cosmos = await createCosmosServer(context, { port: 0, partitions: 4 });
});
afterEach(() => context.faults.clear());
afterAll(async () => {
  await cosmos.close();
  await context.dispose();
});

describe('a database', () => {
  it('knows server time after a ping, and not before', async () => {
    const database = createDatabase({ endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock });

    const before = database.serverClock.isKnown();
    await database.ping();

    expect([before, database.serverClock.isKnown()]).toEqual([false, true]);
    expect(Math.abs(database.serverClock.now() - Date.now())).toBeLessThan(seconds(60));
    database.dispose();
  });

  it('takes nothing after a jump of server time, and settles by itself', async () => {
    const serverTime = createFakeClock(Date.now());
    await using elsewhere = await createTestContext({ clock: serverTime });
    const jumping = await createCosmosServer(elsewhere, { port: 0 });
    const own = createFakeClock(Date.now());
    const database = createDatabase({ endpoint: jumping.endpoint, auth: { key: jumping.key }, clock: own });
    await database.ping();

    serverTime.jump(minutes(1));
    await database.ping();
    const afterJump = database.serverClock.isKnown();
    for (let asked = 0; asked < 1_000 && !database.serverClock.isKnown(); asked += 1) await own.advance(seconds(1));

    expect([afterJump, database.serverClock.isKnown()]).toEqual([false, true]);
    database.dispose();
    await jumping.close();
  });

  it('signs in with an identity', async () => {
    const seeded = await databaseOn(cosmos);
    const principal = randomUUID();
    cosmos.assignRoles([], [{ principalId: principal, roleDefinitionId: dataContributor, scope: '/' }]);
    const credential = {
      getToken: async (): Promise<AccessToken> => ({
        token: await context.token({ audience: cosmos.endpoint, objectId: principal }),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    };
    const database = createDatabase({
      endpoint: cosmos.endpoint,
      auth: { credential },
      databaseName: seeded.name,
      clock,
    });
    const id = resource();

    await database.ping();
    await database.clusters.accept(id, newIds(), () => acceptance(id));

    expect(await seeded.clusters.get(id)).toBeDefined();
    database.dispose();
    seeded.dispose();
  });

  it('says that Cosmos DB cannot be reached', async () => {
    const other = await createCosmosServer(await createTestContext(), { port: 0 });
    const database = createDatabase({ endpoint: other.endpoint, auth: { key: other.key }, clock });
    await other.close();

    await expect(database.ping()).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(database.clusters.get(resource())).rejects.toMatchObject({ kind: 'unavailable' });
    database.dispose();
  });

  it('takes a container that is missing for an outage, not for an absent document', async () => {
    const database = await databaseOn(cosmos);
    const action = { kind: 'status', status: 404, substatus: 1003 } as const;
    context.faults.add({ service: 'cosmos', method: 'GET', path: '/docs/', action });

    await expect(database.clusters.get(resource())).rejects.toMatchObject({ kind: 'unavailable' });
    database.dispose();
  });
});

describe('a reader', () => {
  it('reads clusters, operations and subscriptions, and pages through lists', async () => {
    const database = await databaseOn(cosmos);
    const subscription = randomUUID();
    const ids = ['a', 'b', 'c'].map((name) => resource(name, subscription));
    const last = newIds();
    for (const id of ids) await database.clusters.accept(id, id === ids[2] ? last : newIds(), () => acceptance(id));
    await database.subscriptions.put(subscription, () => ({ state: 'Registered' }));
    const reader = createReader({
      endpoint: cosmos.endpoint,
      auth: { key: cosmos.key },
      databaseName: database.name,
      clock,
    });

    const first = await reader.clusters.list({ subscriptionId: subscription }, { limit: 2 });
    const second = await reader.clusters.list(
      { subscriptionId: subscription },
      { limit: 2, continuation: first.continuation! },
    );

    expect([...first.items, ...second.items].map(({ document }) => document.cluster.name)).toEqual(['a', 'b', 'c']);
    expect(await reader.clusters.get(ids[0]!)).toEqual(await database.clusters.get(ids[0]!));
    expect(await reader.operations.get(subscription, last.operationId)).toBeDefined();
    expect(await reader.subscriptions.get(subscription)).toBeDefined();
    reader.dispose();
    database.dispose();
  });
});
