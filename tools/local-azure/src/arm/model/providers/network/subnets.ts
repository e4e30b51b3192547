import { asList, asObject, isText, type Json } from '../../json.ts';
import { parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { type AddressRange, contains, overlaps, parseAddressRange } from './address-range.ts';
import { networkApiVersions } from './api-versions.ts';
import { badRequest, networkDefaults, referenceOf, requireAddressRanges, requireReference } from './shared.ts';

const references = ['networkSecurityGroup', 'routeTable', 'natGateway'];

/** Microsoft.Network/virtualNetworks/subnets. A PUT replaces one subnet and leaves its siblings alone. */
export const subnet: ResourceType = {
  ...networkDefaults,
  name: 'virtualNetworks/subnets',
  apiVersions: networkApiVersions,
  kind: 'child',
  longRunning: { put: true, delete: true },
  accept({ id, name, properties, view }) {
    const parent = parentIdOf(id) ?? '';
    const siblings = view
      .children(parent)
      .filter((one) => one.name.toLowerCase() !== name.toLowerCase())
      .map((one) => ({ name: one.name, properties: one.properties }));
    const space = asList(asObject(view.get(parent)?.properties['addressSpace'])['addressPrefixes']);
    const network = parent.split('/').at(-1) ?? '';
    return { properties: acceptSubnet({ id, name, properties }, space, siblings, network, view) };
  },
};

/** @throws ArmError when the ranges are no part of the network's or overlap a sibling's */
export function acceptSubnet(
  { id, name, properties }: { id: string; name: string; properties: Json },
  space: unknown[],
  siblings: { name: string; properties: Json }[],
  network: string,
  view: ResourceView,
): Json {
  const ranges = requireAddressRanges(rangesOf(properties), id);
  if (ranges.length === 0)
    throw badRequest('MissingRequiredParameter', `Required parameter addressPrefix is missing in ${id}.`);
  const allowed = space.map(parseAddressRange).filter((range): range is AddressRange => range !== undefined);
  if (!ranges.every((range) => allowed.some((one) => contains(one, range))))
    throw badRequest('NetcfgInvalidSubnet', `Subnet '${name}' is not valid in virtual network '${network}'.`);
  const taken = siblings.flatMap((sibling) => rangesOf(sibling.properties).map(parseAddressRange));
  if (ranges.some((range) => taken.some((one) => one !== undefined && overlaps(one, range))))
    throw badRequest(
      'NetcfgSubnetRangesOverlap',
      `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network}'.`,
    );
  for (const member of references) {
    const target = referenceOf(properties, member);
    if (target !== undefined) requireReference(view, id, target);
  }
  const { provisioningState: _state, ipConfigurations: _ips, privateEndpoints: _pe, ...kept } = properties;
  return {
    ...kept,
    serviceEndpoints: asList(properties['serviceEndpoints']).map((endpoint) => ({
      ...asObject(endpoint),
      provisioningState: 'Succeeded',
    })),
    delegations: asList(properties['delegations']),
    privateEndpointNetworkPolicies: textOr(properties['privateEndpointNetworkPolicies'], 'Disabled'),
    privateLinkServiceNetworkPolicies: textOr(properties['privateLinkServiceNetworkPolicies'], 'Enabled'),
  };
}

/** A subnet inside its network's body. */
export const showSubnet = (resource: Resource): Json => ({
  name: resource.name,
  id: resource.id,
  etag: `W/"${resource.etag}"`,
  type: resource.type,
  properties: { provisioningState: resource.provisioningState, ...resource.properties },
});

function rangesOf(properties: Json): unknown[] {
  const many = asList(properties['addressPrefixes']);
  return many.length > 0 ? many : isText(properties['addressPrefix']) ? [properties['addressPrefix']] : [];
}

const textOr = (value: unknown, otherwise: string): string => (isText(value) ? value : otherwise);
