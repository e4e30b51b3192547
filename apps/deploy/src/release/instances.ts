import { type Instance } from '../azure/index.ts';

/** As many as there have to be are healthy, and none is unhealthy; one that is only just made does no harm. */
export function areHealthy(instances: readonly Instance[], wanted: number): boolean {
  const healthy = instances.filter(({ health }) => health === 'healthy').length;
  return healthy >= Math.max(1, wanted) && instances.every(({ health }) => health !== 'unhealthy');
}

/** What waits before all are healthy is waited for; this is what waiting does not mend. */
export function failedInstance(instances: readonly Instance[]): Instance | undefined {
  return instances.find(({ provisioningState }) => provisioningState === 'Failed');
}

export interface InstanceFault {
  instance: Instance | undefined;
  /** Such as `frontend-1.2_0 is unhealthy`. */
  reason: string;
}

/** Watches instances that were healthy once: whatever becomes of one of them is a failure. */
export function watchInstances(
  wanted: number,
): (instances: readonly Instance[], restarts: ReadonlyMap<string, number>) => InstanceFault | undefined {
  const machines = new Map<string, string>();
  const restartsBefore = new Map<string, number>();
  return (instances, restarts) => {
    const sick = instances.find(({ health }) => health === 'unhealthy');
    if (sick) return { instance: sick, reason: `${sick.name} is unhealthy` };
    const failed = failedInstance(instances);
    if (failed) return { instance: failed, reason: `${failed.name} could not be provisioned` };
    const anew = instances.find(({ id, vmId }) => (machines.get(id) ?? vmId) !== vmId);
    if (anew) return { instance: anew, reason: `${anew.name} was made anew` };
    const count = ({ id }: Instance) => restarts.get(id.toLowerCase()) ?? 0;
    const restarted = instances.find((one) => count(one) > (restartsBefore.get(one.id) ?? count(one)));
    if (restarted) return { instance: restarted, reason: `what runs on ${restarted.name} has begun anew` };
    for (const one of instances) {
      machines.set(one.id, one.vmId);
      restartsBefore.set(one.id, count(one));
    }
    return instances.length < wanted
      ? { instance: undefined, reason: `only ${instances.length} of ${wanted} instances are left` }
      : undefined;
  };
}

/** Such as `2 of 3 healthy`. */
export const healthText = (instances: readonly Instance[], wanted: number): string =>
  `${instances.filter(({ health }) => health === 'healthy').length} of ${Math.max(wanted, instances.length)} healthy`;
