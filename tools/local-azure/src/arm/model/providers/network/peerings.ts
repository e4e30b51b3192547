import { randomUUID } from 'node:crypto';
import { asList, asObject, type Json } from '../../json.ts';
import { equalIds, parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type OtherChange, type PutRequest, type ResourceType } from '../provider.ts';
import { type AddressRange, overlaps, parseAddressRange } from './address-range.ts';
import { badRequest, missing, networkDefaults, referenceOf, refersTo, requireReference } from './shared.ts';
import { networkTypes } from './type-names.ts';

/** Members of a GET that a client may send back; they are not stored. */
const computed = new Set([
  'provisioningState',
  'peeringSyncLevel',
  'remoteAddressSpace',
  'remoteVirtualNetworkAddressSpace',
]);

/**
 * Microsoft.Network/virtualNetworks/virtualNetworkPeerings: one side. It is `Initiated` until the other network peers
 * back, `Connected` then, and `Disconnected` when that side has gone.
 */
export const virtualNetworkPeering: ResourceType = {
  ...networkDefaults,
  name: 'virtualNetworks/virtualNetworkPeerings',
  kind: 'child',
  isAlone: true,
  linked(properties) {
    const id = referenceOf(properties, 'remoteVirtualNetwork');
    return id === undefined ? [] : [{ id, action: 'Microsoft.Network/virtualNetworks/peer/action' }];
  },
  accept(request) {
    const { id, properties, current, view } = request;
    const remoteId = referenceOf(properties, 'remoteVirtualNetwork');
    if (remoteId === undefined) throw missing('remoteVirtualNetwork', id);
    refuseRemote(request, remoteId);
    const back = peeringBack(view, id, remoteId);
    if (back?.properties['peeringState'] === 'Disconnected' && !current)
      throw badRequest(
        'RemotePeeringIsDisconnected',
        `Cannot create or update peering ${id} because remote peering ${back.id} referencing parent virtual network is in Disconnected state. Update or re-create the remote peering to get it back to Initiated state.`,
      );
    const kept = Object.fromEntries(Object.entries(properties).filter(([member]) => !computed.has(member)));
    const stored = {
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: false,
      allowGatewayTransit: false,
      useRemoteGateways: false,
      doNotVerifyRemoteGateways: false,
      peerCompleteVnets: true,
      ...kept,
      resourceGuid: current?.properties['resourceGuid'] ?? randomUUID(),
      remoteVirtualNetwork: { id: remoteId },
      peeringState: back ? 'Connected' : 'Initiated',
    };
    return { properties: stored, others: back ? [withState(back, 'Connected')] : [] };
  },
  show({ properties }, view) {
    const remote = view.get(referenceOf(properties, 'remoteVirtualNetwork') ?? '');
    const space = { addressPrefixes: prefixesOf(remote) };
    return {
      ...properties,
      peeringSyncLevel: properties['peeringState'] === 'Connected' ? 'FullyInSync' : 'RemoteNotInSync',
      remoteAddressSpace: space,
      remoteVirtualNetworkAddressSpace: space,
    };
  },
  onDelete: disconnected,
};

/** What happens at the other side when a peering goes. */
export function disconnected(peering: Resource, view: ResourceView): OtherChange[] {
  const back = peeringBack(view, peering.id, referenceOf(peering.properties, 'remoteVirtualNetwork') ?? '');
  return back ? [withState(back, 'Disconnected')] : [];
}

export const isPeering = ({ type }: Resource): boolean =>
  type.toLowerCase() === networkTypes.virtualNetworkPeering.toLowerCase();

/** A peering inside its network's body. */
export const showPeering = (peering: Resource, view: ResourceView): Json => ({
  name: peering.name,
  id: peering.id,
  etag: `W/"${peering.etag}"`,
  type: peering.type,
  properties: { provisioningState: peering.provisioningState, ...virtualNetworkPeering.show?.(peering, view) },
});

const networkOf = (peeringId: string): string => parentIdOf(peeringId) ?? '';

const prefixesOf = (network: Resource | undefined): unknown[] =>
  asList(asObject(network?.properties['addressSpace'])['addressPrefixes']);

const peeringBack = (view: ResourceView, id: string, remoteId: string): Resource | undefined =>
  view
    .children(remoteId)
    .find((one) => isPeering(one) && refersTo(one.properties, 'remoteVirtualNetwork', networkOf(id)));

const withState = ({ id, type, properties }: Resource, peeringState: string): OtherChange => ({
  kind: 'put',
  id,
  type,
  properties: { ...properties, peeringState },
});

function refuseRemote({ id, view, current }: PutRequest, remoteId: string): void {
  const own = networkOf(id);
  if (equalIds(own, remoteId))
    throw badRequest('CannotPeerVirtualNetworkWithItself', `Virtual network ${own} cannot be peered with itself.`);
  if (current && !refersTo(current.properties, 'remoteVirtualNetwork', remoteId))
    throw badRequest(
      'ChangingRemoteVirtualNetworkNotAllowed',
      `Changing the remote virtual network of peering ${id} is not allowed.`,
    );
  const remote = requireReference(view, id, remoteId);
  const others = view.children(own).filter((one) => isPeering(one) && !equalIds(one.id, id));
  const twin = others.find((one) => refersTo(one.properties, 'remoteVirtualNetwork', remoteId));
  if (twin)
    throw badRequest(
      'AnotherPeeringAlreadyReferencesRemoteVnet',
      `Peering ${id} cannot be created because another peering ${twin.id} already references remote virtual network ${remoteId}.`,
    );
  refuseOverlap(id, view.get(own), remote, 'VnetAddressSpacesOverlap');
  for (const one of others)
    refuseOverlap(
      id,
      view.get(referenceOf(one.properties, 'remoteVirtualNetwork') ?? ''),
      remote,
      'VnetAddressSpaceOverlapsWithAlreadyPeeredVnet',
    );
}

const rangesOf = (network: Resource | undefined): AddressRange[] =>
  prefixesOf(network).flatMap((prefix) => parseAddressRange(prefix) ?? []);

function refuseOverlap(id: string, one: Resource | undefined, remote: Resource, code: string): void {
  const mine = rangesOf(one);
  if (!rangesOf(remote).some((range) => mine.some((other) => overlaps(range, other)))) return;
  throw badRequest(
    code,
    `Cannot create or update peering ${id}. Virtual networks ${one?.id ?? ''} and ${remote.id} cannot be peered because their address spaces overlap. Overlapping address prefixes: ${[...prefixesOf(one), ...prefixesOf(remote)].join(', ')}`,
  );
}
