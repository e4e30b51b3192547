import { createDatabase, type Database } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { type CosmosServer, createCosmosServer, createTestContext, type TestContext } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';

/** Local Cosmos DB with all containers, and a database on it, which the tests of the file share. */
export function useDatabase(): { database(): Database; context(): TestContext } {
  let context: TestContext;
  let cosmos: CosmosServer;
  let database: Database;
  beforeAll(async () => {
    context = await createTestContext();
    cosmos = await createCosmosServer(context, { port: 0, partitions: 2 });
    const place = { endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock };
    await createContainers(place);
    database = createDatabase(place);
    await database.ping();
  });
  afterEach(() => context.faults.clear());
  afterAll(async () => {
    database.dispose();
    await cosmos.close();
    await context.dispose();
  });
  return { database: () => database, context: () => context };
}
