import { isDeepStrictEqual } from 'node:util';
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
      const wanted = { ...requestOf(name), ...(maxThroughput && { maxThroughput }) };
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
  const { partitionKeyPath, defaultTtl, indexed = ['/*'] }: ContainerDefinition = containerDefinitions[name];
  const path = resource?.partitionKey?.paths[0];
  if (path !== partitionKeyPath) throw new Error(`${name} is partitioned by ${path}, not by ${partitionKeyPath}`);
  const included = resource?.indexingPolicy?.includedPaths?.map((one) => one.path) ?? [];
  if (resource?.defaultTtl === defaultTtl && isDeepStrictEqual(included, indexed)) return;
  await container.replace(requestOf(name) as Parameters<Container['replace']>[0]);
}

/** The client's types want members that Cosmos DB fills in by itself. */
const requestOf = (name: ContainerName) => containerResource(name) as ContainerRequest;
