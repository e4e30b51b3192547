import { asObject, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { type ComputeQuota } from './options.ts';
import { computeRefusals } from './refusals.ts';
import { capacityOf } from './scale-sets/model.ts';
import { scaleSetType } from './scale-sets/names.ts';
import { allSizes, familyTitle, findSize, type MachineSize } from './sizes.ts';

export const machineType = 'Microsoft.Compute/virtualMachines';

/** What a subscription uses in a region. Azure counts a machine from its PUT until it is gone, deallocated ones too. */
export interface Usage {
  cores: number;
  /** By name. */
  families: ReadonlyMap<string, number>;
  virtualMachines: number;
}

/** @param without a machine, or a scale set, that is not counted: the one that is being judged */
export function usageOf(view: ResourceView, subscriptionId: string, location: string, without?: string): Usage {
  const families = new Map<string, number>();
  let cores = 0;
  let virtualMachines = 0;
  for (const machine of view.ofType(subscriptionId, machineType)) {
    if (machine.location !== location || (without !== undefined && equalIds(machine.id, without))) continue;
    const size = findSize(String(asObject(machine.properties['hardwareProfile'])['vmSize']));
    virtualMachines += 1;
    if (!size) continue;
    cores += size.cores;
    families.set(size.family, (families.get(size.family) ?? 0) + size.cores);
  }
  for (const set of view.ofType(subscriptionId, scaleSetType)) {
    if (set.location !== location || (without !== undefined && equalIds(set.id, without))) continue;
    const instances = capacityOf(set.envelope);
    const size = findSize(String(asObject(set.envelope['sku'])['name']));
    virtualMachines += instances;
    if (!size) continue;
    cores += instances * size.cores;
    families.set(size.family, (families.get(size.family) ?? 0) + instances * size.cores);
  }
  return { cores, families, virtualMachines };
}

const limitOf = (quota: ComputeQuota, family: string): number => quota.families?.[family] ?? quota.coresPerFamily;

/**
 * Whether a machine of this size may be there beside what is used. A smaller one than before always may.
 * @param before cores that the same machine had in the same family
 * @throws ArmError `OperationNotAllowed` that names limit, usage and what is missing
 */
export function requireQuota(
  quota: ComputeQuota,
  usage: Usage,
  size: MachineSize,
  location: string,
  before?: MachineSize,
) {
  const added = size.cores - (before?.cores ?? 0);
  const addedToFamily = size.cores - (before?.family === size.family ? before.cores : 0);
  const refuse = (what: string, limit: number, others: number, required: number) => {
    const used = others + (size.cores - required);
    if (required > 0 && used + required > limit)
      throw computeRefusals.quotaExceeded(what, { location, limit, usage: used, required });
  };
  if (before === undefined && usage.virtualMachines + 1 > quota.virtualMachines)
    throw computeRefusals.quotaExceeded('Virtual Machines', {
      location,
      limit: quota.virtualMachines,
      usage: usage.virtualMachines,
      required: 1,
    });
  refuse(`${size.family} Cores`, limitOf(quota, size.family), usage.families.get(size.family) ?? 0, addedToFamily);
  refuse('Total Regional Cores', quota.cores, usage.cores, added);
}

/** `value` of GET .../locations/LOCATION/usages. */
export function showUsages(quota: ComputeQuota, usage: Usage): Json[] {
  const entry = (value: string, localizedValue: string, currentValue: number, limit: number): Json => ({
    limit,
    unit: 'Count',
    currentValue,
    name: { value, localizedValue },
  });
  const families = [...new Set(allSizes.map(({ family }) => family))];
  return [
    entry('cores', 'Total Regional vCPUs', usage.cores, quota.cores),
    entry('virtualMachines', 'Virtual Machines', usage.virtualMachines, quota.virtualMachines),
    ...families.map((family) =>
      entry(family, familyTitle(family), usage.families.get(family) ?? 0, limitOf(quota, family)),
    ),
  ];
}
