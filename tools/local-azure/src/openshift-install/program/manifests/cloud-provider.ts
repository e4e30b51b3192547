import { clusterIdAsset } from '../cluster-id.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { manifests, metadataOf } from './manifest.ts';

/** The configuration of Azure's cloud provider (openshift/installer, pkg/asset/manifests/azure/cloudproviderconfig.go). */
export const cloudProviderConfig = manifests(
  'manifests',
  'manifests.CloudProviderConfig',
  'Cloud Provider Config',
  [installConfigAsset, clusterIdAsset],
  async (get, { minor, azure }) => {
    const { InfraID } = get(clusterIdAsset);
    const platform = get(installConfigAsset).config.platform.azure;
    const { subscriptionId, tenantId } = (await azure()).credentials;
    const resourceGroup = platform.resourceGroupName ?? `${InfraID}-rg`;
    const config = {
      cloud: platform.cloudName,
      tenantId,
      aadClientId: '',
      aadClientSecret: '',
      aadClientCertPath: '',
      aadClientCertPassword: '',
      useManagedIdentityExtension: true,
      userAssignedIdentityID: '',
      subscriptionId,
      resourceGroup,
      location: platform.region,
      vnetName: platform.virtualNetwork ?? `${InfraID}-vnet`,
      vnetResourceGroup: platform.networkResourceGroupName ?? resourceGroup,
      subnetName: platform.computeSubnet ?? `${InfraID}-worker-subnet`,
      securityGroupName: `${InfraID}-nsg`,
      routeTableName: `${InfraID}-node-routetable`,
      primaryAvailabilitySetName: '',
      vmType: 'standard',
      primaryScaleSetName: '',
      cloudProviderBackoff: true,
      cloudProviderBackoffRetries: 0,
      cloudProviderBackoffExponent: 0,
      cloudProviderBackoffDuration: 6,
      cloudProviderBackoffJitter: 0,
      cloudProviderRateLimit: false,
      cloudProviderRateLimitQPS: 0,
      cloudProviderRateLimitBucket: 0,
      cloudProviderRateLimitQPSWrite: 0,
      cloudProviderRateLimitBucketWrite: 0,
      useInstanceMetadata: true,
      loadBalancerSku: 'standard',
      excludeMasterFromStandardLB: false,
      disableOutboundSNAT: false,
      maximumLoadBalancerRuleCount: 0,
    };
    const text = `${JSON.stringify(config, undefined, '\t')}\n`;
    return {
      'cloud-provider-config.yaml': {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadataOf(minor, { name: 'cloud-provider-config', namespace: 'openshift-config' }),
        data: { config: text },
      },
      'kube-cloud-config.yaml': {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kube-cloud-config', namespace: 'openshift-config-managed' },
        data: { 'cloud.conf': text },
      },
    };
  },
);
