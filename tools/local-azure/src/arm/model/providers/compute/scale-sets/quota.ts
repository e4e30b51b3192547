import { ArmError } from '../../../errors.ts';
import { type ComputeQuota } from '../options.ts';
import { type Usage } from '../quota.ts';
import { type MachineSize } from '../sizes.ts';

interface Wanted {
  size: MachineSize;
  /** Instances there are to be. */
  capacity: number;
  /** Instances of the same size that are there already. */
  before: number;
  location: string;
}

/**
 * Whether so many machines may be there beside what is used; fewer than before always may.
 * @param usage of all but this scale set
 * @throws ArmError `QuotaExceeded` that names limit, usage and what is missing
 */
export function requireSetQuota(quota: ComputeQuota, usage: Usage, { size, capacity, before, location }: Wanted): void {
  if (capacity <= before) return;
  const check = (what: string, limit: number, others: number, each: number) => {
    const used = others + before * each;
    const required = (capacity - before) * each;
    if (used + required <= limit) return;
    throw new ArmError(
      409,
      'QuotaExceeded',
      `Operation could not be completed as it results in exceeding approved ${what} quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ${used}, Additional Required: ${required}, (Minimum) New Limit Required: ${used + required}.`,
    );
  };
  const { family, cores } = size;
  check(`${family} Cores`, quota.families?.[family] ?? quota.coresPerFamily, usage.families.get(family) ?? 0, cores);
  check('Total Regional Cores', quota.cores, usage.cores, cores);
  check('Virtual Machines', quota.virtualMachines, usage.virtualMachines, 1);
}
