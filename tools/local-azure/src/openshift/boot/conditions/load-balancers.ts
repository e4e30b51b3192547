import { equalIds } from '../../../arm/model/resource-id.ts';
import { type Resource } from '../../../arm/model/resource.ts';
import { type WorldView } from '../../arm-world.ts';
import { textAt } from '../../kubernetes/object.ts';
import { entriesOf, type Entry, inGroup, referenceAt, types } from '../../network/wiring.ts';
import { manifestsOfKind } from '../assets.ts';
import { type Boot, type Condition, firstFault } from './condition.ts';
import { primaryOf } from './network.ts';

/** The balancers that the Machines of the masters name; with routes of the customer's own there is no public one. */
function balancersOf({ hardware, assets, world }: Boot): { name: string; balancer: Resource | undefined }[] {
  const master = manifestsOfKind(assets.manifests, 'Machine')[0];
  const value = (member: string) => textAt(master, 'spec', 'providerSpec', 'value', member);
  return [value('internalLoadBalancer'), value('publicLoadBalancer')]
    .filter((name) => name !== '')
    .map((name) => ({ name, balancer: inGroup(world.view, hardware.groupId, types.balancer, name) }));
}

/** The cluster puts its machines into the first pool, so that must be the one named after the cluster. */
export const poolIsFirst: Condition<Boot> = (boot) =>
  firstFault(balancersOf(boot), ({ name, balancer }) => {
    if (!balancer) return `network: there is no load balancer ${name}`;
    const first = entriesOf(balancer, 'backendAddressPools')[0]?.name;
    if (first === boot.assets.infraId) return undefined;
    return `network: the first pool of load balancer ${name} is ${first ?? 'none'}, not ${boot.assets.infraId}`;
  });

/** Whoever asks for the API or for a configuration must reach these machines. */
export const machinesAreInPools: Condition<Boot> = (boot) => {
  const { bootstrap, masters } = boot.hardware;
  return firstFault(balancersOf(boot), ({ name, balancer }) => {
    const pool = `${balancer?.id ?? ''}/backendAddressPools/${boot.assets.infraId}`;
    return firstFault([bootstrap, ...masters], (machine) =>
      primaryOf(boot.world.view, machine)?.poolIds.some((id) => equalIds(id, pool))
        ? undefined
        : `network: ${machine.name} is not in pool ${boot.assets.infraId} of load balancer ${name}`,
    );
  });
};

const probed = [
  { port: '6443', path: '/readyz' },
  { port: '22623', path: '/healthz' },
];

/** The API and the machine config server are behind the internal balancer, at one address: `api-int` is both. */
export const internalRules: Condition<Boot> = ({ world, hardware, assets }) => {
  const name = `${assets.infraId}-internal`;
  const balancer = inGroup(world.view, hardware.groupId, types.balancer, name);
  if (!balancer) return `network: there is no load balancer ${name}`;
  const absent = probed.find(({ port }) => rulesOf(balancer, port).length === 0);
  if (absent) return `network: load balancer ${name} has no rule for port ${absent.port}`;
  const [api, server] = probed.map(({ port }) => frontendOf(balancer, port));
  return api && equalIds(api.id, server?.id ?? '')
    ? undefined
    : `network: port 22623 of load balancer ${name} is at ${server?.name ?? 'no address'}, the API at ${api?.name ?? 'none'}`;
};

/** Every rule for one of these ports, of either balancer, leads to these machines, probed as they answer. */
export const rulesAndProbes: Condition<Boot> = (boot) =>
  firstFault(balancersOf(boot), ({ balancer }) => balancer && faultOfRules(balancer, boot.assets.infraId));

const faultOfRules = (balancer: Resource, pool: string): string | undefined =>
  firstFault(probed, ({ port, path }) =>
    firstFault(rulesOf(balancer, port), (rule) => faultOfRule(balancer, rule, pool, port, path)),
  );

function faultOfRule(balancer: Resource, rule: Entry, pool: string, port: string, path: string): string | undefined {
  const leadsHere =
    equalIds(referenceAt(rule.properties, 'backendAddressPool'), `${balancer.id}/backendAddressPools/${pool}`) &&
    textAt(rule.properties, 'backendPort') === port;
  if (!leadsHere)
    return `network: rule ${rule.name} of load balancer ${balancer.name} does not lead to port ${port} of pool ${pool}`;
  const probe = entriesOf(balancer, 'probes').find(({ id }) => equalIds(id, referenceAt(rule.properties, 'probe')));
  const isRight =
    textAt(probe?.properties, 'protocol').toLowerCase() === 'https' &&
    textAt(probe?.properties, 'port') === port &&
    textAt(probe?.properties, 'requestPath') === path;
  return isRight
    ? undefined
    : `network: the probe of port ${port} of load balancer ${balancer.name} is not HTTPS ${path}`;
}

const rulesOf = (balancer: Resource, port: string): Entry[] =>
  entriesOf(balancer, 'loadBalancingRules').filter(({ properties }) => textAt(properties, 'frontendPort') === port);

/** Of the first rule for a port. */
const frontendOf = (balancer: Resource, port: string): Entry | undefined =>
  entriesOf(balancer, 'frontendIPConfigurations').find(({ id }) =>
    equalIds(id, referenceAt(rulesOf(balancer, port)[0]?.properties, 'frontendIPConfiguration')),
  );

/** The address at which the internal balancer takes the API's port; empty when there is none. */
export function internalAddress(view: WorldView, groupId: string, infraId: string): string {
  const balancer = inGroup(view, groupId, types.balancer, `${infraId}-internal`);
  return textAt(balancer && frontendOf(balancer, '6443')?.properties, 'privateIPAddress');
}
