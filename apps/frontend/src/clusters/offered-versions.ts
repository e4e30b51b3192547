import { errors, type OpenShiftCluster } from '@aro-rp/api';
import { type VersionDocument, type VersionStore } from '@aro-rp/database';
import { type Clock, seconds } from '@aro-rp/time';

/** What customers may choose from. */
export interface OfferedVersions {
  /** Enabled ones; as they were at most 10 s ago. @throws StoreError */
  list(signal: AbortSignal): Promise<Pick<VersionDocument, 'version' | 'default'>[]>;
}

const freshFor = seconds(10);

export function createOfferedVersions(store: Pick<VersionStore, 'list'>, clock: Clock): OfferedVersions {
  let known: { at: number; versions: VersionDocument[] } | undefined;
  return {
    async list(signal) {
      if (known === undefined || clock.monotonic() - known.at > freshFor) {
        const at = clock.monotonic();
        const found = await store.list({ signal });
        known = { at, versions: found.map(({ document }) => document).filter(({ enabled }) => enabled) };
      }
      return known.versions;
    },
  };
}

const target = 'properties.clusterProfile.version';

/** The new cluster with a version: its own when that is offered, the default when it names none. @throws CloudError */
export function withVersion(
  cluster: OpenShiftCluster,
  offered: Awaited<ReturnType<OfferedVersions['list']>>,
): OpenShiftCluster {
  const { properties } = cluster;
  const wanted = properties.clusterProfile.version ?? '';
  const allowed = offered
    .map(({ version }) => version)
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  const chosen = wanted === '' ? offered.find((one) => one.default)?.version : wanted;
  if (chosen === undefined)
    throw errors.invalidParameter(target, `Name a version; there is no default. Offered are: ${listed(allowed)}.`);
  if (!allowed.includes(chosen))
    throw errors.invalidParameter(target, `The version '${chosen}' is not offered. Offered are: ${listed(allowed)}.`);
  const clusterProfile = { ...properties.clusterProfile, version: chosen };
  return { ...cluster, properties: { ...properties, clusterProfile } };
}

const listed = (versions: readonly string[]) => (versions.length === 0 ? 'none' : versions.join(', '));
