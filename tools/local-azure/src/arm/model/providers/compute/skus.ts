import { type Json } from '../../json.ts';
import { type ComputeOptions, type SkuRestriction } from './options.ts';
import { zonesOf } from './regions.ts';
import { type MachineSize } from './sizes.ts';

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const concerning = (options: ComputeOptions, size: string, location: string): SkuRestriction[] =>
  (options.restrictions ?? []).filter(
    (one) => same(one.size, size) && (one.location === undefined || same(one.location, location)),
  );

/** Where a subscription can have a size now: the zones, and whether the region takes it at all. */
export function availabilityOf(options: ComputeOptions, size: string, location: string) {
  const found = concerning(options, size, location);
  const withheld = found.flatMap(({ zones }) => zones ?? []);
  return {
    inRegion: !found.some(({ zones }) => zones === undefined),
    zones: zonesOf(location).filter((zone) => !withheld.includes(zone)),
  };
}

/** One entry of GET .../providers/Microsoft.Compute/skus (Resource Skus - List); a restricted zone is still listed. */
export function showSku(options: ComputeOptions, size: MachineSize, location: string): Json {
  const zones = zonesOf(location);
  const { name, family } = size;
  return {
    resourceType: 'virtualMachines',
    name,
    tier: 'Standard',
    size: name.replace(/^Standard_/, ''),
    family,
    locations: [location],
    locationInfo: [{ location, zones, zoneDetails: [] }],
    capabilities: capabilitiesOf(size).map(([capability, value]) => ({ name: capability, value: String(value) })),
    restrictions: concerning(options, name, location).map((one) =>
      one.zones === undefined
        ? {
            type: 'Location',
            values: [location],
            restrictionInfo: { locations: [location] },
            reasonCode: 'NotAvailableForSubscription',
          }
        : {
            type: 'Zone',
            values: [location],
            restrictionInfo: { locations: [location], zones: one.zones },
            reasonCode: 'NotAvailableForSubscription',
          },
    ),
  };
}

const flag = (value: boolean): string => (value ? 'True' : 'False');

const capabilitiesOf = (size: MachineSize): [string, string | number][] => [
  ['MaxResourceVolumeMB', size.temporaryDiskGB * 1_024],
  ['OSVhdSizeMB', 1_047_552],
  ['vCPUs', size.cores],
  ['MemoryPreservingMaintenanceSupported', 'True'],
  ['HyperVGenerations', size.generations.join(',')],
  ['DiskControllerTypes', size.diskController],
  ['MemoryGB', size.memoryGB],
  ['MaxDataDiskCount', size.maxDataDisks],
  ['CpuArchitectureType', 'x64'],
  ['LowPriorityCapable', 'True'],
  ['PremiumIO', 'True'],
  ['VMDeploymentTypes', 'IaaS'],
  ['vCPUsAvailable', size.cores],
  ['EncryptionAtHostSupported', flag(size.encryptionAtHost)],
  ['AcceleratedNetworkingEnabled', flag(size.acceleratedNetworking)],
  ['EphemeralOSDiskSupported', flag(size.temporaryDiskGB > 0)],
  ['RdmaEnabled', 'False'],
  ['MaxNetworkInterfaces', size.maxNics],
];

/** One entry of GET .../virtualMachines/NAME/vmSizes and .../locations/LOCATION/vmSizes. */
export const showSize = ({ name, cores, memoryGB, maxDataDisks, temporaryDiskGB }: MachineSize): Json => ({
  name,
  numberOfCores: cores,
  osDiskSizeInMB: 1_047_552,
  resourceDiskSizeInMB: temporaryDiskGB * 1_024,
  memoryInMB: memoryGB * 1_024,
  maxDataDiskCount: maxDataDisks,
});
