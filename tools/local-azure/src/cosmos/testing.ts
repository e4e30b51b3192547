import { type Container, CosmosClient, type PartitionKeyDefinition } from '@azure/cosmos';
import { type Clock } from '@aro-rp/time';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { type CosmosOptions, type CosmosServer, createCosmosServer } from './server.ts';

export interface TestAccount {
  context: TestContext;
  server: CosmosServer;
  client: CosmosClient;
  /** A new container of a name of its own, in database `db`. */
  container(definition?: Record<string, unknown>): Promise<Container>;
  dispose(): Promise<void>;
}

let containers = 0;

/** A server on a temporary folder with the real SDK as its client. */
export async function createTestAccount(
  options: Partial<CosmosOptions> & { clock?: Clock; folder?: string } = {},
): Promise<TestAccount> {
  const { clock, folder, ...rest } = options;
  const context = await createTestContext({ ...(clock ? { clock } : {}), ...(folder ? { folder } : {}) });
  const server = await createCosmosServer(context, { port: 0, ...rest });
  const client = new CosmosClient({ endpoint: server.endpoint, key: server.key });
  return {
    context,
    server,
    client,
    async container(definition = {}) {
      const id = `c${++containers}`;
      await server.putDatabase('db');
      const partitionKey = { paths: ['/pk'], kind: 'Hash', version: 2 } as unknown as PartitionKeyDefinition;
      await server.putContainer('db', { id, partitionKey, ...definition } as never);
      return client.database('db').container(id);
    },
    async dispose() {
      client.dispose();
      await server.close();
      await context.dispose();
    },
  };
}
