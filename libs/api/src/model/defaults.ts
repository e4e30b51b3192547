import { type ClusterProfile, type MasterProfile, type NetworkProfile, type OpenShiftCluster } from './cluster.ts';

/**
 * The cluster with the default of everything that the API version of its creation could not say. A default is the one
 * of the version that introduced the member, for good: what a cluster is does not depend on the version that asked.
 */
export function withDefaults(cluster: OpenShiftCluster): OpenShiftCluster {
  const { properties } = cluster;
  return {
    ...cluster,
    properties: {
      ...properties,
      clusterProfile: withFips(properties.clusterProfile),
      networkProfile: network(properties.networkProfile),
      masterProfile: encryption(properties.masterProfile),
      workerProfiles: properties.workerProfiles.map(encryption),
    },
  };
}

const withFips = (profile: ClusterProfile): ClusterProfile =>
  Object.assign({ fipsValidatedModules: 'Disabled' }, profile);

const encryption = <T extends MasterProfile>(profile: T): T => Object.assign({ encryptionAtHost: 'Disabled' }, profile);

const networkDefaults: Partial<NetworkProfile> = {
  softwareDefinedNetwork: 'OVNKubernetes',
  outboundType: 'Loadbalancer',
  preconfiguredNSG: 'Disabled',
};

function network(profile: NetworkProfile): NetworkProfile {
  const named: NetworkProfile = { ...networkDefaults, ...profile };
  const isBalanced = named.outboundType === 'Loadbalancer';
  if (!isBalanced || named.loadBalancerProfile?.managedOutboundIps !== undefined) return named;
  return { ...named, loadBalancerProfile: { ...named.loadBalancerProfile, managedOutboundIps: { count: 1 } } };
}
