import { Failure, wrap } from '../failure.ts';
import { type OsImage } from '../install-config/types.ts';
import { type Azure, type Json } from './azure.ts';

/** What one size of virtual machine can do in one region. */
export interface MachineSize {
  family: string;
  /** By their names, as Azure writes them: `vCPUsAvailable` is `8`. */
  capabilities: ReadonlyMap<string, string>;
  zones: string[];
}

const network = '2023-11-01';
const at = (group: string, vnet: string) =>
  `/resourceGroups/${encodeURIComponent(group)}/providers/Microsoft.Network/virtualNetworks/${encodeURIComponent(vnet)}`;

/** @throws Failure when there is none or it may not be read */
export const getVirtualNetwork = (azure: Azure, group: string, name: string): Promise<Json> =>
  wrap(`failed to get virtual network ${name}`, () =>
    azure.get(at(group, name), network, 'network.VirtualNetworksClient#Get'),
  );

/** Whether nobody has the address, and which others are free. @throws Failure when that may not be asked */
export const checkAddress = (azure: Azure, group: string, vnet: string, address: string) =>
  wrap('failed to get azure ip availability', () =>
    azure.get(
      `${at(group, vnet)}/CheckIPAddressAvailability?ipAddress=${address}`,
      network,
      'network.VirtualNetworksClient#CheckIPAddressAvailability',
    ),
  ) as Promise<{ available?: boolean; availableIPAddresses?: string[] }>;

/** Its first address range; undefined when Azure names none. @throws AzureRefusal */
export async function getSubnetRange(azure: Azure, group: string, vnet: string, name: string) {
  const path = `${at(group, vnet)}/subnets/${encodeURIComponent(name)}`;
  const { properties } = await azure.get(path, network, 'network.SubnetsClient#Get');
  const { addressPrefix, addressPrefixes } = Object(properties) as {
    addressPrefix?: string;
    addressPrefixes?: string[];
  };
  return addressPrefix ?? addressPrefixes?.[0];
}

/** Display names by name. @throws AzureRefusal */
export async function listLocations(azure: Azure): Promise<Map<string, string>> {
  const found = await azure.list('/locations', '2021-04-01', 'subscriptions.Client#ListLocations');
  return new Map(found.map(({ name, displayName }) => [String(name), String(displayName)]));
}

/** Display names of the regions that can have a resource group; undefined when Azure does not tell. @throws AzureRefusal */
export async function listResourceRegions(azure: Azure): Promise<string[] | undefined> {
  const provider = await azure.get('/providers/Microsoft.Resources', '2021-04-01', 'resources.ProvidersClient#Get');
  const types = (provider['resourceTypes'] ?? []) as { resourceType: string; locations: string[] }[];
  return types.find(({ resourceType }) => resourceType.toLowerCase() === 'resourcegroups')?.locations;
}

interface Sku {
  name: string;
  resourceType: string;
  family: string;
  capabilities?: { name: string; value: string }[];
  locationInfo?: { location: string; zones?: string[] }[];
}

/** Finds sizes in one listing of the region. @throws AzureRefusal; Failure when the region lacks the size */
export function createSizes(azure: Azure, region: string): (name: string) => Promise<MachineSize> {
  const filter = encodeURIComponent(`location eq '${region}'`);
  const listing = azure.list(
    `/providers/Microsoft.Compute/skus?$filter=${filter}`,
    '2021-07-01',
    'compute.ResourceSkusClient#List',
  ) as Promise<Json[]> as Promise<unknown> as Promise<Sku[]>;
  return async (name) => {
    const found = (await listing).find(
      (one) => one.resourceType === 'virtualMachines' && one.name.toLowerCase() === name.toLowerCase(),
    );
    if (!found) throw new Failure(`not found in region ${region}`);
    return {
      family: found.family,
      capabilities: new Map(found.capabilities?.map((one) => [one.name, one.value])),
      zones: [...(found.locationInfo?.find(({ location }) => location.toLowerCase() === region)?.zones ?? [])].sort(),
    };
  };
}

/** `V1` or `V2`. @throws AzureRefusal */
export async function getImageGeneration(azure: Azure, region: string, image: OsImage): Promise<string> {
  const { publisher, offer, sku, version } = image;
  const [p, o, s, v] = [publisher, offer, sku, version].map(encodeURIComponent);
  const { properties } = await azure.get(
    `/providers/Microsoft.Compute/locations/${region}/publishers/${p}/artifacttypes/vmimage/offers/${o}/skus/${s}/versions/${v}`,
    '2024-03-01',
    'compute.VirtualMachineImagesClient#Get',
  );
  return String((Object(properties) as Json)['hyperVGeneration']);
}
