import { parentIdOf } from '../../../arm/model/resource-id.ts';
import { type Resource } from '../../../arm/model/resource.ts';
import { type WorldView } from '../../arm-world.ts';
import { listAt } from '../../kubernetes/object.ts';
import { resolvePrivate } from '../../network/names.ts';
import { type Boot, type Condition, firstFault } from './condition.ts';
import { internalAddress } from './load-balancers.ts';
import { primaryNicOf, primaryOf } from './network.ts';

/** Azure's own resolver, the only one that knows private zones. */
const resolverOfAzure = '168.63.129.16';

/** Machines find the API by the private zone that is linked to their network, and ask Azure for it. */
export const internalNamesResolve: Condition<Boot> = ({ hardware, world, assets }: Boot) => {
  const machines = [hardware.bootstrap, ...hardware.masters];
  const names = [`api-int.${assets.domain}`, `api.${assets.domain}`];
  const asked = firstFault(machines, (machine) => {
    const others = serversOf(world.view, machine).filter((server) => server !== resolverOfAzure);
    if (others.length === 0) return undefined;
    return `resolver: ${names[0]} is not known to ${others.join(', ')}, which ${machine.name} asks`;
  });
  if (asked !== undefined) return asked;
  const network = networkOfMachine(world.view, hardware.bootstrap);
  const expected = internalAddress(world.view, hardware.groupId, assets.infraId);
  return firstFault(names, (name) => {
    const found = resolvePrivate(world.view, network, name);
    if (found.length === 0) return `resolver: ${name} is not known in the machines' network`;
    if (expected !== '' && found.includes(expected)) return undefined;
    return `resolver: ${name} is ${found.join(', ')}, the API is at ${expected || 'no address'}`;
  });
};

const networkOfMachine = (view: WorldView, machine: Resource): string =>
  parentIdOf(primaryOf(view, machine)?.subnetId ?? '') ?? '';

/** The interface's servers, or else its network's; none when it asks Azure. */
function serversOf(view: WorldView, machine: Resource): string[] {
  const own = listAt(primaryNicOf(view, machine)?.properties, 'dnsSettings', 'dnsServers');
  const ofNetwork = view.get(networkOfMachine(view, machine))?.properties;
  return (own.length > 0 ? own : listAt(ofNetwork, 'dhcpOptions', 'dnsServers')).map(String);
}
