import { type NamespaceResource } from '../../../../service-bus/resource.ts';
import { type QueueDefinition } from '../../../../service-bus/model/topology.ts';
import { type ServiceBusRight } from '../../../../service-bus/protocol/broker.ts';
import { type Rights } from '../../authorization/judge.ts';
import { equalIds } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type Resources } from '../../resources.ts';
import { identityOf, identityType } from '../managed-identity/identities.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { namespaceType, queueType } from './names.ts';
import { tierOf } from './namespaces.ts';

const namespacesIn = (view: ResourceView): Resource[] =>
  view.ofType(undefined, namespaceType).filter(({ provisioningState }) => provisioningState !== 'Deleting');

/**
 * The namespaces as the broker serves them. One that is being made is among them; one that is being deleted is not. The
 * same array as long as nothing was written on which they depend: theirs, and the private endpoints to them.
 */
export function createServiceBusNamespaces({
  view,
  generation,
}: Pick<Resources, 'view' | 'generation'>): () => readonly NamespaceResource[] {
  let known: { at: readonly unknown[]; namespaces: readonly NamespaceResource[] } | undefined;
  return () => {
    const now = ['Microsoft.ServiceBus', 'Microsoft.Network'].map(generation);
    if (!known?.at.every((one, index) => one === now[index])) known = { at: now, namespaces: readNamespaces(view) };
    return known.namespaces;
  };
}

const readNamespaces = (view: ResourceView): NamespaceResource[] =>
  namespacesIn(view).map((namespace) => ({
    name: namespace.name,
    generation: String(namespace.properties['generation']),
    // Larger ones a queue may allow; our messages are small, so that one limit per namespace is enough here.
    maxMessageSize: tierOf(namespace) === 'Premium' ? 1_048_576 : 262_144,
    isClosed:
      namespace.properties['publicNetworkAccess'] === 'Disabled' && showConnectionsTo(namespace, view).length === 0,
    queues: view
      .children(namespace.id)
      .filter(({ type }) => type.toLowerCase() === queueType.toLowerCase())
      .map(definitionOf),
  }));

/** Of what ARM has, the part that the broker applies. */
const definitionOf = ({ name, properties }: Resource): QueueDefinition => {
  const {
    lockDuration,
    maxDeliveryCount,
    requiresDuplicateDetection,
    duplicateDetectionHistoryTimeWindow,
    defaultMessageTimeToLive,
    deadLetteringOnMessageExpiration,
    generation,
  } = properties as unknown as Required<QueueDefinition>;
  return {
    name,
    lockDuration,
    maxDeliveryCount,
    requiresDuplicateDetection,
    duplicateDetectionHistoryTimeWindow,
    defaultMessageTimeToLive,
    deadLetteringOnMessageExpiration,
    generation,
  };
};

/**
 * Whether a role of the managed identity with that client id lets it send to a queue, or receive from it
 * ("Azure Service Bus Data Sender", "Data Receiver"); assigned at the queue, its namespace or above.
 */
export function mayUseServiceBus(view: ResourceView, rights: Rights) {
  return (clientId: string, right: ServiceBusRight, namespace: string, queue: string): boolean => {
    const resource = namespacesIn(view).find(({ name }) => name.toLowerCase() === namespace.toLowerCase());
    const identity = view
      .ofType(undefined, identityType)
      .map(identityOf)
      .find((one) => equalIds(one.clientId, clientId));
    if (!resource || !identity) return false;
    const { principalId: oid, tenantId: tid } = identity;
    const action = `Microsoft.ServiceBus/namespaces/messages/${right}/action`;
    return rights.may({ oid, tid, appid: clientId }, action, `${resource.id}/queues/${queue}`, 'data');
  };
}
