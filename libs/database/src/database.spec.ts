import { createCosmosServer, createTestContext, dataContributor } from '@aro-rp/local-azure';
import { randomUUID } from 'node:crypto';
import { minutes, seconds } from '@aro-rp/time';
import { createFakeClock, newIds, resource } from '@aro-rp/testing';
import { type AccessToken } from '@azure/core-auth';
import { createDatabase } from './database.ts';
import { createReader } from './reader.ts';
import { accept } from './testing/clusters.ts';
import { databaseOn } from './testing/database-on.ts';
import { hurriedClock as clock } from './testing/hurried-clock.ts';
import { useCosmos } from './testing/use-cosmos.ts';

const { context, cosmos, strike } = useCosmos();

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
    await accept(database.clusters, id);

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
    strike(action, { method: 'GET', path: '/docs/' });

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
    for (const id of ids) await accept(database.clusters, id, {}, id === ids[2] ? last : newIds());
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
