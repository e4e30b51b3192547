import { createHash } from 'node:crypto';
import { ArmError, refusals } from '../../errors.ts';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type OtherChange, type ResourceType } from '../provider.ts';
import { badRequest, networkDefaults, referenceOf } from './shared.ts';

const type = 'Microsoft.Network/privateLinkServices/privateEndpointConnections';

/** The connections of a private endpoint as it stores them: each names the one at the other end that it made. */
export interface Connection {
  name: string;
  properties: Json & { privateLinkServiceId: string; connectionId?: string };
}

const manualOrNot = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'] as const;

export const connectionsOfEndpoint = (properties: Json): Connection[] =>
  manualOrNot.flatMap((member) => asList(properties[member]) as unknown as Connection[]);

/** Those at a private link service whose endpoint is there. */
export const connectionsOf = (view: ResourceView, serviceId: string): Resource[] =>
  view
    .children(serviceId)
    .filter((one) => one.type.toLowerCase() === type.toLowerCase())
    .filter((one) => {
      const endpoint = view.get(referenceOf(one.properties, 'privateEndpoint') ?? '');
      return connectionsOfEndpoint(endpoint?.properties ?? {}).some(({ properties }) =>
        equalIds(properties.connectionId ?? '', one.id),
      );
    });

/** What a new private endpoint does at the service. `linkIdentifier` tells the service who sends (proxy protocol v2). */
export const connect = (
  serviceId: string,
  endpoint: { id: string; guid: string; location: string },
  status: string,
): OtherChange & { id: string } => ({
  kind: 'put',
  id: `${serviceId}/privateEndpointConnections/${endpoint.id.split('/').at(-1) ?? ''}.${endpoint.guid}`,
  type,
  properties: {
    privateEndpoint: { id: endpoint.id },
    privateLinkServiceConnectionState: {
      status,
      description: status === 'Approved' ? 'Approved' : 'Awaiting approval',
      actionsRequired: 'None',
    },
    linkIdentifier: String(createHash('sha256').update(endpoint.guid).digest().readUInt32BE(0)),
    privateEndpointLocation: endpoint.location,
  },
});

export const showConnection = ({ id, name, etag, provisioningState, properties }: Resource): Json => ({
  name,
  id,
  etag: `W/"${etag}"`,
  type,
  properties: { provisioningState, ...properties },
});

/** `Disconnected` when the service has dropped it, or is gone. */
export function stateOf(view: ResourceView, { properties }: Connection): Json {
  const found = view.get(properties.connectionId ?? '');
  if (found) return asObject(found.properties['privateLinkServiceConnectionState']);
  return { status: 'Disconnected', description: 'Disconnected', actionsRequired: 'None' };
}

const statuses = ['Approved', 'Rejected', 'Pending'];

/** How the service's owner approves, rejects and drops what comes in. */
export const privateEndpointConnection: ResourceType = {
  ...networkDefaults,
  name: 'privateLinkServices/privateEndpointConnections',
  kind: 'child',
  accept({ id, properties, current }) {
    if (!current) throw refusals.resourceNotFound(type, id.split('/').at(-1) ?? '', id.split('/')[4] ?? '');
    const { status, description } = asObject(properties['privateLinkServiceConnectionState']);
    if (!isText(status) || !statuses.includes(status))
      throw badRequest('InvalidRequestFormat', `The status '${String(status)}' of ${id} is invalid.`);
    const state = { status, description: isText(description) ? description : '', actionsRequired: 'None' };
    return { properties: { ...current.properties, privateLinkServiceConnectionState: state } };
  },
  absent: (name, id) =>
    new ArmError(404, 'NotFound', `Resource ${parentIdOf(id) ?? ''}/privateEndpointConnections/${name} not found.`, {
      details: [],
    }),
};
