import { randomBytes } from 'node:crypto';
import { Secret } from '@aro-rp/telemetry';
import { type Clock } from '@aro-rp/time';
import { type ClusterReader, clusterReader } from './clusters/cluster-store.ts';
import { type Auth, connect } from './cosmos/client.ts';
import { callOf, documentContainer } from './cosmos/container.ts';
import { databaseName } from './definitions.ts';
import { type KeyRing } from './key-ring.ts';
import { operationStore } from './operation-store.ts';
import { protocolTimes } from './protocol-times.ts';
import { type OperationStore, type SubscriptionStore } from './stores.ts';

export type * from './documents.ts';
export { isStoreError, StoreError, type StoreErrorKind } from './errors.ts';
export type { OperationStore, Page, PageRequest, Scope } from './stores.ts';
export type { ClusterReader };

/** What other services of ours may see: no write, no secret. */
export interface Reader {
  clusters: ClusterReader;
  operations: OperationStore;
  subscriptions: Pick<SubscriptionStore, 'get'>;
  dispose(): void;
}

/** The places that lists give out are good for this reader only, and no longer than it lives. */
export function createReader(options: { endpoint: string; auth: Auth; databaseName?: string; clock: Clock }): Reader {
  const { endpoint, auth, clock } = options;
  const { callTimeout } = protocolTimes;
  const client = connect({ endpoint, auth, clock, callTimeout });
  const database = client.database(options.databaseName ?? databaseName);
  const call = callOf(clock, callTimeout);
  const clusters = documentContainer(database.container('OpenShiftClusters'), call);
  const subscriptions = documentContainer(database.container('Subscriptions'), call);
  return {
    clusters: clusterReader({ container: clusters }, ownKeys()),
    operations: operationStore(clusters),
    subscriptions: { get: (id, callOptions) => subscriptions.read(id, id, callOptions) },
    dispose: () => client.dispose(),
  };
}

function ownKeys(): KeyRing {
  const key = { version: 'reader', key: new Secret<Uint8Array>(randomBytes(32)) };
  return { current: async () => key, byVersion: async (version) => (version === key.version ? key : undefined) };
}
