import { randomUUID } from 'node:crypto';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, keyOf, parentIdOf, parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { showResource } from '../../show.ts';
import { type Accepted, type OtherChange, type PutRequest, type ResourceType } from '../provider.ts';
import { readEntries } from './entries.ts';
import { type NetworkLimits } from './limits.ts';
import { linkedRights } from './linked-rights.ts';
import { interfaceName, networkInterface, networkPathOf } from './network-interfaces.ts';
import { ownedConfigurations, ownedInterface } from './owned-interfaces.ts';
import { recordsOfEndpoint } from './private-dns-zone-groups.ts';
import { connect, type Connection, connectionsOfEndpoint, stateOf } from './private-link-connections.ts';
import { approvalOf, refuseTarget } from './private-link-targets.ts';
import { badRequest, missing, networkDefaults, referenceNotFound, referenceOf, requireReference } from './shared.ts';
import { networkTypes } from './type-names.ts';

const approval = 'Microsoft.Network/privateLinkServices/PrivateEndpointConnectionsApproval/action';
const automatic = 'privateLinkServiceConnections';
const manual = 'manualPrivateLinkServiceConnections';

/**
 * Microsoft.Network/privateEndpoints: an address in a subnet, at which a private link service answers, or another
 * service of Azure. An automatic connection needs the right to approve it at the service; a manual one is approved when the service approves its
 * subscription by itself, and waits otherwise. Its network interface is made and removed with it.
 */
export const privateEndpoint = (limits: NetworkLimits): ResourceType => ({
  ...networkDefaults,
  name: 'privateEndpoints',
  kind: 'regional',
  linked: (properties) => [
    ...linkedRights(properties),
    ...asList(properties[automatic]).flatMap((one) => {
      const id = asObject(asObject(one)['properties'])['privateLinkServiceId'];
      return isText(id) ? [{ id, action: isServiceId(id) ? approval : approvalOf(id) }] : [];
    }),
  ],
  accept: (request) => accept(request, limits),
  show: showEndpoint,
  onDelete: (endpoint, view): OtherChange[] => [
    ...recordsOfEndpoint(endpoint, view),
    ...[
      ...asList(endpoint.properties['networkInterfaces']).map((one) => asObject(one)['id']),
      ...connectionsOfEndpoint(endpoint.properties).map((one) => one.properties.connectionId),
    ].flatMap((id): OtherChange[] => (isText(id) ? [{ kind: 'remove', id }] : [])),
  ],
});

const isServiceId = (id: string): boolean => /\/Microsoft\.Network\/privateLinkServices\/[^/]+$/i.test(id);

function accept(request: PutRequest, limits: NetworkLimits): Accepted {
  const { id, name, properties, current, view, location = '' } = request;
  const subnetId = referenceOf(properties, 'subnet');
  if (subnetId === undefined) throw missing('subnet', id);
  requireReference(view, id, subnetId, location);
  if (!current) refuseCounts(request, subnetId, limits);
  const wanted = [automatic, manual].flatMap((member) =>
    readEntries(properties, member, id).map((entry) => ({ member, entry })),
  );
  const [first] = wanted;
  if (!first || wanted.length > 1) throw badRequest('InvalidRequestFormat', `${id} must have exactly one connection.`);
  const guid = String(current?.properties['resourceGuid'] ?? randomUUID());
  const before = current?.properties ?? {};
  const base: Json = {
    subnet: { id: subnetId },
    customNetworkInterfaceName: properties['customNetworkInterfaceName'] ?? '',
    customDnsConfigs: [],
    ipConfigurations: asList(properties['ipConfigurations']),
    resourceGuid: guid,
  };
  const link = linkOf(request, first.member, first.entry.properties, guid);
  const connection = { name: first.entry.name, properties: link.properties };
  const stored = { ...base, networkInterfaces: [], [automatic]: [], [manual]: [], [first.member]: [connection] };
  if ('failure' in link) return { properties: stored, failure: link.failure };

  const custom = properties['customNetworkInterfaceName'];
  const known = asObject(asList(before['networkInterfaces'])[0])['id'];
  const nicId = isText(known)
    ? known
    : `${networkPathOf(id)}/networkInterfaces/${isText(custom) ? custom : interfaceName(name)}`;
  const fixed = asObject(asObject(asList(properties['ipConfigurations'])[0])['properties'])['privateIPAddress'];
  const configuration = `privateEndpointIpConfig.${guid}`;
  const { change } = ownedInterface(view, {
    id: nicId,
    location,
    owner: { member: 'privateEndpoint', id },
    configurations: [
      {
        name: configuration,
        id: `${nicId}/ipConfigurations/${configuration}`,
        properties: {
          subnet: { id: subnetId },
          ...(isText(fixed) ? { privateIPAllocationMethod: 'Static', privateIPAddress: fixed } : {}),
        },
      },
    ],
  });
  return {
    properties: { ...stored, networkInterfaces: [{ id: nicId }] },
    others: [change, ...ownedConfigurations(change), ...link.others],
  };
}

type Link =
  | { properties: Connection['properties']; others: OtherChange[] }
  | { properties: Connection['properties']; failure: ReturnType<typeof referenceNotFound> };

/** The connection of an endpoint that has one stays what it is, also when the service has dropped it. */
function linkOf({ id, current, view, location = '' }: PutRequest, member: string, given: Json, guid: string): Link {
  const { privateLinkServiceConnectionState: _state, privateLinkServiceId: serviceId, ...rest } = given;
  if (!isText(serviceId)) throw missing('privateLinkServiceId', id);
  const properties = { groupIds: [], requestMessage: '', ...rest, privateLinkServiceId: serviceId };
  const before = connectionsOfEndpoint(current?.properties ?? {}).find((one) =>
    equalIds(one.properties.privateLinkServiceId, serviceId),
  )?.properties.connectionId;
  if (before !== undefined) return { properties: { ...properties, connectionId: before }, others: [] };

  const service = view.get(serviceId);
  const subscriptionId = keyOf(parseResourcePath(id)?.subscriptionId ?? '');
  // Who may approve sees the service; the others see it when it shows itself to their subscription.
  const isSeen = service !== undefined && (member === automatic || letsIn(service, 'visibility', subscriptionId));
  if (!isSeen) return { properties, failure: referenceNotFound(id, serviceId) };
  requireReference(view, id, service.id);
  if (!isServiceId(serviceId)) {
    const refusal = refuseTarget(id, service, properties.groupIds);
    if (refusal) throw refusal;
    return { properties, others: [] };
  }
  const isApproved = member === automatic || letsIn(service, 'autoApproval', subscriptionId);
  const made = connect(service.id, { id, guid, location }, isApproved ? 'Approved' : 'Pending');
  return { properties: { ...properties, connectionId: made.id }, others: [made] };
}

/** A service is always seen in its own subscription. */
function letsIn({ id, properties }: Resource, member: 'visibility' | 'autoApproval', subscriptionId: string): boolean {
  const listed = asList(asObject(properties[member])['subscriptions']).map((one) => keyOf(String(one)));
  const isOwn = keyOf(parseResourcePath(id)?.subscriptionId ?? '') === subscriptionId;
  return listed.includes('*') || listed.includes(subscriptionId) || (member === 'visibility' && isOwn);
}

function refuseCounts({ id, view }: PutRequest, subnetId: string, limits: NetworkLimits): void {
  const { privateEndpointsPerSubscription: most, privateEndpointsPerVirtualNetwork: mostIn } = limits;
  const networkId = parentIdOf(subnetId) ?? '';
  const inNetwork = view
    .ofType(undefined, networkTypes.privateEndpoint)
    .filter(({ properties }) => equalIds(parentIdOf(referenceOf(properties, 'subnet') ?? '') ?? '', networkId));
  if (inNetwork.length >= mostIn)
    throw badRequest(
      'PrivateEndpointCountLimitReachedForVirtualNetwork',
      `Cannot create more than ${mostIn} private endpoints for virtual network ${networkId}.`,
    );
  if (view.ofType(parseResourcePath(id)?.subscriptionId, networkTypes.privateEndpoint).length >= most)
    throw badRequest(
      'PrivateEndpointCountLimitReached',
      `Cannot create more than ${most} private endpoints for this subscription.`,
    );
}

function showEndpoint(resource: Resource, view: ResourceView, expand?: string): Json {
  const { resourceGuid, networkInterfaces, ...properties } = resource.properties;
  const isExpanded = expand?.toLowerCase() === 'networkinterfaces';
  const connections = (member: string) =>
    (asList(properties[member]) as unknown as Connection[]).map((one) => {
      const { connectionId: _id, ...shown } = one.properties;
      return {
        name: one.name,
        id: `${resource.id}/${member}/${one.name}`,
        etag: `W/"${resource.etag}"`,
        type: `${networkTypes.privateEndpoint}/${member}`,
        properties: {
          provisioningState: resource.provisioningState,
          ...shown,
          privateLinkServiceConnectionState: connectionState(view, resource, one),
        },
      };
    });
  return {
    ...properties,
    resourceGuid,
    [automatic]: connections(automatic),
    [manual]: connections(manual),
    networkInterfaces: asList(networkInterfaces).map((one) => {
      const found = isExpanded ? view.get(String(asObject(one)['id'])) : undefined;
      return found ? showResource(found, networkInterface, view) : one;
    }),
  };
}

/** Of services other than private link services, which are not asked, every connection is approved. */
function connectionState(view: ResourceView, endpoint: Resource, connection: Connection): Json {
  if (isServiceId(connection.properties.privateLinkServiceId) && connection.properties.connectionId !== undefined)
    return stateOf(view, connection);
  const status = endpoint.provisioningState === 'Failed' ? 'Pending' : 'Approved';
  return { status, description: '', actionsRequired: 'None' };
}
