/** What a container is made with (Cosmos DB, `Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers`). */
export interface ContainerDefinition {
  partitionKeyPath: '/partitionKey' | '/id' | '/feed' | '/release';
  /** -1: documents expire only by a `ttl` of their own. Absent: `ttl` is ignored. */
  defaultTtl?: -1;
  /** Paths that queries filter or order by, beside `id` and `_ts`; nothing else is indexed. Absent: everything. */
  indexed?: readonly string[];
  /** Throughput of its own, autoscaled; the others share the database's. RU/s. */
  maxThroughput?: number;
}

export const databaseName = 'aro';
/** Autoscaled, shared by the containers that have none of their own. RU/s. */
export const databaseMaxThroughput = 1_000;

/** No unique keys anywhere: such a policy can never change; reservation documents hold what must be unique. */
export const containerDefinitions = {
  OpenShiftClusters: {
    partitionKeyPath: '/partitionKey',
    defaultTtl: -1,
    indexed: ['/type/?', '/key/?', '/plan/deadline/?'],
    maxThroughput: 4_000,
  },
  Subscriptions: {
    partitionKeyPath: '/id',
    indexed: ['/plan/deadline/?'],
  },
  Leases: { partitionKeyPath: '/feed', defaultTtl: -1, indexed: [] },
  OpenShiftVersions: { partitionKeyPath: '/id' },
  PlatformWorkloadIdentityRoleSets: { partitionKeyPath: '/id' },
  Billing: { partitionKeyPath: '/id' },
  Releases: { partitionKeyPath: '/release', indexed: ['/state/?'] },
} as const satisfies Record<string, ContainerDefinition>;

export type ContainerName = keyof typeof containerDefinitions;
/** The partition key of a document in the container; empty when it has none. */
export function partitionKeyOf(container: ContainerName, document: object): string {
  const member = containerDefinitions[container].partitionKeyPath.slice(1);
  const value: unknown = (document as Record<string, unknown>)[member];
  return typeof value === 'string' ? value : '';
}

export const containerNames = Object.keys(containerDefinitions) as ContainerName[];

/** The same as a REST body, for templates and for tools that make containers. */
export function containerResource(name: ContainerName) {
  const definition: ContainerDefinition = containerDefinitions[name];
  const { partitionKeyPath, defaultTtl, indexed } = definition;
  return {
    id: name,
    partitionKey: { paths: [partitionKeyPath], kind: 'Hash' as const, version: 2 as const },
    ...(defaultTtl !== undefined && { defaultTtl }),
    ...(indexed && {
      indexingPolicy: {
        indexingMode: 'consistent' as const,
        automatic: true,
        includedPaths: indexed.map((path) => ({ path })),
        excludedPaths: [{ path: '/*' }, { path: '/"_etag"/?' }],
      },
    }),
  };
}
