import { type Shape } from '../schema/shape.ts';
import { v20250725 } from './version.ts';

const changeable = (shape: Shape, path = ''): string[] =>
  shape.members.flatMap((member) => {
    const wire = path === '' ? member.wire : `${path}.${member.wire}`;
    const own = member.access === 'mutable' && member.kind !== 'object' ? [wire] : [];
    if (!('of' in member)) return own;
    return [...own, ...changeable(member.of, { object: wire, list: `${wire}[]`, map: `${wire}{}` }[member.kind])];
  });

describe('2025-07-25', () => {
  it('lets these members change, and no other', () => {
    expect(changeable(v20250725.shape).filter((path) => !path.includes('effectiveOutboundIps'))).toEqual([
      'tags',
      'properties.clusterProfile.pullSecret',
      'properties.servicePrincipalProfile.clientId',
      'properties.servicePrincipalProfile.clientSecret',
      'properties.platformWorkloadIdentityProfile.upgradeableTo',
      'properties.platformWorkloadIdentityProfile.platformWorkloadIdentities',
      'properties.platformWorkloadIdentityProfile.platformWorkloadIdentities{}.resourceId',
      'properties.networkProfile.loadBalancerProfile.managedOutboundIps.count',
      'identity.userAssignedIdentities',
    ]);
  });
});
