import { errors, type OpenShiftCluster } from '@aro-rp/api';
import { type VersionDocument } from '@aro-rp/database';

const target = 'properties.clusterProfile.version';

/** The new cluster with a version: its own when that is offered, the default when it names none. @throws CloudError */
export function withVersion(
  cluster: OpenShiftCluster,
  offered: readonly Pick<VersionDocument, 'version' | 'default'>[],
): OpenShiftCluster {
  const { properties } = cluster;
  const wanted = properties.clusterProfile.version ?? '';
  const allowed = offered.map(({ version }) => version);
  const chosen = wanted === '' ? offered.find((one) => one.default)?.version : wanted;
  if (chosen === undefined)
    throw errors.invalidParameter(target, `Name a version; there is no default. Offered are: ${listed(allowed)}.`);
  if (!allowed.includes(chosen))
    throw errors.invalidParameter(target, `The version '${chosen}' is not offered. Offered are: ${listed(allowed)}.`);
  const clusterProfile = { ...properties.clusterProfile, version: chosen };
  return { ...cluster, properties: { ...properties, clusterProfile } };
}

const listed = (versions: readonly string[]) => (versions.length === 0 ? 'none' : versions.join(', '));
