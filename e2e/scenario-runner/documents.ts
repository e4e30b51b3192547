import { parseResourceId } from '@aro-rp/api';
import { databaseName } from '@aro-rp/database';
import { createReader } from '@aro-rp/database/reader';
import { type Endpoints } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';
import { CosmosClient } from '@azure/cosmos';

/** What is stored. */
export interface Documents {
  /** Container and id of every document to its ETag; no leases, which change all the time. */
  snapshot(): Promise<Record<string, string>>;
  /** As services of ours see it; null when there is none, and when only the trace of a deleted one is left. */
  cluster(id: string): Promise<unknown>;
  operation(subscriptionId: string, operationId: string): Promise<unknown>;
  subscription(subscriptionId: string): Promise<unknown>;
  dispose(): void;
}

const watched = ['OpenShiftClusters', 'Subscriptions', 'Billing'] as const;

export function openDocuments({ cosmos: { endpoint, key } }: Endpoints): Documents {
  const client = new CosmosClient({ endpoint, key });
  const reader = createReader({ endpoint, auth: { key }, clock: systemClock });
  const database = client.database(databaseName);
  return {
    async snapshot() {
      const pairs = watched.map(async (container) => {
        const { resources } = await database.container(container).items.readAll().fetchAll();
        return resources.map(({ id, _etag }): [string, string] => [`${container}/${id}`, String(_etag)]);
      });
      return Object.fromEntries((await Promise.all(pairs)).flat());
    },
    async cluster(id) {
      const parsed = parseResourceId(id);
      if (!parsed) throw new Error(`${id} is no cluster id`);
      return (await reader.clusters.get(parsed))?.document ?? null;
    },
    operation: async (subscriptionId, operationId) =>
      (await reader.operations.get(subscriptionId, operationId))?.document ?? null,
    subscription: async (subscriptionId) => (await reader.subscriptions.get(subscriptionId))?.document ?? null,
    dispose() {
      reader.dispose();
      client.dispose();
    },
  };
}
