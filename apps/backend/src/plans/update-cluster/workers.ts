import { type WorkerProfile } from '@aro-rp/api';
import { type MachineSet } from '@aro-rp/openshift';
import { done } from '@aro-rp/plan';
import { looking } from '../create-cluster/cluster.ts';
import { type ClusterContext } from '../context.ts';

/** What the workers are, which customers change in the cluster itself: one profile for each MachineSet of workers. */
export const record = looking(async (cluster, { id }, { signal }) => {
  const sets = await cluster.machineSets('worker', { signal });
  return done(undefined, { workerProfilesStatus: sets.map((set) => profileOf(set, id)) });
});

export const profileOf = (set: MachineSet, { subscriptionId }: Pick<ClusterContext['id'], 'subscriptionId'>) =>
  ({
    name: set.name,
    vmSize: set.vmSize,
    diskSizeGB: set.diskSizeGB,
    subnetId: `/subscriptions/${subscriptionId}/resourceGroups/${set.subnet.resourceGroup}/providers/Microsoft.Network/virtualNetworks/${set.subnet.network}/subnets/${set.subnet.name}`,
    count: set.replicas,
    encryptionAtHost: set.encryptionAtHost ? 'Enabled' : 'Disabled',
    ...(set.diskEncryptionSetId !== undefined && { diskEncryptionSetId: set.diskEncryptionSetId }),
  }) satisfies WorkerProfile;
