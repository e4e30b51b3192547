import { randomUUID } from 'node:crypto';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ChildChange, type PutRequest, type ResourceType } from '../provider.ts';
import { requireName } from '../resource-names.ts';
import { overlaps } from './address-range.ts';
import { type IpConfiguration, ipConfigurations } from './ip-configurations.ts';
import { disconnected, isPeering, showPeering } from './peerings.ts';
import { badRequest, networkDefaults, requireAddressRanges } from './shared.ts';
import { acceptSubnet, refuseUsed, showSubnet } from './subnets.ts';
import { networkTypes } from './type-names.ts';

const subnetType = 'virtualNetworks/subnets';

/**
 * Microsoft.Network/virtualNetworks. Its body holds its subnets, and a PUT without one of them deletes that one; its
 * peerings stay, whatever the body says of them.
 */
export const virtualNetwork: ResourceType = {
  ...networkDefaults,
  name: 'virtualNetworks',
  kind: 'regional',
  accept(request) {
    const { properties, id, current } = request;
    const space = asList(asObject(properties['addressSpace'])['addressPrefixes']);
    refuseSpace(space, id);
    const { subnets: _subnets, provisioningState: _state, virtualNetworkPeerings: _peerings, ...kept } = properties;
    const resourceGuid = current?.properties['resourceGuid'] ?? randomUUID();
    return {
      properties: { enableDdosProtection: false, ...kept, resourceGuid },
      children: subnetChanges(request, space),
    };
  },
  show(resource, view) {
    const known = ipConfigurations(view);
    return {
      ...resource.properties,
      subnets: subnetsOf(resource.id, view).map((one) => showSubnet(one, known)),
      virtualNetworkPeerings: view
        .children(resource.id)
        .filter(isPeering)
        .map((one) => showPeering(one, view)),
    };
  },
  refuseDelete: (resource, view) => refuseAnyUsed(subnetsOf(resource.id, view), ipConfigurations(view)),
  onDelete: (resource, view) =>
    view
      .children(resource.id)
      .filter(isPeering)
      .flatMap((one) => disconnected(one, view)),
};

const subnetsOf = (networkId: string, view: ResourceView): Resource[] =>
  view.children(networkId).filter((one) => !isPeering(one));

function refuseAnyUsed(subnets: Resource[], known: IpConfiguration[]) {
  for (const subnet of subnets) {
    const refusal = refuseUsed(subnet, known);
    if (refusal) return refusal;
  }
  return undefined;
}

function refuseSpace(space: unknown[], id: string): void {
  const ranges = requireAddressRanges(space, id);
  if (ranges.length === 0)
    throw badRequest(
      'MissingRequiredParameter',
      `Required parameter addressSpace.addressPrefixes is missing in ${id}.`,
    );
  if (ranges.some((one, index) => ranges.slice(index + 1).some((other) => overlaps(one, other))))
    throw badRequest('NetcfgInvalidVirtualNetworkAddressSpace', `The address prefixes of ${id} overlap.`);
}

function subnetChanges({ id, name, location = '', properties, view }: PutRequest, space: unknown[]): ChildChange[] {
  const wanted = asList(properties['subnets']).map((one) => {
    const subnet = asObject(one);
    if (!isText(subnet['name'])) throw badRequest('InvalidRequestFormat', `A subnet of ${id} has no name.`);
    requireName(networkTypes.subnet, subnet['name']);
    return { name: subnet['name'], properties: asObject(subnet['properties']) };
  });
  const puts = wanted.map((subnet, index): ChildChange => {
    const accepted: Json = acceptSubnet(
      { ...subnet, id: `${id}/subnets/${subnet.name}` },
      space,
      wanted.slice(0, index),
      { name, location },
      view,
    );
    return { kind: 'put', type: subnetType, name: subnet.name, properties: accepted };
  });
  const kept = new Set(wanted.map((subnet) => subnet.name.toLowerCase()));
  const gone = subnetsOf(id, view).filter((child) => !kept.has(child.name.toLowerCase()));
  const refusal = refuseAnyUsed(gone, gone.length === 0 ? [] : ipConfigurations(view));
  if (refusal) throw refusal;
  const removals = gone.map((child): ChildChange => ({ kind: 'remove', id: child.id }));
  return [...removals, ...puts];
}
