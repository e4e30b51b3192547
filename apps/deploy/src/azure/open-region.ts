import { type RegionConfig } from '../config/region-config.ts';
import { type Connection } from '../connection/index.ts';
import { createBlobs } from './blobs.ts';
import { createDeployments } from './deployments.ts';
import { apiVersions, idsOf } from './ids.ts';
import { createMetrics } from './metrics.ts';
import { type Region } from './region.ts';
import { findRegistry } from './registry.ts';
import { createScaleSets } from './scale-sets.ts';
import { openSecrets } from './secrets.ts';

interface Queue {
  properties?: { countDetails?: { activeMessageCount?: number; deadLetterMessageCount?: number } };
}

/** Asks ARM for the registry's address and for nothing else yet. Close it at the end. */
export async function openRegion(config: RegionConfig, connection: Connection): Promise<Region> {
  const registry = await findRegistry(config, connection);
  const { arm } = connection;
  return {
    scaleSets: createScaleSets(config, connection),
    deployments: createDeployments(config, connection),
    metrics: createMetrics(connection),
    async queues() {
      const path = `${idsOf(config).serviceBus}/queues?api-version=${apiVersions.serviceBus}`;
      const counts = ((await arm.list(path)) as Queue[]).map(({ properties }) => properties?.countDetails);
      return {
        active: counts.reduce((sum, one) => sum + (one?.activeMessageCount ?? 0), 0),
        deadLettered: counts.reduce((sum, one) => sum + (one?.deadLetterMessageCount ?? 0), 0),
      };
    },
    blobs: createBlobs(config, connection),
    registry,
    secrets: (vault) => openSecrets(config, connection, vault),
    close: () => registry.close(),
  };
}
