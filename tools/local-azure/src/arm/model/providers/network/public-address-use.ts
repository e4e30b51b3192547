import { asList, asObject, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { ipConfigurations } from './ip-configurations.ts';
import { badRequest, requireReference } from './shared.ts';
import { networkTypes } from './type-names.ts';

/** Ids of the public addresses of a NAT gateway. */
export const gatewayAddresses = (properties: Json): string[] =>
  asList(properties['publicIpAddresses']).map((one) => String(asObject(one)['id']));

/** The NAT gateways that send with this public address. */
export const gatewaysWithAddress = (view: ResourceView, addressId: string): Resource[] =>
  view
    .ofType(undefined, networkTypes.natGateway)
    .filter(({ properties }) => gatewayAddresses(properties).some((one) => equalIds(one, addressId)));

/**
 * @param user the IP configuration, or the NAT gateway, that wants the address
 * @param ownerId the resource that `user` belongs to; its own use does not count
 * @returns the address's SKU
 * @throws ArmError unless the public address exists in the region and is nobody else's
 */
export function requirePublicAddress(
  view: ResourceView,
  { user, ownerId, address, location }: { user: string; ownerId: string; address: string; location: string },
): string {
  const found = requireReference(view, user, address, location);
  const other =
    ipConfigurations(view).find(
      ({ publicAddressId, owner }) =>
        publicAddressId !== undefined && equalIds(publicAddressId, address) && !equalIds(owner.id, ownerId),
    )?.id ?? gatewaysWithAddress(view, address).find(({ id }) => !equalIds(id, ownerId))?.id;
  if (other !== undefined)
    throw badRequest(
      'PublicIPAddressInUse',
      `Resource ${user} is referencing public IP address ${address} that is already allocated to resource ${other}.`,
    );
  return String(asObject(found.envelope['sku'])['name']);
}
