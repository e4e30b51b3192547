import { clusterOf, resource } from '@aro-rp/testing';
import { refuseNotBuilt } from './not-built.ts';

const cluster = clusterOf(resource('demo'));
const withNetwork = (network: object) => ({
  properties: { ...cluster.properties, networkProfile: { ...cluster.properties.networkProfile, ...network } },
});

describe('refuseNotBuilt', () => {
  it('lets pass what this release makes', () => {
    expect(() => refuseNotBuilt(cluster)).not.toThrow();
    expect(() =>
      refuseNotBuilt(
        withNetwork({ outboundType: 'Loadbalancer', loadBalancerProfile: { managedOutboundIps: { count: 20 } } }),
      ),
    ).not.toThrow();
  });

  it.each([
    [{ outboundType: 'UserDefinedRouting' }, 'properties.networkProfile.outboundType'],
    [{ preconfiguredNSG: 'Enabled' }, 'properties.networkProfile.preconfiguredNSG'],
  ])('refuses %j, and names it', (network, target) => {
    expect(() => refuseNotBuilt(withNetwork(network))).toThrow(
      expect.objectContaining({ status: 400, body: expect.objectContaining({ code: 'InvalidParameter', target }) }),
    );
  });

  it('names all at once', () => {
    const asked = withNetwork({ outboundType: 'UserDefinedRouting', preconfiguredNSG: 'Enabled' });
    const { servicePrincipalProfile: _, ...properties } = asked.properties;
    const platformWorkloadIdentityProfile = { platformWorkloadIdentities: {} };

    expect(() => refuseNotBuilt({ properties: { ...properties, platformWorkloadIdentityProfile } })).toThrow(
      /platformWorkloadIdentityProfile.*outboundType.*preconfiguredNSG/,
    );
  });
});
