import { randomUUID } from 'node:crypto';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { type ChildChange, type PutRequest, type ResourceType } from '../provider.ts';
import { overlaps } from './address-range.ts';
import { networkApiVersions } from './api-versions.ts';
import { badRequest, networkDefaults, requireAddressRanges } from './shared.ts';
import { acceptSubnet, showSubnet } from './subnets.ts';

const subnetType = 'virtualNetworks/subnets';

/** Microsoft.Network/virtualNetworks. Its body holds its subnets, and a PUT without one of them deletes that one. */
export const virtualNetwork: ResourceType = {
  ...networkDefaults,
  name: 'virtualNetworks',
  apiVersions: networkApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
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
  show: (resource, view) => ({
    ...resource.properties,
    subnets: view.children(resource.id).map(showSubnet),
    virtualNetworkPeerings: [],
  }),
};

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

function subnetChanges({ id, name, properties, view }: PutRequest, space: unknown[]): ChildChange[] {
  const wanted = asList(properties['subnets']).map((one) => {
    const subnet = asObject(one);
    if (!isText(subnet['name'])) throw badRequest('InvalidRequestFormat', `A subnet of ${id} has no name.`);
    return { name: subnet['name'], properties: asObject(subnet['properties']) };
  });
  const puts = wanted.map((subnet, index): ChildChange => {
    const accepted: Json = acceptSubnet(
      { ...subnet, id: `${id}/subnets/${subnet.name}` },
      space,
      wanted.slice(0, index),
      name,
      view,
    );
    return { kind: 'put', type: subnetType, name: subnet.name, properties: accepted };
  });
  const kept = new Set(wanted.map((subnet) => subnet.name.toLowerCase()));
  const removals = view
    .children(id)
    .filter((child) => !kept.has(child.name.toLowerCase()))
    .map((child): ChildChange => ({ kind: 'remove', id: child.id }));
  return [...removals, ...puts];
}
