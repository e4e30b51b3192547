import { type OpenShiftCluster } from '@aro-rp/api';
import { customerErrors } from './customer-errors.ts';

/**
 * What the API can say and this release cannot make: a cluster that asks for it fails at once, and is not said to have it.
 * @throws CloudError 400 that names every such member
 */
export function refuseNotBuilt({ properties, identity }: Pick<OpenShiftCluster, 'properties' | 'identity'>): void {
  const { outboundType, preconfiguredNSG } = properties.networkProfile;
  const isWithIdentities = properties.platformWorkloadIdentityProfile !== undefined || identity !== undefined;
  const asked = [
    ...(isWithIdentities ? ['properties.platformWorkloadIdentityProfile'] : []),
    ...(outboundType === 'UserDefinedRouting' ? ['properties.networkProfile.outboundType'] : []),
    ...(preconfiguredNSG === 'Enabled' ? ['properties.networkProfile.preconfiguredNSG'] : []),
  ];
  if (asked.length > 0) throw customerErrors.notBuilt(asked);
}
