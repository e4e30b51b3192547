import { type MasterProfile, type OpenShiftCluster } from '@aro-rp/api';
import { supportedMinors } from '@aro-rp/openshift';
import { apiVersions } from '../../names.ts';
import { hasZonesFor, imageFor } from '../vm-sizes.ts';
import { machineFindings } from './machine-findings.ts';
import { type Check } from './survey.ts';

/** Machines of one size that a cluster asks for. */
export interface MachineGroup {
  vmSize: string;
  count: number;
  encryptionAtHost: MasterProfile['encryptionAtHost'];
  role: 'masters' | 'workers';
  /** Where the request names the profile. */
  target: string;
}

/** Three masters and, until they are up, the bootstrap machine, which has their size. */
const mastersAndBootstrap = 4;

export function mastersOf({ properties }: OpenShiftCluster): MachineGroup {
  const { vmSize, encryptionAtHost } = properties.masterProfile;
  return { vmSize, encryptionAtHost, count: mastersAndBootstrap, role: 'masters', target: 'properties.masterProfile' };
}

export const workersOf = ({ properties }: OpenShiftCluster): MachineGroup[] =>
  properties.workerProfiles.map(({ vmSize, encryptionAtHost, count }, index) => ({
    ...{ vmSize, encryptionAtHost, count, role: 'workers' },
    target: `properties.workerProfiles[${index}]`,
  }));

export const machineGroups = (cluster: OpenShiftCluster): MachineGroup[] => [mastersOf(cluster), ...workersOf(cluster)];

/** The sizes are offered in the region, to the subscription, and can do what is asked of them. */
export const machineSizes: Check = async (survey) => {
  const sizes = await survey.sizes();
  if (sizes === undefined) return [];
  const { location } = survey.context.cluster;
  return machineGroups(survey.context.cluster).flatMap((group) => {
    const { vmSize, encryptionAtHost, role, target } = group;
    const size = sizes.find(vmSize);
    if (size === undefined) return [machineFindings.sizeNotAvailable(vmSize, location, `${target}.vmSize`)];
    const isUnable = encryptionAtHost === 'Enabled' && !size.encryptionAtHost;
    return [
      ...(hasZonesFor(role, size) ? [] : [machineFindings.zonesClosed(group, size, location)]),
      ...(isUnable ? [machineFindings.noEncryptionAtHost(vmSize, `${target}.encryptionAtHost`)] : []),
    ];
  });
};

/** The version has an image that machines of the sizes can start. */
export const images: Check = async (survey) => {
  const [sizes, found] = await Promise.all([survey.sizes(), survey.version()]);
  // Told by whoever looks at sizes, and at the version.
  if (sizes === undefined || found === undefined) return [];
  return machineGroups(survey.context.cluster).flatMap((group) => {
    const size = sizes.find(group.vmSize);
    const isUnable = size !== undefined && imageFor(found.osImage, size) === undefined;
    return isUnable ? [machineFindings.noImage(group, size, found.version)] : [];
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
export const version: Check = async (survey) => {
  const wanted = survey.context.cluster.properties.clusterProfile.version ?? '';
  const found = await survey.version();
  const isSupported = supportedMinors.some((minor) => wanted.startsWith(`${minor}.`));
  return found?.enabled && isSupported ? [] : [machineFindings.versionNotOffered(wanted)];
};
