import { exampleRunningCluster } from '../examples.ts';
import { type NetworkProfile } from './cluster.ts';
import { withDefaults } from './defaults.ts';

const cluster = exampleRunningCluster();
const withNetwork = (networkProfile: NetworkProfile) =>
  withDefaults({ ...cluster, properties: { ...cluster.properties, networkProfile } }).properties.networkProfile;
const ranges = { podCidr: '10.128.0.0/14', serviceCidr: '172.30.0.0/16' };

describe('withDefaults', () => {
  it('changes nothing of a cluster that says everything', () => {
    expect(withDefaults(cluster)).toEqual(cluster);
  });

  it('gives a network one managed address', () => {
    expect(withNetwork(ranges)).toEqual({
      ...ranges,
      softwareDefinedNetwork: 'OVNKubernetes',
      outboundType: 'Loadbalancer',
      preconfiguredNSG: 'Disabled',
      loadBalancerProfile: { managedOutboundIps: { count: 1 } },
    });
  });

  it('gives none to one with routes of the customer’s own', () => {
    expect(withNetwork({ ...ranges, outboundType: 'UserDefinedRouting' })).not.toHaveProperty('loadBalancerProfile');
  });
});
