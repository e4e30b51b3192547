import { clusterIdAsset } from '../cluster-id.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { domainOf } from '../install-config/types.ts';
import { manifests, metadataOf } from './manifest.ts';

/** The objects of config.openshift.io, one asset each (openshift/installer, pkg/asset/manifests). */
const api = { apiVersion: 'config.openshift.io/v1' };

export const dns = manifests(
  'manifests',
  'manifests.DNS',
  'DNS Config',
  [installConfigAsset, clusterIdAsset],
  async (get, { minor, azure }) => {
    const { config } = get(installConfigAsset);
    const { resourceGroupName, baseDomainResourceGroupName } = config.platform.azure;
    const { subscriptionId } = (await azure()).credentials;
    const zone = (group: string, type: string, name: string) => ({
      id: `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/${type}/${name}`,
    });
    const group = resourceGroupName ?? `${get(clusterIdAsset).InfraID}-rg`;
    return {
      'cluster-dns-02-config.yml': {
        ...api,
        kind: 'DNS',
        metadata: metadataOf(minor, { name: 'cluster' }),
        spec: {
          baseDomain: domainOf(config),
          platform: { aws: null, type: '' },
          privateZone: zone(group, 'privateDnsZones', domainOf(config)),
          ...(config.publish === 'External' && {
            publicZone: zone(baseDomainResourceGroupName, 'dnszones', config.baseDomain),
          }),
        },
        status: {},
      },
    };
  },
);

export const infrastructure = manifests(
  'manifests',
  'manifests.Infrastructure',
  'Infrastructure Config',
  [installConfigAsset, clusterIdAsset],
  (get, { minor }) => {
    const { config } = get(installConfigAsset);
    const { InfraID } = get(clusterIdAsset);
    const { cloudName, networkResourceGroupName, resourceGroupName } = config.platform.azure;
    const group = resourceGroupName ?? `${InfraID}-rg`;
    const topology = (replicas: number) => (replicas > 1 ? 'HighlyAvailable' : 'SingleReplica');
    return {
      'cluster-infrastructure-02-config.yml': {
        ...api,
        kind: 'Infrastructure',
        metadata: metadataOf(minor, { name: 'cluster' }),
        spec: { cloudConfig: { key: 'config', name: 'cloud-provider-config' }, platformSpec: { type: 'Azure' } },
        status: {
          apiServerInternalURI: `https://api-int.${domainOf(config)}:6443`,
          apiServerURL: `https://api.${domainOf(config)}:6443`,
          controlPlaneTopology: topology(config.controlPlane.replicas),
          cpuPartitioning: 'None',
          etcdDiscoveryDomain: '',
          infrastructureName: InfraID,
          infrastructureTopology: topology(config.compute[0].replicas),
          platform: 'Azure',
          platformStatus: {
            azure: { cloudName, networkResourceGroupName: networkResourceGroupName ?? group, resourceGroupName: group },
            type: 'Azure',
          },
        },
      },
    };
  },
);

export const ingress = manifests(
  'manifests',
  'manifests.Ingress',
  'Ingress Config',
  [installConfigAsset],
  (get, { minor }) => {
    const { config } = get(installConfigAsset);
    return {
      'cluster-ingress-02-config.yml': {
        ...api,
        kind: 'Ingress',
        metadata: metadataOf(minor, { name: 'cluster' }),
        spec: { domain: `apps.${domainOf(config)}`, loadBalancer: { platform: { type: '' } } },
        status: {
          componentRoutes: null,
          defaultPlacement: config.compute[0].replicas > 0 ? 'Workers' : 'ControlPlane',
        },
      },
      'cluster-ingress-default-ingresscontroller.yaml':
        config.publish === 'Internal'
          ? {
              apiVersion: 'operator.openshift.io/v1',
              kind: 'IngressController',
              metadata: metadataOf(minor, { name: 'default', namespace: 'openshift-ingress-operator' }),
              spec: {
                endpointPublishingStrategy: {
                  loadBalancer: { dnsManagementPolicy: 'Managed', scope: 'Internal' },
                  type: 'LoadBalancerService',
                },
              },
              status: {},
            }
          : undefined,
    };
  },
);

export const networking = manifests(
  'manifests',
  'manifests.Networking',
  'Network Config',
  [installConfigAsset],
  (get, { minor }) => {
    const { networkType, clusterNetwork, serviceNetwork } = get(installConfigAsset).config.networking;
    return {
      'cluster-network-02-config.yml': {
        ...api,
        kind: 'Network',
        metadata: metadataOf(minor, { name: 'cluster' }),
        spec: { clusterNetwork, externalIP: { policy: {} }, networkType, serviceNetwork },
        status: {},
      },
    };
  },
);

export const proxy = manifests('manifests', 'manifests.Proxy', 'Proxy Config', [], (_get, { minor }) => ({
  'cluster-proxy-01-config.yaml': {
    ...api,
    kind: 'Proxy',
    metadata: metadataOf(minor, { name: 'cluster' }),
    spec: { trustedCA: { name: '' } },
    status: {},
  },
}));

export const scheduler = manifests(
  'manifests',
  'manifests.Scheduler',
  'Scheduler Config',
  [installConfigAsset],
  (get, { minor }) => ({
    'cluster-scheduler-02-config.yml': {
      ...api,
      kind: 'Scheduler',
      metadata: metadataOf(minor, { name: 'cluster' }),
      spec: {
        mastersSchedulable: get(installConfigAsset).config.compute[0].replicas === 0,
        policy: { name: '' },
        profileCustomizations: { dynamicResourceAllocation: '' },
      },
      status: {},
    },
  }),
);

export const imageDigestMirrorSet = manifests(
  'manifests',
  'manifests.ImageDigestMirrorSet',
  'Image Digest Mirror Set',
  [installConfigAsset],
  (get, { minor }) => {
    const sources = get(installConfigAsset).config.imageDigestSources ?? [];
    if (sources.length === 0) return {};
    return {
      'image-digest-mirror-set.yaml': {
        ...api,
        kind: 'ImageDigestMirrorSet',
        metadata: metadataOf(minor, { name: 'image-digest-mirror' }),
        spec: { imageDigestMirrors: sources.map(({ source, mirrors = [] }) => ({ mirrors, source })) },
        status: {},
      },
    };
  },
);
