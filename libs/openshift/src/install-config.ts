import { normalizeLocation, parseDiskEncryptionSetId, type Visibility } from '@aro-rp/api';
import { Secret } from '@aro-rp/telemetry';
import { parse, stringify } from 'yaml';
import { minorVersionOf } from './minor-versions.ts';

/** A marketplace image without a purchase plan. */
export interface OsImage {
  publisher: string;
  offer: string;
  sku: string;
  version: string;
}

export interface MachinePoolInput {
  vmSize: string;
  /** `['1', '2', '3']`; empty where the region or the size has none. */
  zones: readonly string[];
  osImage: OsImage;
  diskSizeGB: number;
  encryptionAtHost: boolean;
  diskEncryptionSetId?: string | undefined;
}

export interface InstallConfigInput {
  /** The OpenShift version, `4.16.30`. */
  version: string;
  /** Names under `<name>.<baseDomain>`. */
  name: string;
  baseDomain: string;
  networks: {
    podCidr: string;
    serviceCidr: string;
    /** The address ranges of the two subnets as Azure has them: the installer refuses subnets outside. */
    machineCidrs: readonly string[];
  };
  masters: MachinePoolInput;
  workers: MachinePoolInput & { count: number };
  azure: {
    /** Any of Azure's spellings. */
    location: string;
    cloudName?: string;
    /** The managed resource group's name. */
    resourceGroup: string;
    networkResourceGroup: string;
    virtualNetwork: string;
    controlPlaneSubnet: string;
    computeSubnet: string;
    outboundType: 'Loadbalancer' | 'UserDefinedRouting';
  };
  /** The API server's visibility is a matter of our load balancers alone. */
  ingressVisibility: Visibility;
  /** The registry that holds the releases. */
  loginServer: string;
  pullSecret: Secret;
  fips: boolean;
  sshKey: string;
}

/** What the masters' disks have, as production's. */
export const masterDiskSizeGB = 1024;

const releaseRepositories = ['openshift-release-dev/ocp-release', 'openshift-release-dev/ocp-v4.0-art-dev'];

/**
 * `install-config.yaml` (docs/openshift-install.md 2); holds the pull secret. The same input gives the same text.
 * @throws UnsupportedVersionError
 */
export function toInstallConfig(input: InstallConfigInput): Secret {
  return new Secret(stringify(document(input), { lineWidth: 0, aliasDuplicateObjects: false }));
}

function document(input: InstallConfigInput) {
  const { networks, masters, workers } = input;
  return {
    apiVersion: 'v1',
    baseDomain: input.baseDomain,
    metadata: { name: input.name },
    networking: {
      networkType: 'OVNKubernetes',
      clusterNetwork: [{ cidr: networks.podCidr, hostPrefix: 23 }],
      serviceNetwork: [networks.serviceCidr],
      machineNetwork: [...new Set(networks.machineCidrs)].map((cidr) => ({ cidr })),
    },
    controlPlane: pool('master', 3, masters),
    compute: [pool('worker', workers.count, workers)],
    platform: { azure: platform(input) },
    publish: input.ingressVisibility === 'Public' ? 'External' : 'Internal',
    imageDigestSources: releaseRepositories.map((repository) => ({
      source: `quay.io/${repository}`,
      mirrors: [`${input.loginServer}/${repository}`],
    })),
    pullSecret: input.pullSecret.reveal(),
    sshKey: input.sshKey,
    ...(input.fips && { fips: true }),
  };
}

function platform({ azure, version }: InstallConfigInput) {
  return {
    region: normalizeLocation(azure.location),
    cloudName: azure.cloudName ?? 'AzurePublicCloud',
    resourceGroupName: azure.resourceGroup,
    baseDomainResourceGroupName: azure.resourceGroup,
    networkResourceGroupName: azure.networkResourceGroup,
    virtualNetwork: azure.virtualNetwork,
    controlPlaneSubnet: azure.controlPlaneSubnet,
    computeSubnet: azure.computeSubnet,
    outboundType: azure.outboundType,
    ...(minorVersionOf(version).machineIdentity === 'none' && {
      defaultMachinePlatform: { identity: { type: 'None' } },
    }),
  };
}

const pool = (name: string, replicas: number, input: MachinePoolInput) => ({
  name,
  architecture: 'amd64',
  hyperthreading: 'Enabled',
  replicas,
  platform: {
    azure: {
      type: input.vmSize,
      ...(input.zones.length > 0 && { zones: [...input.zones] }),
      ...(input.encryptionAtHost && { encryptionAtHost: true }),
      osDisk: {
        diskSizeGB: input.diskSizeGB,
        diskType: 'Premium_LRS',
        ...(input.diskEncryptionSetId !== undefined && {
          diskEncryptionSet: diskEncryptionSet(input.diskEncryptionSetId),
        }),
      },
      osImage: { plan: 'NoPurchasePlan', ...input.osImage },
    },
  },
});

function diskEncryptionSet(id: string) {
  const parsed = parseDiskEncryptionSetId(id);
  if (parsed === undefined) throw new TypeError(`'${id}' is no id of a disk encryption set`);
  const { subscriptionId, resourceGroup, name } = parsed;
  return { subscriptionId, resourceGroup, name };
}

/** The pull secret inside, so that it can be taken out of what is printed; empty when there is none. */
export function pullSecretOf(installConfig: Secret): string {
  const { pullSecret } = Object(parse(installConfig.reveal())) as { pullSecret?: unknown };
  return typeof pullSecret === 'string' ? pullSecret : '';
}
