import { randomBytes } from 'node:crypto';
import { createDatabase, type Database, type KeyRing } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { type TestContext } from '@aro-rp/local-azure';
import { createCosmosServer } from '../../../../tools/local-azure/src/cosmos/index.ts';
import { Secret } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';

/** Local Cosmos DB with our containers, and the database on it. Time there is the system's: only Cosmos DB tells it. */
export async function openDatabase(azure: TestContext): Promise<{ database: Database; close(): Promise<void> }> {
  const cosmos = await createCosmosServer(azure, { port: 0 });
  const account = { endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock };
  await createContainers({ ...account, containers: ['OpenShiftClusters', 'Subscriptions'] });
  const database = createDatabase({ ...account, keyRing: keyRing() });
  await database.ping();
  return {
    database,
    async close() {
      database.dispose();
      await cosmos.close();
    },
  };
}

function keyRing(): KeyRing {
  const key = { version: '1', key: new Secret<Uint8Array>(randomBytes(32)) };
  return { current: async () => key, byVersion: async (version) => (version === '1' ? key : undefined) };
}
