import { randomBytes, randomUUID } from 'node:crypto';
import { Secret } from '@aro-rp/telemetry';
import { type Clock, seconds } from '@aro-rp/time';
import { type BatchOutcome } from '../batch.ts';
import { connect } from '../cosmos/client.ts';
import { createDatabase, type Database, type DatabaseOptions } from '../database.ts';
import { type ContainerName } from '../definitions.ts';
import { type DataKey, type KeyRing } from '../key-ring.ts';
import { createContainers } from '../provision.ts';
import { hurriedClock } from './hurried-clock.ts';

export interface TestDatabase extends Database {
  name: string;
  outcomes: { outcome: BatchOutcome; name: string }[];
  /** Another process on the same database. */
  another(options?: Partial<DatabaseOptions>): Database;
  /** Removes a document as Cosmos DB's own expiry would. */
  removeRaw(container: ContainerName, partitionKey: string, id: string): Promise<void>;
  /** Writes a document as another version of a service would. */
  seedRaw(container: ContainerName, document: { id: string; [member: string]: unknown }): Promise<void>;
  /** Sets members of a document as another version of a service would. */
  patchRaw(
    container: ContainerName,
    at: { partitionKey: string; id: string },
    members: Record<string, unknown>,
  ): Promise<void>;
}

const ring = (): KeyRing => {
  const key: DataKey = { version: 'k1', key: new Secret<Uint8Array>(randomBytes(32)) };
  return { current: async () => key, byVersion: async (version) => (version === 'k1' ? key : undefined) };
};

/** A new database with all its containers on the account, pinged, so that server time is known. */
export async function databaseOn(
  account: { endpoint: string; key: string },
  options: Partial<DatabaseOptions> = {},
): Promise<TestDatabase> {
  const clock: Clock = options.clock ?? hurriedClock;
  const place = { endpoint: account.endpoint, auth: { key: account.key }, clock };
  const name = `test-${randomUUID()}`;
  await createContainers({ ...place, databaseName: name });
  const outcomes: TestDatabase['outcomes'] = [];
  const shared: DatabaseOptions = {
    ...place,
    databaseName: name,
    keyRing: ring(),
    onOutcome: (outcome, write) => void outcomes.push({ outcome, name: write.name }),
    ...options,
  };
  const database = createDatabase(shared);
  await database.ping();
  const others: Database[] = [];
  const client = connect({ ...place, callTimeout: seconds(20) });
  const raw = client.database(name);
  return {
    ...database,
    name,
    outcomes,
    another(changes) {
      const other = createDatabase({ ...shared, ...changes });
      others.push(other);
      return other;
    },
    async removeRaw(container, partitionKey, id) {
      await raw.container(container).item(id, partitionKey).delete();
    },
    async seedRaw(container, document) {
      await raw.container(container).items.create(document);
    },
    async patchRaw(container, { partitionKey, id }, members) {
      const item = raw.container(container).item(id, partitionKey);
      const { resource } = await item.read<Record<string, unknown>>();
      await item.replace({ ...resource, id, ...members });
    },
    dispose() {
      for (const one of [database, ...others, client]) one.dispose();
    },
  };
}
