import { parseSubnetId, type OpenShiftCluster, type SubnetId } from '@aro-rp/api';
import { customerErrors } from './customer-errors.ts';

/** The customer's own resources that a cluster uses. */
export interface Places {
  virtualNetworkId: string;
  masterSubnet: SubnetId & { id: string };
  workerSubnet: SubnetId & { id: string };
}

/** @throws CloudError when an id is none of a subnet, or the two are in different networks */
export function placesOf({ properties }: OpenShiftCluster): Places {
  const master = subnet(properties.masterProfile.subnetId, 'properties.masterProfile.subnetId');
  const worker = subnet(properties.workerProfiles[0]?.subnetId ?? '', 'properties.workerProfiles[0].subnetId');
  const networkOf = (id: string) => id.replace(/\/subnets\/[^/]+$/i, '');
  if (networkOf(master.id).toLowerCase() !== networkOf(worker.id).toLowerCase())
    throw customerErrors.subnetsInDifferentNetworks(master.id, worker.id);
  return { virtualNetworkId: networkOf(master.id), masterSubnet: master, workerSubnet: worker };
}

function subnet(id: string, target: string): SubnetId & { id: string } {
  const parsed = parseSubnetId(id);
  if (parsed === undefined) throw customerErrors.subnetInvalid(id, target);
  return { ...parsed, id };
}
