import { type MinorVersion } from '../minor-version.ts';

/** What a member must be; an object names every member that the program knows. */
export type Shape = 'string' | 'number' | 'boolean' | 'cidr' | readonly [Shape] | { readonly [member: string]: Shape };

const machines = ({ knowsIdentity }: MinorVersion): Shape => ({
  type: 'string',
  zones: ['string'],
  encryptionAtHost: 'boolean',
  osDisk: {
    diskSizeGB: 'number',
    diskType: 'string',
    diskEncryptionSet: { subscriptionId: 'string', resourceGroup: 'string', name: 'string' },
    securityProfile: { securityEncryptionType: 'string' },
  },
  osImage: { plan: 'string', publisher: 'string', offer: 'string', sku: 'string', version: 'string' },
  settings: { securityType: 'string' },
  ultraSSDCapability: 'string',
  vmNetworkingType: 'string',
  ...(knowsIdentity && { identity: { type: 'string' } }),
});

const pool = (minor: MinorVersion): Shape => ({
  name: 'string',
  architecture: 'string',
  hyperthreading: 'string',
  replicas: 'number',
  platform: { azure: machines(minor) },
});

/** openshift/installer, pkg/types/installconfig.go and pkg/types/azure; without the other platforms' members. */
export const installConfigShape = (minor: MinorVersion): Shape => ({
  apiVersion: 'string',
  additionalTrustBundle: 'string',
  additionalTrustBundlePolicy: 'string',
  baseDomain: 'string',
  metadata: { name: 'string' },
  networking: {
    networkType: 'string',
    clusterNetwork: [{ cidr: 'cidr', hostPrefix: 'number' }],
    serviceNetwork: ['cidr'],
    machineNetwork: [{ cidr: 'cidr' }],
    clusterNetworkMTU: 'number',
  },
  controlPlane: pool(minor),
  compute: [pool(minor)],
  platform: {
    azure: {
      region: 'string',
      cloudName: 'string',
      armEndpoint: 'string',
      clusterOSImage: 'string',
      resourceGroupName: 'string',
      baseDomainResourceGroupName: 'string',
      networkResourceGroupName: 'string',
      virtualNetwork: 'string',
      controlPlaneSubnet: 'string',
      computeSubnet: 'string',
      outboundType: 'string',
      userTags: {},
      defaultMachinePlatform: machines(minor),
    },
  },
  publish: 'string',
  imageDigestSources: [{ source: 'string', mirrors: ['string'] }],
  imageContentSources: [{ source: 'string', mirrors: ['string'] }],
  pullSecret: 'string',
  sshKey: 'string',
  fips: 'boolean',
  cpuPartitioningMode: 'string',
  credentialsMode: 'string',
  featureSet: 'string',
  featureGates: ['string'],
});
