import { normalizeLocation } from '@aro-rp/api';
import { type VersionDocument } from '@aro-rp/database';
import { type OsImage } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { apiVersions } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { customerErrors } from './customer-errors.ts';

export interface VmSize {
  name: string;
  /** `['1', '2', '3']`; empty where the region has none for the size. */
  zones: string[];
  acceleratedNetworking: boolean;
  /** `V1`, `V2`. */
  generations: string[];
}

interface Sku {
  name: string;
  resourceType: string;
  locationInfo?: { location: string; zones?: string[] }[];
  capabilities?: { name: string; value: string }[];
  restrictions?: { type: string; reasonCode?: string; restrictionInfo?: { zones?: string[] } }[];
}

/** What the region offers of the sizes, to this subscription. */
export async function findSizes(
  { id, cluster, customer, call }: ClusterContext,
  run: StepRun,
  names: readonly string[],
): Promise<{ require(name: string): VmSize }> {
  const location = normalizeLocation(cluster.location);
  const { resources } = await customer(run);
  const path = `/subscriptions/${id.subscriptionId}/providers/Microsoft.Compute/skus`;
  const filter = `location eq '${location}'`;
  const all = (await resources.list(path, apiVersions.skus, { ...call(run), filter })) as unknown as Sku[];
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const sizes = all.filter((sku) => sku.resourceType === 'virtualMachines' && wanted.has(sku.name.toLowerCase()));
  return {
    require(name) {
      const sku = sizes.find((one) => one.name.toLowerCase() === name.toLowerCase());
      const isRestricted = sku?.restrictions?.some(({ type }) => type === 'Location');
      if (sku === undefined || isRestricted) throw customerErrors.vmSizeNotAvailable(name, location);
      return toSize(sku, location);
    },
  };
}

function toSize({ name, locationInfo = [], capabilities = [], restrictions = [] }: Sku, location: string): VmSize {
  const info = locationInfo.find((one) => normalizeLocation(one.location) === location);
  const closed = new Set(
    restrictions.filter(({ type }) => type === 'Zone').flatMap((one) => one.restrictionInfo?.zones ?? []),
  );
  const capability = (wanted: string) => capabilities.find((one) => one.name === wanted)?.value ?? '';
  const zones = (info?.zones ?? []).filter((zone) => !closed.has(zone)).sort();
  return {
    name,
    // Masters are one per zone; fewer zones than that are as good as none.
    zones: zones.length >= 3 ? zones.slice(0, 3) : [],
    acceleratedNetworking: capability('AcceleratedNetworkingEnabled') === 'True',
    generations: capability('HyperVGenerations').split(','),
  };
}

/** The newest generation that size and release have in common. @throws Error: the version's document is of no use */
export function imageFor({ skus, ...image }: VersionDocument['osImage'], size: VmSize): OsImage {
  const { publisher, offer, version } = image;
  for (const generation of ['V2', 'V1'] as const) {
    const sku = skus[generation];
    if (sku !== undefined && size.generations.includes(generation)) return { publisher, offer, sku, version };
  }
  throw new Error(
    `no image of ${offer} ${version} is for a generation that ${size.name} has: ${size.generations.join()}`,
  );
}
