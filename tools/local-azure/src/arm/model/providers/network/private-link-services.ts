import { randomUUID } from 'node:crypto';
import { asList, asObject, type Json } from '../../json.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { type OtherChange, type PutRequest, type ResourceType } from '../provider.ts';
import { type Entry, readEntries } from './entries.ts';
import { type NetworkLimits } from './limits.ts';
import { interfaceName, networkPathOf } from './network-interfaces.ts';
import { ownedConfigurations, ownedInterface } from './owned-interfaces.ts';
import { connectionsOf, showConnection } from './private-link-connections.ts';
import { balancerOf, privateLinkServicesAt } from './private-link-use.ts';
import { badRequest, missing, networkDefaults, referenceOf, requireReference } from './shared.ts';
import { networkTypes } from './type-names.ts';

/**
 * Microsoft.Network/privateLinkServices: lets private endpoints of other networks reach a frontend of a load balancer.
 * It has a network interface in its subnet, made and removed with it.
 */
export const privateLinkService = (limits: NetworkLimits): ResourceType => ({
  ...networkDefaults,
  name: 'privateLinkServices',
  kind: 'regional',
  accept(request) {
    const { id, name, properties, current, view, location = '' } = request;
    const frontends = requireFrontends(request);
    refuseCounts(request, limits);
    const configurations = readEntries(properties, 'ipConfigurations', id);
    for (const configuration of configurations) requireSubnet(request, configuration);
    if (configurations.length === 0) throw missing('ipConfigurations', id);
    const before = current?.properties ?? {};
    const guid = before['resourceGuid'] ?? randomUUID();
    const nicId = interfaceOf(before) ?? `${networkPathOf(id)}/networkInterfaces/${interfaceName(name)}`;
    const { change, addresses } = ownedInterface(view, {
      id: nicId,
      location,
      owner: { member: 'privateLinkService', id },
      configurations: configurations.map((one) => ({ ...one, id: `${nicId}/ipConfigurations/${one.name}` })),
    });
    return {
      properties: {
        enableProxyProtocol: properties['enableProxyProtocol'] === true,
        fqdns: asList(properties['fqdns']),
        visibility: { subscriptions: subscriptionsOf(properties, 'visibility') },
        autoApproval: { subscriptions: subscriptionsOf(properties, 'autoApproval') },
        loadBalancerFrontendIpConfigurations: frontends,
        ipConfigurations: configurations.map((one, index) => ({ name: one.name, properties: addresses[index] })),
        alias: `${name}.${String(guid)}.${location}.azure.privatelinkservice`,
        networkInterfaces: [{ id: nicId }],
        resourceGuid: guid,
      },
      others: [change, ...ownedConfigurations(change)],
    };
  },
  show(resource, view) {
    const { resourceGuid: _guid, ...properties } = resource.properties;
    return {
      ...properties,
      ipConfigurations: (properties['ipConfigurations'] as Entry[]).map((one) => ({
        name: one.name,
        id: `${resource.id}/ipConfigurations/${one.name}`,
        etag: `W/"${resource.etag}"`,
        type: `${resource.type}/ipConfigurations`,
        properties: { provisioningState: resource.provisioningState, ...one.properties },
      })),
      privateEndpointConnections: connectionsOf(view, resource.id).map((one) => showConnection(one)),
    };
  },
  refuseDelete(resource, view) {
    const count = connectionsOf(view, resource.id).length;
    if (count === 0) return undefined;
    return badRequest(
      'PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted',
      `Private link service ${resource.id} cannot be deleted since it has ${count} private endpoint connection${count === 1 ? '' : 's'}. Please delete all private endpoint connections before deleting the private link service.`,
    );
  },
  onDelete: ({ properties }): OtherChange[] => {
    const id = interfaceOf(properties);
    return id === undefined ? [] : [{ kind: 'remove', id }];
  },
});

const interfaceOf = (properties: Json): string | undefined => {
  const { id } = asObject(asList(properties['networkInterfaces'])[0]);
  return typeof id === 'string' ? id : undefined;
};

const subscriptionsOf = (properties: Json, member: string): unknown[] =>
  asList(asObject(properties[member])['subscriptions']);

function requireFrontends({ id, properties, view, location, current }: PutRequest): { id: string }[] {
  const frontends = asList(properties['loadBalancerFrontendIpConfigurations']).map((one) => ({
    id: String(asObject(one)['id']),
  }));
  if (frontends.length === 0) throw missing('loadBalancerFrontendIpConfigurations', id);
  const balancers = new Set(frontends.map((one) => one.id.split('/').slice(0, -2).join('/').toLowerCase()));
  for (const frontend of frontends) requireReference(view, id, frontend.id, location);
  const before = current && balancerOf(current.properties);
  if (balancers.size > 1 || (before !== undefined && !balancers.has(before.toLowerCase())))
    throw badRequest(
      'PrivateLinkServiceLoadBalancerCannotBeChanged',
      `Private link service ${id} can refer to frontends of one load balancer, which stays the same.`,
    );
  return frontends;
}

function requireSubnet({ id, view, location = '' }: PutRequest, { name, properties }: Entry): void {
  const subnetId = referenceOf(properties, 'subnet');
  if (subnetId === undefined) throw missing('subnet', `${id}/ipConfigurations/${name}`);
  const subnet = requireReference(view, id, subnetId, location);
  if (subnet.properties['privateLinkServiceNetworkPolicies'] !== 'Disabled')
    throw badRequest(
      'PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled',
      `Private link service ${id} cannot be created in a subnet ${subnetId} since it has private link service network policies enabled.`,
    );
}

function refuseCounts({ id, properties, current, view }: PutRequest, limits: NetworkLimits): void {
  if (current) return;
  const { privateLinkServicesPerSubscription: most, privateLinkServicesPerLoadBalancer: mostAt } = limits;
  const there = view.ofType(parseResourcePath(id)?.subscriptionId, networkTypes.privateLinkService).length;
  if (there >= most)
    throw badRequest(
      'PrivateLinkServiceCountLimitReached',
      `Cannot create more than ${most} private link services for this subscription.`,
    );
  const balancer = balancerOf(properties) ?? '';
  if (privateLinkServicesAt(view, balancer).length >= mostAt)
    throw badRequest(
      'PrivateLinkServiceCountLimitReachedForLoadBalancer',
      `Cannot create more than ${mostAt} private link services for load balancer ${balancer}.`,
    );
}

/** Whether a private link service has its interface in the subnet. */
export const hostsPrivateLinkService = (view: ResourceView, subnetId: string): boolean =>
  view
    .ofType(undefined, networkTypes.privateLinkService)
    .some(({ properties }) =>
      asList(properties['ipConfigurations']).some((one) =>
        equalIds(referenceOf(asObject(asObject(one)['properties']), 'subnet') ?? '', subnetId),
      ),
    );
