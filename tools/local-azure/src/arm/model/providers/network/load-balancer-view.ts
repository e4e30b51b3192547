import { asList, asObject, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { entriesOf, showEntries } from './entries.ts';
import { poolMembers } from './pool-members.ts';
import { referenceOf } from './shared.ts';

type Reference = { id: string };

/** The body of a load balancer, with the references back that Azure computes. */
export function showLoadBalancer(balancer: Resource, view: ResourceView): Json {
  const members = poolMembers(view);
  const users = (list: string, refersTo: (rule: Json, id: string) => boolean) => (id: string) =>
    entriesOf(balancer.properties, list)
      .filter(({ properties }) => refersTo(properties, id))
      .map(({ name }): Reference => ({ id: `${balancer.id}/${list}/${name}` }));
  const by = (list: string, member: string) => users(list, (rule, id) => equalIds(referenceOf(rule, member) ?? '', id));
  const balancingOfPool = by('loadBalancingRules', 'backendAddressPool');
  const outboundOfPool = by('outboundRules', 'backendAddressPool');
  const balancingOfFrontend = by('loadBalancingRules', 'frontendIPConfiguration');
  const natOfFrontend = by('inboundNatRules', 'frontendIPConfiguration');
  const outboundOfFrontend = users('outboundRules', (rule, id) =>
    asList(rule['frontendIPConfigurations']).some((one) => equalIds(String(asObject(one)['id']), id)),
  );
  const balancingOfProbe = by('loadBalancingRules', 'probe');
  const inPool = (pool: string): Reference[] =>
    members.filter(({ pools }) => pools.some((one) => equalIds(one, pool))).map(({ id }) => ({ id }));

  return {
    ...balancer.properties,
    frontendIPConfigurations: showEntries(balancer, 'frontendIPConfigurations', view, (_entry, id) => ({
      ...some('loadBalancingRules', balancingOfFrontend(id)),
      ...some('inboundNatRules', natOfFrontend(id)),
      ...some('outboundRules', outboundOfFrontend(id)),
    })),
    backendAddressPools: showEntries(balancer, 'backendAddressPools', view, (_entry, id) => ({
      ...some('backendIPConfigurations', inPool(id)),
      ...some('loadBalancingRules', balancingOfPool(id)),
      ...some('outboundRules', outboundOfPool(id)),
    })),
    loadBalancingRules: showEntries(balancer, 'loadBalancingRules', view),
    probes: showEntries(balancer, 'probes', view, (_entry, id) => some('loadBalancingRules', balancingOfProbe(id))),
    inboundNatRules: showEntries(balancer, 'inboundNatRules', view),
    outboundRules: showEntries(balancer, 'outboundRules', view),
  };
}

/** Azure leaves an empty list of references out. */
const some = (member: string, references: Reference[]): Json =>
  references.length === 0 ? {} : { [member]: references };
