import { type OpenShiftCluster, type ResourceId } from '@aro-rp/api';
import { clusterOf } from '@aro-rp/testing';

const networkOf = (id: ResourceId) =>
  `/subscriptions/${id.subscriptionId}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet`;
export const subnetsOf = (id: ResourceId) => ({
  master: `${networkOf(id)}/subnets/master`,
  worker: `${networkOf(id)}/subnets/worker`,
});

/** {@link clusterOf} in two subnets of one network. */
export function placedCluster(id: ResourceId, visibility: 'Public' | 'Private' = 'Public'): OpenShiftCluster {
  const { properties, ...rest } = clusterOf(id);
  const { master, worker } = subnetsOf(id);
  return {
    ...rest,
    properties: {
      ...properties,
      masterProfile: { ...properties.masterProfile, subnetId: master },
      workerProfiles: properties.workerProfiles.map((one) => ({ ...one, subnetId: worker })),
      apiserverProfile: { visibility },
      ingressProfiles: [{ name: 'default', visibility }],
    },
  };
}
