import { type ArmError } from '../../errors.ts';
import { asList, isText, type Json } from '../../json.ts';
import { equalIds, keyOf, parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { connectionsOfEndpoint } from './private-link-connections.ts';
import { badRequest } from './shared.ts';
import { networkTypes } from './type-names.ts';

/** What of Azure's services is reached by a private endpoint (Private Link, "private-link resource": sub-resources). */
const parts: Readonly<Record<string, readonly string[]>> = {
  'microsoft.containerregistry/registries': ['registry'],
  'microsoft.documentdb/databaseaccounts': ['Sql'],
  'microsoft.keyvault/vaults': ['vault'],
  'microsoft.servicebus/namespaces': ['namespace'],
  'microsoft.storage/storageaccounts': ['blob', 'table', 'queue', 'file', 'web', 'dfs'],
};

const typeOf = (id: string): string => {
  const { namespace = '', types = [] } = parseResourcePath(id) ?? {};
  return `${namespace}/${types.join('/')}`;
};

/** What the caller needs at the target of an automatic connection: it approves it itself. */
export const approvalOf = (targetId: string): string => `${typeOf(targetId)}/privateEndpointConnectionsApproval/action`;

/** Why an endpoint cannot be to that part of that resource, or undefined. */
export function refuseTarget(id: string, target: Resource, groupIds: unknown): ArmError | undefined {
  const known = parts[keyOf(target.type)];
  if (!known) return badRequest('InvalidRequestFormat', `${id} cannot reach ${target.id}: it has no private link.`);
  const given = asList(groupIds);
  if (given.length === 1 && known.some((one) => equalIds(one, String(given[0])))) return undefined;
  return badRequest(
    'InvalidRequestFormat',
    `The group ids '${given.join(', ')}' of ${id} are invalid. One of ${known.join(', ')} of ${target.id} is reached.`,
  );
}

/** The private endpoints to a resource of another provider, as that resource shows them. */
export const showConnectionsTo = ({ id }: Resource, view: ResourceView): Json[] =>
  view.ofType(undefined, networkTypes.privateEndpoint).flatMap((endpoint) =>
    connectionsOfEndpoint(endpoint.properties)
      .filter(({ properties }) => equalIds(properties.privateLinkServiceId, id))
      .map(({ properties }) => ({
        id: `${id}/privateEndpointConnections/${endpoint.name}`,
        name: endpoint.name,
        properties: {
          privateEndpoint: { id: endpoint.id },
          groupId: asList(properties['groupIds']).find(isText),
          privateLinkServiceConnectionState: {
            status: 'Approved',
            description: 'Auto-Approved',
            actionsRequired: 'None',
          },
          provisioningState: 'Succeeded',
        },
      })),
  );
