import { equalIds } from '../../../arm/model/resource-id.ts';
import { type Resource } from '../../../arm/model/resource.ts';
import { type WorldView } from '../../arm-world.ts';
import {
  inGroup,
  type IpConfiguration,
  ipConfigurationsOf,
  nameOf,
  nicsOf,
  referenceAt,
} from '../../network/wiring.ts';
import { providerSpecs, subnetOf } from '../provider-specs.ts';
import { type Boot, type Condition, firstFault, type PowerOn } from './condition.ts';

/** Each machine has an interface with an address. */
export const interfacesAreUp: Condition<PowerOn> = ({ hardware, world }) =>
  firstFault([hardware.bootstrap, ...hardware.masters], (machine) =>
    primaryOf(world.view, machine) === undefined
      ? `NetworkManager: ${machine.name} has no network interface with an address`
      : undefined,
  );

/** The cloud controller writes into the security group by its name, so every subnet must be behind that very one. */
export const subnetsHaveSecurityGroup: Condition<Boot> = (boot) => {
  const { hardware, world } = boot;
  const expected = inGroup(
    world.view,
    hardware.groupId,
    'Microsoft.Network/networkSecurityGroups',
    `${hardware.infraId}-nsg`,
  );
  if (!expected) return `network: there is no security group ${hardware.infraId}-nsg`;
  return firstFault(subnetsOf(boot), ({ owner, subnetId }) => {
    const subnet = world.view.get(subnetId);
    const group = referenceAt(subnet?.properties, 'networkSecurityGroup');
    // That a manifest names a subnet which is not there is another fault.
    if (!subnet || equalIds(group, expected.id)) return undefined;
    return `network: subnet ${nameOf(subnetId)} of ${owner} has the security group ${nameOf(group) || 'none'}, not ${expected.name}`;
  });
};

/** The subnets that the machines are in, and those that the cluster will put machines into. */
export function subnetsOf({ hardware, world, assets }: Boot): { owner: string; subnetId: string }[] {
  const { subscriptionId } = assets.credentials;
  return [
    ...[hardware.bootstrap, ...hardware.masters].map((machine) => ({
      owner: machine.name,
      subnetId: primaryOf(world.view, machine)?.subnetId ?? '',
    })),
    ...providerSpecs(assets.manifests).map(({ owner, value }) => ({
      owner,
      subnetId: subnetOf(subscriptionId, value),
    })),
  ];
}

/** The first interface of a machine that has an address. */
export const primaryNicOf = (view: WorldView, machine: Resource): Resource | undefined =>
  nicsOf(view, machine).find((nic) => addressIn(nic) !== undefined);

/** The first address of a machine's first interface. */
export function primaryOf(view: WorldView, machine: Resource): IpConfiguration | undefined {
  const nic = primaryNicOf(view, machine);
  return nic && addressIn(nic);
}

const addressIn = (nic: Resource): IpConfiguration | undefined =>
  ipConfigurationsOf(nic).find(({ address }) => address !== '');
