import {
  ComputeManagementClient,
  type VirtualMachineScaleSet,
  type VirtualMachineScaleSetVM,
} from '@azure/arm-compute';
import { asking, type Connection, statusOf } from '../connection/index.ts';
import { type RegionConfig } from '../config/region-config.ts';
import { type Instance, type ScaleSet, type ScaleSets } from './region.ts';

export function createScaleSets({ subscriptionId, group }: RegionConfig, { arm, credential }: Connection): ScaleSets {
  const { endpoint, scope } = arm;
  const client = new ComputeManagementClient(credential, subscriptionId, {
    endpoint,
    credentials: { scopes: [scope] },
  });
  const sets = client.virtualMachineScaleSets;
  const get = (name: string) => asking(`scale set ${name}`, () => sets.get(group, name));
  const setRepairs = async (name: string, enabled: boolean) => {
    const { automaticRepairsPolicy } = await get(name);
    if (automaticRepairsPolicy?.enabled === enabled) return;
    await asking(`repairs of ${name}`, () =>
      sets.update(group, name, { automaticRepairsPolicy: { ...automaticRepairsPolicy, enabled } }),
    );
  };

  return {
    list: () =>
      asking(`scale sets of ${group}`, async () => {
        const found: ScaleSet[] = [];
        try {
          for await (const one of sets.list(group)) if (one.tags?.['service']) found.push(scaleSetOf(one));
        } catch (error) {
          // A group that is not there has none.
          if (statusOf(error) !== 404) throw error;
        }
        return found.sort((a, b) => a.name.localeCompare(b.name));
      }),
    instances: (name) =>
      asking(`instances of ${name}`, async () => {
        const found: Instance[] = [];
        for await (const one of client.virtualMachineScaleSetVMs.list(group, name, { expand: 'instanceView' }))
          found.push(instanceOf(one));
        return found;
      }),
    stopRepairs: (name) => setRepairs(name, false),
    startRepairs: (name) => setRepairs(name, true),
    async claim(name, release) {
      const { tags } = await get(name);
      await asking(`the tags of ${name}`, () => sets.update(group, name, { tags: { ...tags, release } }));
    },
    beginDelete: (name) =>
      asking(`the end of ${name}`, async () => {
        try {
          await sets.delete(group, name).submitted();
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
      }),
    exists: (name) =>
      asking(`scale set ${name}`, async () => {
        try {
          await sets.get(group, name);
          return true;
        } catch (error) {
          if (statusOf(error) === 404) return false;
          throw error;
        }
      }),
  };
}

const scaleSetOf = (one: VirtualMachineScaleSet): ScaleSet => ({
  id: one.id ?? '',
  name: one.name ?? '',
  service: one.tags?.['service'] ?? '',
  version: one.tags?.['version'] ?? '',
  release: one.tags?.['release'] ?? '',
  capacity: one.sku?.capacity ?? 0,
  provisioningState: one.provisioningState ?? '',
  repairs: one.automaticRepairsPolicy?.enabled === true,
  ...(one.timeCreated && { createdAt: one.timeCreated.toISOString() }),
});

const instanceOf = (one: VirtualMachineScaleSetVM): Instance => ({
  id: one.id ?? '',
  name: one.name ?? '',
  provisioningState: one.provisioningState ?? '',
  health: healthOf(one.instanceView?.vmHealth?.status?.code),
  vmId: one.vmId ?? '',
});

/** `HealthState/healthy` and so on (application health extension). */
function healthOf(code: string | undefined): Instance['health'] {
  const word = code?.split('/')[1]?.toLowerCase();
  return word === 'healthy' || word === 'unhealthy' ? word : 'unknown';
}
