import { equalIds } from '../../../arm/model/resource-id.ts';
import { type Resource } from '../../../arm/model/resource.ts';
import { type WorldView } from '../../arm-world.ts';
import { at, listAt, textAt } from '../../kubernetes/object.ts';
import {
  addressOf,
  entriesOf,
  inGroup,
  type IpConfiguration,
  ipConfigurationsOf,
  nameOf,
  nicsOf,
} from '../../network/wiring.ts';
import { referenceAt, types } from '../../network/wiring.ts';
import { type Condition, firstFault, type PowerOn } from './condition.ts';

/** Each machine has an interface with an address. */
export const interfacesAreUp: Condition<PowerOn> = ({ hardware, world }) =>
  firstFault([hardware.bootstrap, ...hardware.masters], (machine) =>
    primaryOf(world.view, machine) === undefined
      ? `NetworkManager: ${machine.name} has no network interface with an address`
      : undefined,
  );

/** There is no outbound access by default: a pool with an outbound rule, a NAT gateway, a default route or an own address. */
export const outboundAccess: Condition<PowerOn> = ({ hardware, world }) =>
  firstFault([hardware.bootstrap, ...hardware.masters], (machine) => {
    const primary = primaryOf(world.view, machine);
    if (primary && hasEgress(world.view, primary)) return undefined;
    return `NetworkManager: ${machine.name} has no way out (no outbound rule, NAT gateway, default route or public address)`;
  });

/** The cloud controller writes into the security group by its name, so the subnets must be behind that very one. */
export const subnetsHaveSecurityGroup: Condition<PowerOn> = ({ hardware, world }) => {
  const expected = inGroup(
    world.view,
    hardware.groupId,
    'Microsoft.Network/networkSecurityGroups',
    `${hardware.infraId}-nsg`,
  );
  if (!expected) return `network: there is no security group ${hardware.infraId}-nsg`;
  return firstFault([hardware.bootstrap, ...hardware.masters], (machine) => {
    const subnet = world.view.get(primaryOf(world.view, machine)?.subnetId ?? '');
    const group = referenceAt(subnet?.properties, 'networkSecurityGroup');
    if (equalIds(group, expected.id)) return undefined;
    return `network: subnet ${subnet?.name ?? ''} of ${machine.name} has the security group ${nameOf(group) || 'none'}, not ${expected.name}`;
  });
};

/** The first address of a machine's first interface. */
export const primaryOf = (view: WorldView, machine: Resource): IpConfiguration | undefined =>
  nicsOf(view, machine)
    .flatMap(ipConfigurationsOf)
    .find(({ address }) => address !== '');

function hasEgress(view: WorldView, { subnetId, publicAddressId, poolIds }: IpConfiguration): boolean {
  const subnet = view.get(subnetId)?.properties;
  if (addressOf(view, publicAddressId) !== '') return true;
  if (view.get(referenceAt(subnet, 'natGateway'))) return true;
  if (hasDefaultRoute(view.get(referenceAt(subnet, 'routeTable')))) return true;
  return poolIds.some((pool) => givesOutbound(view, pool));
}

const hasDefaultRoute = (table: Resource | undefined): boolean =>
  listAt(table?.properties, 'routes').some(
    (route) =>
      textAt(route, 'properties', 'addressPrefix') === '0.0.0.0/0' &&
      textAt(route, 'properties', 'nextHopType') !== 'None',
  );

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
