import { type MasterProfile, type OpenShiftCluster } from '@aro-rp/api';
import { supportedMinors } from '@aro-rp/openshift';
import { apiVersions } from '../../names.ts';
import { machineFindings } from './machine-findings.ts';
import { type Check } from './survey.ts';

/** Machines of one size that a cluster asks for. */
export interface MachineGroup {
  vmSize: string;
  count: number;
  encryptionAtHost: MasterProfile['encryptionAtHost'];
  /** Where the request names the profile. */
  target: string;
}

/** Three masters and, until they are up, the bootstrap machine, which has their size. */
const mastersAndBootstrap = 4;

export function machineGroups({ properties }: OpenShiftCluster): MachineGroup[] {
  const { masterProfile, workerProfiles } = properties;
  const { vmSize, encryptionAtHost } = masterProfile;
  return [
    { vmSize, encryptionAtHost, count: mastersAndBootstrap, target: 'properties.masterProfile' },
    ...workerProfiles.map((one, index) => ({ ...one, target: `properties.workerProfiles[${index}]` })),
  ];
}

/** The sizes are offered in the region, to the subscription, and can do what is asked of them. */
export const machineSizes: Check = async (survey) => {
  const sizes = await survey.sizes();
  if (sizes === undefined) return [];
  const { location } = survey.context.cluster;
  return machineGroups(survey.context.cluster).flatMap(({ vmSize, encryptionAtHost, target }) => {
    const size = sizes.find(vmSize);
    if (size === undefined) return [machineFindings.sizeNotAvailable(vmSize, location, `${target}.vmSize`)];
    const isUnable = encryptionAtHost === 'Enabled' && !size.encryptionAtHost;
    return isUnable ? [machineFindings.noEncryptionAtHost(vmSize, `${target}.encryptionAtHost`)] : [];
  });
};

/** Azure lets a subscription in that has asked for it once. */
export const encryptionAtHost: Check = async (survey) => {
  const asked = machineGroups(survey.context.cluster).find((one) => one.encryptionAtHost === 'Enabled');
  if (asked === undefined) return [];
  const id = `/subscriptions/${survey.context.id.subscriptionId}/providers/Microsoft.Features/providers/Microsoft.Compute/features/EncryptionAtHost`;
  const found = await survey.look(id, apiVersions.features);
  const { state } = (found.kind === 'found' ? found.resource.properties : {}) as { state?: string };
  return state === 'Registered' || found.kind === 'refused'
    ? []
    : [machineFindings.encryptionAtHostNotRegistered(`${asked.target}.encryptionAtHost`)];
};

/** The version may have been withdrawn since the frontend took the request. */
export const version: Check = async ({ context, run }) => {
  const wanted = context.cluster.properties.clusterProfile.version ?? '';
  const found = (await context.versions.get(wanted, { signal: run.signal }))?.document;
  const isSupported = supportedMinors.some((minor) => wanted.startsWith(`${minor}.`));
  return found?.enabled && isSupported ? [] : [machineFindings.versionNotOffered(wanted)];
};
