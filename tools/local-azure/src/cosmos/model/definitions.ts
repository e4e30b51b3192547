import { badRequest } from './errors.ts';

export interface PartitionKeyDefinition {
  paths: readonly string[];
  kind: 'Hash' | 'MultiHash';
  version: 2;
}

export interface IndexingPolicy {
  indexingMode?: string;
  automatic?: boolean;
  includedPaths?: { path: string }[];
  excludedPaths?: { path: string }[];
  compositeIndexes?: { path: string; order?: 'ascending' | 'descending' }[][];
}

/** What a client gives and reads back, without the members that the server adds. Unknown members are kept. */
export interface ContainerDefinition {
  id: string;
  partitionKey: PartitionKeyDefinition;
  indexingPolicy: IndexingPolicy;
  /** Seconds; -1: items live for ever unless they have a `ttl`; absent: no item expires. */
  defaultTtl?: number;
  uniqueKeyPolicy?: { uniqueKeys?: { paths: string[] }[] };
  [member: string]: unknown;
}

const defaultIndexingPolicy: IndexingPolicy = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: '/"_etag"/?' }],
};

/** Rules for the ids of databases, containers and items. @throws CosmosError 400 */
export function checkId(id: unknown): string {
  if (typeof id !== 'string' || id === '') {
    throw badRequest("The input content is invalid because the required properties - 'id; ' - are missing");
  }
  if (Buffer.byteLength(id) > 1023) throw badRequest('The id is longer than 1023 bytes.');
  if (/[/\\?#]/.test(id) || id.endsWith(' ')) {
    throw badRequest(`The id '${id}' is invalid: it may not hold '/', '\\', '?' or '#', nor end in a space.`);
  }
  return id;
}

function checkPartitionKey(given: unknown): PartitionKeyDefinition {
  const { paths, kind = 'Hash', version = 2 } = (given ?? {}) as Record<string, unknown>;
  if (!Array.isArray(paths) || paths.length === 0 || !paths.every((path) => /^(\/[^/]+)+$/.test(String(path)))) {
    throw badRequest('The partition key definition needs paths, each beginning with "/" and without wildcards.');
  }
  if (kind !== 'Hash' && kind !== 'MultiHash') throw badRequest(`Partition key kind ${String(kind)} is not supported.`);
  if (kind === 'Hash' ? paths.length !== 1 : paths.length > 3) throw badRequest('Too many partition key paths.');
  if (version !== 2) throw badRequest('Local Cosmos DB supports version 2 of partition keys only.');
  return { paths: paths.map(String), kind, version };
}

/** Fills in the service's defaults. @throws CosmosError 400 */
export function checkDefinition(whole: Record<string, unknown>): ContainerDefinition {
  // Clients send back what they read, with the server's own members and with nulls for what is not set.
  const given = Object.fromEntries(
    Object.entries(whole).filter(([name, value]) => !name.startsWith('_') && value !== null && value !== undefined),
  );
  const { defaultTtl } = given;
  if (defaultTtl !== undefined && !(Number.isInteger(defaultTtl) && (defaultTtl === -1 || Number(defaultTtl) > 0))) {
    throw badRequest(`The value of defaultTtl '${String(defaultTtl)}' must be -1 or a positive integer.`);
  }
  const policy = (given['indexingPolicy'] ?? {}) as IndexingPolicy;
  return {
    conflictResolutionPolicy: {
      mode: 'LastWriterWins',
      conflictResolutionPath: '/_ts',
      conflictResolutionProcedure: '',
    },
    geospatialConfig: { type: 'Geography' },
    ...given,
    id: checkId(given['id']),
    partitionKey: checkPartitionKey(given['partitionKey']),
    indexingPolicy: { ...defaultIndexingPolicy, ...policy },
  };
}
