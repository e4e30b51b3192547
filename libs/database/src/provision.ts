import { type Clock, seconds } from '@aro-rp/time';
import { type Container, type ContainerRequest } from '@azure/cosmos';
import { type Auth, connect } from './cosmos/client.ts';
import {
  type ContainerDefinition,
  containerDefinitions,
  type ContainerName,
  containerNames,
  containerResource,
  databaseMaxThroughput,
  databaseName,
} from './definitions.ts';

export {
  type ContainerDefinition,
  containerDefinitions,
  type ContainerName,
  containerNames,
  containerResource,
  databaseMaxThroughput,
  databaseName,
};

export interface ProvisionOptions {
  endpoint: string;
  /** Making databases and containers takes the account's key: Cosmos DB refuses it to Entra tokens. */
  auth: Auth;
  clock: Clock;
  databaseName?: string;
  /** All of them unless told. */
  containers?: readonly ContainerName[];
}

/**
 * Makes the database and its containers where they are missing, and brings indexing and ttl of those that exist to
 * their definitions. For tools and tests: in Azure a template does this, and services never do.
 * May run twice, also at the same time. @throws what the client throws
 */
export async function createContainers(options: ProvisionOptions): Promise<void> {
  const { endpoint, auth, clock, containers = containerNames } = options;
  const client = connect({ endpoint, auth, clock, callTimeout: seconds(20) });
  try {
    const { database } = await client.databases.createIfNotExists({
      id: options.databaseName ?? databaseName,
      maxThroughput: databaseMaxThroughput,
    });
    for (const name of containers) {
      const { maxThroughput }: ContainerDefinition = containerDefinitions[name];
      const wanted: ContainerRequest = { ...containerResource(name), ...(maxThroughput && { maxThroughput }) };
      const { container, statusCode } = await database.containers.createIfNotExists(wanted);
      if (statusCode !== 201) await align(container, name);
    }
  } finally {
    client.dispose();
  }
}

/** Partition keys cannot change; everything else of a definition can. */
async function align(container: Container, name: ContainerName): Promise<void> {
  const { resource } = await container.read();
  const wanted = containerResource(name);
  const path = resource?.partitionKey?.paths[0];
  if (path !== wanted.partitionKey.paths[0]) throw new Error(`${name} is partitioned by ${path}`);
  if (resource?.defaultTtl === wanted.defaultTtl && indexes(resource) === indexes(wanted)) return;
  await container.replace(wanted);
}

const indexes = ({ indexingPolicy }: { indexingPolicy?: object }): string =>
  JSON.stringify((indexingPolicy as { includedPaths?: { path: string }[] } | undefined)?.includedPaths ?? []);
