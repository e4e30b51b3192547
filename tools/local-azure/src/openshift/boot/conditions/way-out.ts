import { equalIds } from '../../../arm/model/resource-id.ts';
import { type Resource } from '../../../arm/model/resource.ts';
import { type WorldView } from '../../arm-world.ts';
import { at, listAt, textAt } from '../../kubernetes/object.ts';
import { addressOf, entriesOf, type IpConfiguration, nameOf, referenceAt, types } from '../../network/wiring.ts';
import { type Condition, firstFault, type PowerOn } from './condition.ts';
import { primaryNicOf, primaryOf } from './network.ts';
import { denialOf } from './security-rules.ts';

/**
 * There is no outbound access by default: a default route that leads on, or a public address to send with (a pool with an
 * outbound rule, a NAT gateway, an own one); and security rules that allow it.
 */
export const outboundAccess: Condition<PowerOn> = ({ hardware, world }) =>
  firstFault([hardware.bootstrap, ...hardware.masters], (machine) => {
    const why = whyNoWayOut(world.view, machine);
    return why === undefined ? undefined : `NetworkManager: ${machine.name} has no way out (${why})`;
  });

function whyNoWayOut(view: WorldView, machine: Resource): string | undefined {
  const primary = primaryOf(view, machine);
  if (!primary) return 'no address';
  const subnet = view.get(primary.subnetId)?.properties;
  const hop = nextHop(view.get(referenceAt(subnet, 'routeTable')));
  if (['none', 'vnetlocal'].includes(hop.toLowerCase())) return `the default route leads to ${hop}`;
  // Whoever stands at the end of another route has to see to the rest; only the Internet needs an address from Azure.
  if (hop.toLowerCase() === 'internet' && !hasPublicSource(view, primary))
    return 'no outbound rule, NAT gateway, default route or public address';
  const groups = [referenceAt(subnet, 'networkSecurityGroup'), groupOfNic(view, machine)];
  return firstFault(groups, (id) => {
    const group = view.get(id);
    const rule = group && denialOf(group, primary.address);
    return rule === undefined ? undefined : `rule ${rule} of security group ${nameOf(id)} denies it`;
  });
}

const groupOfNic = (view: WorldView, machine: Resource): string =>
  referenceAt(primaryNicOf(view, machine)?.properties, 'networkSecurityGroup');

/** Azure's own default route leads to the Internet. */
const nextHop = (table: Resource | undefined): string =>
  listAt(table?.properties, 'routes')
    .filter((route) => textAt(route, 'properties', 'addressPrefix') === '0.0.0.0/0')
    .map((route) => textAt(route, 'properties', 'nextHopType'))[0] ?? 'Internet';

function hasPublicSource(view: WorldView, { subnetId, publicAddressId, poolIds }: IpConfiguration): boolean {
  const gateway = view.get(referenceAt(view.get(subnetId)?.properties, 'natGateway'));
  return (
    addressOf(view, publicAddressId) !== '' ||
    listAt(gateway?.properties, 'publicIpAddresses').some((one) => addressOf(view, referenceAt(one)) !== '') ||
    listAt(gateway?.properties, 'publicIpPrefixes').some((one) => view.get(referenceAt(one)) !== undefined) ||
    poolIds.some((pool) => givesOutbound(view, pool))
  );
}

/** An outbound rule over the pool, or a balancing rule that translates sources, with a public address in front. */
function givesOutbound(view: WorldView, poolId: string): boolean {
  const balancer = view.get(poolId.split('/').slice(0, -2).join('/'));
  if (balancer?.type.toLowerCase() !== types.balancer.toLowerCase()) return false;
  const isPublic = (frontendId: string) =>
    entriesOf(balancer, 'frontendIPConfigurations').some(
      ({ id, properties }) =>
        equalIds(id, frontendId) && addressOf(view, referenceAt(properties, 'publicIPAddress')) !== '',
    );
  const byOutboundRule = entriesOf(balancer, 'outboundRules').some(
    ({ properties }) =>
      equalIds(referenceAt(properties, 'backendAddressPool'), poolId) &&
      listAt(properties, 'frontendIPConfigurations').some((frontend) => isPublic(referenceAt(frontend))),
  );
  const byBalancingRule = entriesOf(balancer, 'loadBalancingRules').some(
    ({ properties }) =>
      equalIds(referenceAt(properties, 'backendAddressPool'), poolId) &&
      at(properties, 'disableOutboundSnat') !== true &&
      isPublic(referenceAt(properties, 'frontendIPConfiguration')),
  );
  return byOutboundRule || byBalancingRule;
}
