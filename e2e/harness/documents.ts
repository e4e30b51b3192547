import { type Endpoints } from '@aro-rp/local-azure';
import { CosmosClient } from '@azure/cosmos';

interface Document {
  id: string;
  type: string;
  provisioningState?: string;
  operationId?: string;
  status?: string;
  tombstone?: true;
  [name: string]: unknown;
}

/** The documents as they are stored, read with the account's key. */
export function documentsOf({ cosmos }: Endpoints) {
  const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.key });
  const database = client.database('aro');
  const all = async (container: string): Promise<Document[]> =>
    (await database.container(container).items.readAll<Document>().fetchAll()).resources;
  return {
    all,
    /** As an operator would who empties a queue: without leases the feed is read from its beginning. */
    async removeRangeLeases(): Promise<number> {
      const leases = await all('Leases');
      for (const { id, feed } of leases) await database.container('Leases').item(id, String(feed)).delete();
      return leases.length;
    },
    /** What the operations of a cluster that has failed say of it. */
    errorsOf: async (cluster: string): Promise<unknown[]> =>
      (await all('OpenShiftClusters'))
        .filter((one) => one.type === 'operation' && JSON.stringify(one).toLowerCase().includes(`/${cluster}"`))
        .map((one) => one['error']),
    dispose: () => client.dispose(),
  };
}

const terminal = new Set(['Succeeded', 'Failed', 'Canceled']);

/**
 * K, over real documents: a cluster and the operation that changed it last are terminal together, and nothing that ended
 * still has a plan or a lease.
 * @returns what is wrong, in words
 */
export function inconsistencies(documents: readonly Document[]): string[] {
  const operations = new Map(documents.filter(({ type }) => type === 'operation').map((one) => [one.id, one]));
  return documents
    .filter(({ type, tombstone }) => type === 'cluster' && !tombstone)
    .flatMap((cluster) => {
      const operation = operations.get(cluster.operationId ?? '');
      const ended = terminal.has(cluster.provisioningState ?? '');
      const faults: string[] = [];
      if (!operation) faults.push('has no operation');
      else if (terminal.has(operation.status ?? '') !== ended)
        faults.push(`is ${cluster.provisioningState} while its operation is ${operation.status}`);
      if (ended && cluster['lease'] !== undefined) faults.push('has ended with a lease');
      if (ended && cluster['plan'] !== undefined) faults.push('has ended with a plan');
      return faults.map((fault) => `${cluster.id} ${fault}`);
    });
}
