import { equalIds } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type AddressRange, formatAddress, parseAddress, parseAddressRange } from './address-range.ts';
import { reservedAtFirst } from './addresses.ts';
import { ipConfigurations } from './ip-configurations.ts';
import { isText, type Json } from '../../json.ts';
import { missing } from './shared.ts';
import { prefixesOf } from './subnet-properties.ts';
import { networkTypes } from './type-names.ts';

/** How many others are told at most. */
const others = 5;

/**
 * `IPAddressAvailabilityResult` ("Virtual Networks - Check IP Address Availability"): whether an address can be given to
 * something in the network, and if not, which others can: of the subnet that holds it, or else of all in their order.
 * Which ones Azure tells for an address outside of the network is not known. @throws ArmError when no address is named
 */
export function showAvailability(view: ResourceView, network: Resource, text: unknown): Json {
  const address = isText(text) ? parseAddress(text) : undefined;
  if (address === undefined) throw missing('ipAddress', network.id);
  const all = view
    .children(network.id)
    .filter((one) => one.type.toLowerCase() === networkTypes.subnet.toLowerCase())
    .map((subnet) => ({ ranges: rangesOf(subnet), taken: takenIn(view, subnet) }));
  const home = all.find(({ ranges }) => ranges.some((range) => isUsable(range, address)));
  if (home !== undefined && !home.taken.has(address)) return { available: true };
  const free = (home === undefined ? all : [home]).flatMap(({ ranges, taken }) =>
    ranges.flatMap((range) => firstFree(range, taken)),
  );
  return { available: false, availableIPAddresses: free.slice(0, others).map(formatAddress) };
}

const rangesOf = (subnet: Resource): AddressRange[] =>
  prefixesOf(subnet.properties).flatMap((prefix) => parseAddressRange(prefix) ?? []);

const takenIn = (view: ResourceView, subnet: Resource): ReadonlySet<number | undefined> =>
  new Set(
    ipConfigurations(view).flatMap(({ subnetId, address }) =>
      subnetId !== undefined && equalIds(subnetId, subnet.id) ? [parseAddress(address)] : [],
    ),
  );

const isUsable = ({ first, last }: AddressRange, address: number): boolean =>
  first + reservedAtFirst <= address && address < last;

function firstFree(range: AddressRange, taken: ReadonlySet<number | undefined>): number[] {
  const found: number[] = [];
  for (let one = range.first + reservedAtFirst; isUsable(range, one) && found.length < others; one += 1)
    if (!taken.has(one)) found.push(one);
  return found;
}
