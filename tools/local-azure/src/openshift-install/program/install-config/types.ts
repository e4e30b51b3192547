/** A marketplace image. */
export interface OsImage {
  plan?: string;
  publisher: string;
  offer: string;
  sku: string;
  version: string;
}

/** Of a pool, or of all pools under `defaultMachinePlatform`. */
export interface AzureMachines {
  type?: string;
  zones?: string[];
  encryptionAtHost?: boolean;
  osDisk?: {
    diskSizeGB?: number;
    diskType?: string;
    diskEncryptionSet?: { subscriptionId?: string; resourceGroup: string; name: string };
  };
  osImage?: OsImage;
  vmNetworkingType?: string;
  /** Since 4.19. */
  identity?: { type?: string };
}

export interface MachinePool {
  name: string;
  architecture: string;
  hyperthreading: string;
  replicas: number;
  platform: { azure?: AzureMachines };
}

export interface AzurePlatform {
  region: string;
  cloudName: string;
  resourceGroupName?: string;
  baseDomainResourceGroupName: string;
  networkResourceGroupName?: string;
  virtualNetwork?: string;
  controlPlaneSubnet?: string;
  computeSubnet?: string;
  outboundType: string;
  defaultMachinePlatform?: AzureMachines;
}

/** `install-config.yaml` with its defaults, the members that this program makes use of (docs/openshift-install.md 2). */
export interface InstallConfig {
  additionalTrustBundlePolicy: string;
  apiVersion: string;
  baseDomain: string;
  metadata: { name: string };
  networking: {
    networkType: string;
    clusterNetwork: { cidr: string; hostPrefix: number }[];
    serviceNetwork: string[];
    machineNetwork: { cidr: string }[];
  };
  controlPlane: MachinePool;
  compute: [MachinePool];
  platform: { azure: AzurePlatform };
  publish: string;
  imageDigestSources?: { source: string; mirrors?: string[] }[];
  pullSecret: string;
  sshKey?: string;
  fips?: boolean;
}

/** `demo.example.com` */
export const domainOf = ({ metadata, baseDomain }: Pick<InstallConfig, 'metadata' | 'baseDomain'>): string =>
  `${metadata.name}.${baseDomain}`;
