import { type Instance, type ScaleSet } from '../azure/index.ts';
import { type ObservedSet } from './decide.ts';
import { areHealthy } from './instances.ts';
import { type ReleaseParts } from './parts.ts';

/** @param going what this run has deleted, which ARM may show a moment later */
export async function observeSets(
  { region, service, config }: Pick<ReleaseParts, 'region' | 'service' | 'config'>,
  going: ReadonlySet<string>,
): Promise<{ sets: ObservedSet[]; found: ScaleSet[] }> {
  const found = (await region.scaleSets.list()).filter((one) => one.service === service);
  const sets = await Promise.all(
    found.map(async ({ name, version, release, repairs, provisioningState }) => {
      const isGoing = provisioningState === 'Deleting' || going.has(name);
      const instances = isGoing ? [] : await instancesOf(region, name);
      return { name, version, release, repairs, isGoing, isHealthy: areHealthy(instances, config.instances) };
    }),
  );
  return { sets, found };
}

/** None of one that has gone since it was listed. */
async function instancesOf({ scaleSets }: ReleaseParts['region'], name: string): Promise<Instance[]> {
  try {
    return await scaleSets.instances(name);
  } catch (error) {
    if (await scaleSets.exists(name)) throw error;
    return [];
  }
}
