import { normalizeLocation } from '@aro-rp/api';
import { type VersionDocument } from '@aro-rp/database';
import { type OsImage } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { apiVersions } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { customerErrors } from './customer-errors.ts';

export interface VmSize {
  name: string;
  /** Those that are open to the subscription, three at most; none where the region has none for the size. */
  zones: string[];
  /** Whether the region has zones for the size: then its machines are only where a zone is open. */
  isZonal: boolean;
  acceleratedNetworking: boolean;
  /** `V1`, `V2`. */
  generations: string[];
  cores: number;
  /** The quota that machines of the size count against, as Azure lists it among the usages. */
  family: string;
  encryptionAtHost: boolean;
}

/** Sizes by their name, whatever its capitals. */
export interface Sizes {
  /** @returns undefined when the region has none such, or not for this subscription */
  find(name: string): VmSize | undefined;
  /** @throws CloudError when there is none */
  require(name: string): VmSize;
}

interface Sku {
  name: string;
  family?: string;
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
): Promise<Sizes> {
  const location = normalizeLocation(cluster.location);
  const { resources } = await customer(run);
  const path = `/subscriptions/${id.subscriptionId}/providers/Microsoft.Compute/skus`;
  const filter = `location eq '${location}'`;
  const all = (await resources.list(path, apiVersions.skus, { ...call(run), filter })) as unknown as Sku[];
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const sizes = all.filter((sku) => sku.resourceType === 'virtualMachines' && wanted.has(sku.name.toLowerCase()));
  const find: Sizes['find'] = (name) => {
    const sku = sizes.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const isRestricted = sku?.restrictions?.some(({ type }) => type === 'Location');
    return sku === undefined || isRestricted ? undefined : toSize(sku, location);
  };
  return {
    find,
    require(name) {
      const size = find(name);
      if (size === undefined) throw customerErrors.vmSizeNotAvailable(name, location);
      return size;
    },
  };
}

function toSize(
  { name, family = '', locationInfo = [], capabilities = [], restrictions = [] }: Sku,
  location: string,
): VmSize {
  const info = locationInfo.find((one) => normalizeLocation(one.location) === location);
  const closed = new Set(
    restrictions.filter(({ type }) => type === 'Zone').flatMap((one) => one.restrictionInfo?.zones ?? []),
  );
  const capability = (wanted: string) => capabilities.find((one) => one.name === wanted)?.value ?? '';
  const offered = info?.zones ?? [];
  return {
    name,
    zones: offered
      .filter((zone) => !closed.has(zone))
      .sort()
      .slice(0, mostZones),
    isZonal: offered.length > 0,
    acceleratedNetworking: capability('AcceleratedNetworkingEnabled') === 'True',
    generations: capability('HyperVGenerations').split(','),
    cores: Number(capability('vCPUsAvailable') || capability('vCPUs')) || 0,
    family,
    encryptionAtHost: capability('EncryptionAtHostSupported') === 'True',
  };
}

const mostZones = 3;

/**
 * How many zones have to be open. The installer and our templates put one master into each of three; with fewer, two
 * masters of three would stand and fall together. Workers are where they can be: the installer is told every open zone,
 * since without any it takes all of the size's, closed ones too.
 */
export const zonesNeeded = { masters: 3, workers: 1 } as const;

export const hasZonesFor = (role: keyof typeof zonesNeeded, { isZonal, zones }: VmSize): boolean =>
  !isZonal || zones.length >= zonesNeeded[role];

/** The newest generation that size and release have in common; undefined when there is none. */
export function imageFor({ skus, ...image }: VersionDocument['osImage'], size: VmSize): OsImage | undefined {
  const { publisher, offer, version } = image;
  for (const generation of ['V2', 'V1'] as const) {
    const sku = skus[generation];
    if (sku !== undefined && size.generations.includes(generation)) return { publisher, offer, sku, version };
  }
  return undefined;
}
