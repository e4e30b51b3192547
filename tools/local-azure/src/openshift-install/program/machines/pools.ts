import { type AzureMachines, type InstallConfig, type MachinePool } from '../install-config/types.ts';

/** A pool with everything that the platform's defaults and the program's own add. */
export interface ResolvedPool {
  role: 'master' | 'worker';
  /** In the install-config: `compute[0]`. */
  path: string;
  replicas: number;
  architecture: string;
  minimum: { vCpus: number; memoryGB: number };
  machines: AzureMachines & {
    type: string;
    osDisk: { diskSizeGB: number; diskType: string } & NonNullable<AzureMachines['osDisk']>;
  };
}

const own = {
  master: { type: 'Standard_D8s_v3', diskSizeGB: 1_024, minimum: { vCpus: 4, memoryGB: 16 } },
  worker: { type: 'Standard_D4s_v3', diskSizeGB: 128, minimum: { vCpus: 2, memoryGB: 8 } },
} as const;

/** The control plane, then the workers. */
export function resolvePools({ controlPlane, compute, platform }: InstallConfig): [ResolvedPool, ResolvedPool] {
  const resolve = (role: 'master' | 'worker', path: string, pool: MachinePool): ResolvedPool => {
    const { type, diskSizeGB, minimum } = own[role];
    const { azure = {} } = pool.platform;
    const { defaultMachinePlatform = {} } = platform.azure;
    return {
      role,
      path,
      replicas: pool.replicas,
      architecture: pool.architecture,
      minimum,
      machines: {
        type,
        ...defaultMachinePlatform,
        ...azure,
        osDisk: { diskSizeGB, diskType: 'Premium_LRS', ...defaultMachinePlatform.osDisk, ...azure.osDisk },
      },
    };
  };
  return [resolve('master', 'controlPlane', controlPlane), resolve('worker', 'compute[0]', compute[0])];
}
