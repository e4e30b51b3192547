import { randomUUID } from 'node:crypto';
import { asObject, type Json } from '../../json.ts';
import { keyOf } from '../../resource-id.ts';
import { type Resource } from '../../resource.ts';
import { type PutRequest, type ResourceType } from '../provider.ts';
import { assignAddresses } from './addresses.ts';
import { type Entry, entriesOf, entryChanges, entryType, readEntries } from './entries.ts';
import { refuseFrontends } from './load-balancer-frontends.ts';
import { withDefaults } from './load-balancer-rules.ts';
import { showLoadBalancer } from './load-balancer-view.ts';
import { leavePools } from './pool-members.ts';
import { privateLinkServicesAt } from './private-link-use.ts';
import { badRequest, networkDefaults } from './shared.ts';

const name = 'loadBalancers';
const lists = [
  'frontendIPConfigurations',
  'backendAddressPools',
  'loadBalancingRules',
  'probes',
  'inboundNatRules',
  'outboundRules',
] as const;

/**
 * Microsoft.Network/loadBalancers. A PUT replaces: frontends, pools and rules that it does not name are gone, whoever
 * wrote them.
 */
export const loadBalancer: ResourceType = {
  ...networkDefaults,
  name,
  kind: 'regional',
  accept(request) {
    const { id, properties, envelope, current, view } = request;
    const sku = { name: 'Basic', tier: 'Regional', ...asObject(envelope['sku']) };
    const given = Object.fromEntries(lists.map((member) => [member, readEntries(properties, member, id)]));
    refuseFrontends(request, sku.name, given['frontendIPConfigurations'] ?? []);
    const accepted: Json = {
      ...withDefaults(id, given),
      frontendIPConfigurations: withAddresses(request, given['frontendIPConfigurations'] ?? []),
      backendAddressPools: (given['backendAddressPools'] ?? []).map(stripPool),
      inboundNatPools: [],
      resourceGuid: current?.properties['resourceGuid'] ?? randomUUID(),
    };
    return {
      envelope: { ...envelope, sku },
      properties: accepted,
      children: entryChanges(request, name, lists, accepted),
      others: leavePools(view, poolsGone(current, accepted)),
    };
  },
  show: showLoadBalancer,
  refuseDelete(resource, view) {
    const service = privateLinkServicesAt(view, resource.id)[0];
    return (
      service &&
      badRequest(
        'CannotDeleteLoadBalancerWithPrivateLinkService',
        `Cannot delete load balancer ${resource.id} since it is referenced by private link service ${service.id}. Please delete private link service prior to deleting load balancer.`,
      )
    );
  },
  onDelete: (resource, view) => leavePools(view, poolsGone(resource, {})),
};

/** Microsoft.Network/loadBalancers/frontendIPConfigurations and its five sisters. */
export const loadBalancerParts: ResourceType[] = lists.map((member) =>
  entryType(loadBalancer, member, member === 'backendAddressPools' || member === 'inboundNatRules'),
);

function withAddresses({ id, view }: PutRequest, frontends: Entry[]): Entry[] {
  const stripped = frontends.map(({ properties, ...entry }) => {
    const {
      loadBalancingRules: _rules,
      outboundRules: _outbound,
      inboundNatRules: _nat,
      inboundNatPools: _pools,
      ...kept
    } = properties;
    return { ...entry, properties: kept };
  });
  const wanted = stripped.map((entry) => ({
    id: `${id}/frontendIPConfigurations/${entry.name}`,
    properties: entry.properties,
  }));
  const assigned = assignAddresses(view, id, wanted);
  return stripped.map((entry, index) => ({ ...entry, properties: assigned[index] ?? entry.properties }));
}

function stripPool({ name: pool, properties }: Entry): Entry {
  const {
    backendIPConfigurations: _members,
    loadBalancingRules: _rules,
    outboundRules: _outbound,
    outboundRule: _one,
    inboundNatRules: _nat,
    ...kept
  } = properties;
  return { name: pool, properties: kept };
}

function poolsGone(before: Resource | undefined, after: Json): string[] {
  const kept = new Set(entriesOf(after, 'backendAddressPools').map((pool) => keyOf(pool.name)));
  return entriesOf(before?.properties ?? {}, 'backendAddressPools')
    .filter((pool) => !kept.has(keyOf(pool.name)))
    .map((pool) => `${before?.id ?? ''}/backendAddressPools/${pool.name}`);
}
