import { databaseName } from '@aro-rp/database';
import { systemClock, milliseconds } from '@aro-rp/time';
import { type Container, CosmosClient } from '@azure/cosmos';
import { type MixedSystem, startMixedSystem } from './mixed-system.ts';

const release = '4.16.30';

describe('a mirror of this version and one of the next', () => {
  let mixed: MixedSystem;
  let client: CosmosClient;
  let releases: Container;

  beforeAll(async () => {
    mixed = await startMixedSystem(['frontend', 'change-feed', 'backend', 'mirror'], { instances: { mirror: 1 } });
    const { endpoint, key } = mixed.system.endpoints.cosmos;
    client = new CosmosClient({ endpoint, key });
    releases = client.database(databaseName).container('Releases');
  }, 240_000);
  afterAll(async () => {
    client?.dispose();
    await mixed?.[Symbol.asyncDispose]();
  });

  const state = async () => (await releases.item(release, release).read<{ state: string }>()).resource?.state;
  const untilVerified = async () => {
    while ((await state()) !== 'verified') await systemClock.sleep(milliseconds(100));
  };
  const expectCreatedAndDeleted = async (name: string) => {
    const { customer } = mixed;
    expect((await customer.put(name)).status).toBe(201);
    expect([name, await customer.settled(name)]).toEqual([name, 'Succeeded']);
    expect((await customer.remove(name)).status).toBe(202);
    expect([name, await customer.settled(name)]).toEqual([name, 'gone']);
    await mixed.expectMadeOnce(name);
  };

  it('the next one records a release anew whose records were lost, and clusters are made of it by the services of this version', async () => {
    const { resources } = await releases.items
      .query<{ id: string }>({
        query: 'SELECT c.id FROM c WHERE c.release = @release',
        parameters: [{ name: '@release', value: release }],
      })
      .fetchAll();
    expect(resources.length).toBeGreaterThan(1);
    for (const { id } of resources) await releases.item(id, release).delete();

    await mixed.become(['mirror']);
    await untilVerified();

    await mixed.expectNothingDropped();
    expect(mixed.seenKinds()).toEqual(['lease', 'mirrored-image', 'release']);
    await expectCreatedAndDeleted('of-the-next-mirror');
  }, 120_000);

  it('this one goes on with what the next one has begun, beside services of the next version, and drops nothing of it', async () => {
    await releases.item(release, release).patch([{ op: 'set', path: '/state', value: 'mirroring' }]);

    await mixed.become(['frontend', 'change-feed', 'backend']);
    await untilVerified();

    await mixed.expectNothingDropped();
    await expectCreatedAndDeleted('of-this-mirror');
    await mixed.expectNothingDropped();
  }, 120_000);
});
