import { type InstallConfig, type MachinePool } from './types.ts';

type Partially<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Partially<T[K]> } : T;

const pool = (name: string, given: Partially<MachinePool> = {}): MachinePool => ({
  name,
  architecture: 'amd64',
  hyperthreading: 'Enabled',
  replicas: 3,
  ...(given as Partial<MachinePool>),
  platform: { ...(given.platform as MachinePool['platform'] | undefined) },
});

/** What is not said is what the binary takes (openshift/installer, pkg/types/defaults). */
export function withDefaults(decoded: unknown): InstallConfig {
  const given = Object(decoded) as Partially<InstallConfig>;
  const { networking = {}, platform = {}, controlPlane, compute, ...rest } = given;
  const [workers] = (compute ?? []) as MachinePool[];
  return {
    ...(rest as Partial<InstallConfig> & Pick<InstallConfig, 'pullSecret'>),
    additionalTrustBundlePolicy: rest.additionalTrustBundlePolicy ?? 'Proxyonly',
    apiVersion: rest.apiVersion ?? '',
    baseDomain: rest.baseDomain ?? '',
    metadata: { name: rest.metadata?.name ?? '' },
    networking: {
      ...networking,
      networkType: networking.networkType ?? 'OVNKubernetes',
      clusterNetwork: networking.clusterNetwork ?? [{ cidr: '10.128.0.0/14', hostPrefix: 23 }],
      serviceNetwork: networking.serviceNetwork ?? ['172.30.0.0/16'],
      machineNetwork: networking.machineNetwork ?? [{ cidr: '10.0.0.0/16' }],
    },
    controlPlane: pool('master', controlPlane),
    compute: [pool('worker', workers as Partially<MachinePool> | undefined)],
    platform: {
      azure: {
        ...(platform.azure as Partial<InstallConfig['platform']['azure']> | undefined),
        region: platform.azure?.region ?? '',
        baseDomainResourceGroupName: platform.azure?.baseDomainResourceGroupName ?? '',
        cloudName: platform.azure?.cloudName ?? 'AzurePublicCloud',
        outboundType: platform.azure?.outboundType ?? 'Loadbalancer',
      },
    },
    publish: rest.publish ?? 'External',
    pullSecret: rest.pullSecret ?? '',
  };
}
