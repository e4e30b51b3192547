import { normalizeLocation, type OpenShiftCluster, sameResource } from '@aro-rp/api';
import { apiVersions } from '../../names.ts';
import { machineFindings } from './machine-findings.ts';
import { type Check } from './survey.ts';

/** Those that the cluster's disks are encrypted with, each once. */
export function encryptionSetsOf({ properties }: OpenShiftCluster): { id: string; target: string }[] {
  const named = [
    { id: properties.masterProfile.diskEncryptionSetId, target: 'properties.masterProfile.diskEncryptionSetId' },
    ...properties.workerProfiles.map(({ diskEncryptionSetId: id }, index) => ({
      id,
      target: `properties.workerProfiles[${index}].diskEncryptionSetId`,
    })),
  ].flatMap(({ id, target }) => (id === undefined || id === '' ? [] : [{ id, target }]));
  return named.filter(({ id }, at) => named.findIndex((one) => sameResource(one.id, id)) === at);
}

/** They are there, and where the disks will be. */
export const diskEncryptionSets: Check = async ({ context: { cluster }, look }) => {
  const found = await Promise.all(
    encryptionSetsOf(cluster).map(async ({ id, target }) => {
      const seen = await look(id, apiVersions.disks);
      if (seen.kind === 'absent') return [machineFindings.encryptionSetMissing(id, target)];
      if (seen.kind === 'refused') return [];
      const { location = '' } = seen.resource;
      return normalizeLocation(location) === normalizeLocation(cluster.location)
        ? []
        : [machineFindings.encryptionSetElsewhere(id, location, cluster.location, target)];
    }),
  );
  return found.flat();
};
