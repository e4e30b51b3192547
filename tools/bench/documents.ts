import { type Endpoints } from '@aro-rp/local-azure';
import { CosmosClient } from '@azure/cosmos';
import { clusters, database, type StoredDocument } from './bare/settings.ts';

/** What the services have written for the clusters of a subscription, without what Cosmos DB adds; the cluster first. */
export async function documentsOf({ cosmos }: Endpoints, subscriptionId: string): Promise<StoredDocument[]> {
  const client = new CosmosClient(cosmos);
  try {
    const { items } = client.database(database).container(clusters);
    const { resources } = await items
      .query<StoredDocument>('SELECT * FROM c', { partitionKey: subscriptionId.toLowerCase() })
      .fetchAll();
    return resources.map(withoutSystemProperties).toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
  } finally {
    client.dispose();
  }
}

const order = ['cluster', 'operation', 'reservation', 'secrets'];

const withoutSystemProperties = (document: StoredDocument): StoredDocument =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_'))) as StoredDocument;
