import { isText, type Json } from '../../json.ts';
import { equalIds, keyOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type AddressRange, formatAddress, parseAddress, parseAddressRange } from './address-range.ts';
import { ipConfigurations } from './ip-configurations.ts';
import { badRequest, missing, referenceOf } from './shared.ts';
import { prefixesOf } from './subnet-properties.ts';

/** An IP configuration as a request has it. */
export interface Wanted {
  /** Its id. */
  id: string;
  properties: Json;
}

/** Azure's own of each subnet: network, gateway and two for DNS at its beginning, broadcast at its end. */
export const reservedAtFirst = 4;

/**
 * Gives every configuration that names a subnet its private address: the static one that it asks for, the one that it
 * has, or the lowest that is free. No address is given twice in a subnet, whoever uses it.
 * @param ownerId the resource whose configurations these are; its former ones count no more
 * @returns the configurations' properties, in their order
 * @throws ArmError `PrivateIPAddressNotInSubnet`, `PrivateIPAddressInReservedRange`, `PrivateIPAddressIsAllocated`,
 *   `SubnetIsFull`
 */
export function assignAddresses(view: ResourceView, ownerId: string, wanted: Wanted[]): Json[] {
  const known = ipConfigurations(view);
  const taken = new Map<string, Map<number, string>>();
  const takenIn = (subnetId: string): Map<number, string> => {
    const key = keyOf(subnetId);
    const found = taken.get(key) ?? new Map<number, string>();
    if (!taken.has(key)) {
      taken.set(key, found);
      for (const { id, subnetId: used, address, owner } of known)
        if (used !== undefined && equalIds(used, subnetId) && !equalIds(owner.id, ownerId))
          found.set(parseAddress(address) ?? -1, id);
    }
    return found;
  };
  const take = ({ id, properties }: Wanted, address: number): Json => {
    takenIn(referenceOf(properties, 'subnet') ?? '').set(address, id);
    return { ...properties, privateIPAllocationMethod: methodOf(properties), privateIPAddress: formatAddress(address) };
  };

  const given = new Map<Wanted, Json>();
  // What is fixed comes first, so that no dynamic one takes it away.
  for (const one of wanted) {
    const subnet = subnetOf(view, one);
    if (!subnet) given.set(one, { privateIPAllocationMethod: 'Dynamic', ...one.properties });
    else if (methodOf(one.properties) === 'Static') given.set(one, take(one, staticAddress(one, subnet, takenIn)));
  }
  for (const one of wanted) {
    const subnet = subnetOf(view, one);
    const before = known.find(({ id }) => equalIds(id, one.id));
    if (given.has(one) || !subnet || !before?.subnetId || !equalIds(before.subnetId, subnet.id)) continue;
    const address = parseAddress(before.address);
    if (address !== undefined && !takenIn(subnet.id).has(address)) given.set(one, take(one, address));
  }
  for (const one of wanted) {
    const subnet = subnetOf(view, one);
    if (!given.has(one) && subnet) given.set(one, take(one, lowestFree(subnet, takenIn(subnet.id))));
  }
  return wanted.map((one) => given.get(one) ?? one.properties);
}

const methodOf = (properties: Json): 'Static' | 'Dynamic' =>
  String(properties['privateIPAllocationMethod']).toLowerCase() === 'static' ? 'Static' : 'Dynamic';

const subnetOf = (view: ResourceView, { properties }: Wanted): Resource | undefined =>
  view.get(referenceOf(properties, 'subnet') ?? '');

const rangesOf = (subnet: Resource): AddressRange[] =>
  prefixesOf(subnet.properties).flatMap((prefix) => parseAddressRange(prefix) ?? []);

function staticAddress(
  { id, properties }: Wanted,
  subnet: Resource,
  takenIn: (subnetId: string) => Map<number, string>,
): number {
  const text = properties['privateIPAddress'];
  if (!isText(text)) throw missing('privateIPAddress', id);
  const address = parseAddress(text);
  const range = rangesOf(subnet).find((one) => address !== undefined && one.first <= address && address <= one.last);
  if (address === undefined || !range)
    throw badRequest(
      'PrivateIPAddressNotInSubnet',
      `Private static IP address ${text} does not belong to the range of subnet prefix ${prefixesOf(subnet.properties).join(', ')}.`,
    );
  if (address < range.first + reservedAtFirst || address === range.last)
    throw badRequest(
      'PrivateIPAddressInReservedRange',
      `Private static IP address ${text} falls within reserved IP range of subnet prefix ${prefixesOf(subnet.properties).join(', ')}.`,
    );
  const holder = takenIn(subnet.id).get(address);
  if (holder !== undefined)
    throw badRequest(
      'PrivateIPAddressIsAllocated',
      `IP configuration ${id} is using the private IP address ${text} which is already allocated to resource ${holder}.`,
    );
  return address;
}

function lowestFree(subnet: Resource, taken: Map<number, string>): number {
  for (const { first, last } of rangesOf(subnet))
    for (let address = first + reservedAtFirst; address < last; address += 1) if (!taken.has(address)) return address;
  throw badRequest(
    'SubnetIsFull',
    `Subnet ${subnet.name} with address prefix ${prefixesOf(subnet.properties).join(', ')} does not have enough capacity for 1 IP addresses.`,
  );
}
