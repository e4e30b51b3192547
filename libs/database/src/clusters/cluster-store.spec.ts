import { createTestContext, type TestContext } from '../../../../tools/local-azure/src/host/testing.ts';
import { type CosmosServer, createCosmosServer } from '../../../../tools/local-azure/src/cosmos/index.ts';
import { databaseOn, type TestDatabase } from '../testing/database-on.ts';
import { acceptance, newIds, resource } from '../testing/requests.ts';

let context: TestContext;
let cosmos: CosmosServer;
let database: TestDatabase;

beforeAll(async () => {
  context = await createTestContext();
  cosmos = await createCosmosServer(context, { port: 0, partitions: 4 });
  database = await databaseOn(cosmos);
});
afterEach(() => context.faults.clear());
afterAll(async () => {
  database.dispose();
  await cosmos.close();
  await context.dispose();
});

describe('accept', () => {
  it('makes cluster and operation together, at revision of the server time', async () => {
    const id = resource();
    const ids = newIds();

    const { cluster, created } = await database.clusters.accept(id, ids, () => acceptance(id));

    expect(created).toBe(true);
    expect(cluster.document).toMatchObject({
      type: 'cluster',
      key: id.key,
      provisioningState: 'Creating',
      operationId: ids.operationId,
      plan: { id: ids.planId, attempts: 0 },
    });
    expect(Math.abs(cluster.document.revision - Date.now())).toBeLessThan(60_000);
    expect(await database.clusters.get(id)).toEqual(cluster);
    expect((await database.operations.get(id.subscriptionId, ids.operationId))?.document).toMatchObject({
      kind: 'create',
      status: 'Creating',
      clusterKey: id.key,
    });
  });
});
