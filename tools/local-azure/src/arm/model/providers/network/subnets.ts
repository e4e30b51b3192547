import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { type AddressRange, contains, overlaps, parseAddressRange } from './address-range.ts';
import { type IpConfiguration, ipConfigurations } from './ip-configurations.ts';
import { hostsPrivateLinkService } from './private-link-services.ts';
import { badRequest, networkDefaults, referenceOf, requireAddressRanges, requireReference } from './shared.ts';
import { prefixesOf } from './subnet-properties.ts';
import { networkTypes } from './type-names.ts';

const references = ['networkSecurityGroup', 'routeTable', 'natGateway'];

/** Microsoft.Network/virtualNetworks/subnets. A PUT replaces one subnet and leaves its siblings alone. */
export const subnet: ResourceType = {
  ...networkDefaults,
  name: 'virtualNetworks/subnets',
  kind: 'child',
  accept({ id, name, properties, view }) {
    const parent = parentIdOf(id) ?? '';
    const siblings = view
      .children(parent)
      .filter((one) => equalIds(one.type, networkTypes.subnet) && one.name.toLowerCase() !== name.toLowerCase())
      .map((one) => ({ name: one.name, properties: one.properties }));
    const space = asList(asObject(view.get(parent)?.properties['addressSpace'])['addressPrefixes']);
    const network = parent.split('/').at(-1) ?? '';
    const location = view.get(parent)?.location ?? '';
    return { properties: acceptSubnet({ id, name, properties }, space, siblings, { name: network, location }, view) };
  },
  show: (resource, view) => showSubnetProperties(resource, ipConfigurations(view)),
  refuseDelete: (resource, view) => refuseUsed(resource, ipConfigurations(view)),
};

/** @throws ArmError when the ranges are no part of the network's or overlap a sibling's */
export function acceptSubnet(
  { id, name, properties }: { id: string; name: string; properties: Json },
  space: unknown[],
  siblings: { name: string; properties: Json }[],
  network: { name: string; location: string },
  view: ResourceView,
): Json {
  const ranges = requireAddressRanges(prefixesOf(properties), id);
  if (ranges.length === 0)
    throw badRequest('MissingRequiredParameter', `Required parameter addressPrefix is missing in ${id}.`);
  const allowed = space.map(parseAddressRange).filter((range): range is AddressRange => range !== undefined);
  if (!ranges.every((range) => allowed.some((one) => contains(one, range))))
    throw badRequest('NetcfgInvalidSubnet', `Subnet '${name}' is not valid in virtual network '${network.name}'.`);
  const taken = siblings.flatMap((sibling) => prefixesOf(sibling.properties).map(parseAddressRange));
  if (ranges.some((range) => taken.some((one) => one !== undefined && overlaps(one, range))))
    throw badRequest(
      'NetcfgSubnetRangesOverlap',
      `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network.name}'.`,
    );
  for (const member of references) {
    const target = referenceOf(properties, member);
    if (target !== undefined) requireReference(view, id, target, network.location);
  }
  refuseChange(id, name, properties, view);
  const { provisioningState: _state, ipConfigurations: _ips, privateEndpoints: _pe, ...kept } = properties;
  return {
    ...kept,
    serviceEndpoints: asList(properties['serviceEndpoints']).map((endpoint) => ({
      locations: ['*'],
      ...asObject(endpoint),
      provisioningState: 'Succeeded',
    })),
    delegations: asList(properties['delegations']),
    privateEndpointNetworkPolicies: textOr(properties['privateEndpointNetworkPolicies'], 'Disabled'),
    privateLinkServiceNetworkPolicies: textOr(properties['privateLinkServiceNetworkPolicies'], 'Enabled'),
  };
}

/** The body of a subnet, with who is in it. @param known all IP configurations there are */
export function showSubnetProperties({ id, properties }: Resource, known: IpConfiguration[]): Json {
  const inside = usersOf(id, known);
  const endpoints = inside.flatMap(({ owner }) => referenceOf(owner.properties, 'privateEndpoint') ?? []);
  return {
    ...properties,
    ...(inside.length === 0 ? {} : { ipConfigurations: inside.map((one) => ({ id: one.id })) }),
    ...(endpoints.length === 0 ? {} : { privateEndpoints: endpoints.map((one) => ({ id: one })) }),
  };
}

/** A subnet inside its network's body. */
export const showSubnet = (resource: Resource, known: IpConfiguration[]): Json => ({
  name: resource.name,
  id: resource.id,
  etag: `W/"${resource.etag}"`,
  type: resource.type,
  properties: { provisioningState: resource.provisioningState, ...showSubnetProperties(resource, known) },
});

/** Why a subnet has to stay: its addresses are in use. */
export function refuseUsed({ id, name }: Pick<Resource, 'id' | 'name'>, known: IpConfiguration[]) {
  const users = usersOf(id, known).map((one) => one.id);
  if (users.length === 0) return undefined;
  return badRequest(
    'InUseSubnetCannotBeDeleted',
    `Subnet ${name} is in use by ${users.join(', ')} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  );
}

const usersOf = (subnetId: string, known: IpConfiguration[]): IpConfiguration[] =>
  known.filter((one) => one.subnetId !== undefined && equalIds(one.subnetId, subnetId));

/** What a subnet that is in use may not change. */
function refuseChange(id: string, name: string, properties: Json, view: ResourceView): void {
  const before = view.get(id);
  if (!before) return;
  const dropped = prefixesOf(before.properties).filter((prefix) => !prefixesOf(properties).includes(prefix));
  if (dropped.length > 0 && usersOf(id, ipConfigurations(view)).length > 0)
    throw badRequest(
      'InUsePrefixCannotBeDeleted',
      `IpPrefix ${dropped.join(', ')} on Subnet ${name} has active allocations and cannot be deleted.`,
    );
  const policies = textOr(properties['privateLinkServiceNetworkPolicies'], 'Enabled');
  if (policies !== 'Disabled' && hostsPrivateLinkService(view, id))
    throw badRequest(
      'PrivateLinkServiceNetworkPoliciesCannotBeEnabledOnPrivateLinkServiceSubnet',
      `Private link service network policies cannot be enabled on private link service subnet ${id}.`,
    );
}

const textOr = (value: unknown, otherwise: string): string => (isText(value) ? value : otherwise);
