import { ArmError, refusals } from './errors.ts';

export interface Location {
  name: string;
  displayName: string;
  pairedRegion: string;
  geography: string;
}

/** The regions of this small Azure; the local one is added when it is none of them. */
const known: Location[] = [
  { name: 'eastus', displayName: 'East US', pairedRegion: 'westus', geography: 'US' },
  { name: 'westus', displayName: 'West US', pairedRegion: 'eastus', geography: 'US' },
  { name: 'northeurope', displayName: 'North Europe', pairedRegion: 'westeurope', geography: 'Europe' },
  { name: 'westeurope', displayName: 'West Europe', pairedRegion: 'northeurope', geography: 'Europe' },
];

/** Locations compare ignoring case and blanks (`West US` is `westus`). */
export const normalLocation = (location: string): string => location.replaceAll(' ', '').toLowerCase();

export interface Locations {
  list(): Location[];
  /** @returns the location's name. @throws ArmError when it is missing or not one of ours */
  forGroup(location: unknown): string;
  /** @throws ArmError when it is missing or not one of ours */
  forResource(location: unknown, type: string): string;
}

export function createLocations(local: string): Locations {
  const name = normalLocation(local);
  const all = known.some((location) => location.name === name)
    ? known
    : [...known, { name, displayName: local, pairedRegion: name, geography: 'Local' }];
  const names = all.map((location) => location.name);

  const find = (location: unknown, refuse: (given: string) => ArmError): string => {
    if (typeof location !== 'string' || location === '') throw refusals.locationRequired();
    const wanted = normalLocation(location);
    if (!names.includes(wanted)) throw refuse(location);
    return wanted;
  };

  return {
    list: () => all,
    forGroup: (location) =>
      find(
        location,
        (given) =>
          new ArmError(
            400,
            'LocationNotAvailableForResourceGroup',
            `The provided location '${given}' is not available for resource group. List of available regions is '${names.join(',')}'.`,
          ),
      ),
    forResource: (location, type) =>
      find(
        location,
        (given) =>
          new ArmError(
            400,
            'LocationNotAvailableForResourceType',
            `The provided location '${given}' is not available for resource type '${type}'. List of available regions for the resource type is '${names.join(',')}'.`,
          ),
      ),
  };
}
