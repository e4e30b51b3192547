import { isIP } from 'node:net';
import { equalIds } from '../../arm/model/resource-id.ts';
import { type Resource } from '../../arm/model/resource.ts';
import { type ArmWorld, type WorldView } from '../arm-world.ts';
import { at, listAt, textAt } from '../kubernetes/object.ts';
import {
  addressOf,
  entriesOf,
  type Entry,
  groupIdOf,
  ipConfigurationsOf,
  machinesInPool,
  referenceAt,
  types,
} from '../network/wiring.ts';

/** What is known of a cluster before anybody calls it. */
export interface RoutedCluster {
  /** Its managed resource group. */
  groupId: string;
  /** `demo.example.com`; without it, no private address of the cluster is reached by name. */
  domain?: string;
}

/** A port of a cluster's machines: 6443 is the Kubernetes API, 443 and 80 are the ingress. */
export interface Target {
  groupId: string;
  port: number;
}

const privateLinkService = 'Microsoft.Network/privateLinkServices';

/**
 * Which cluster answers at `host:port`, with the wires that are there at this moment. Pure. Three ways lead to one:
 *
 * - the address of a private endpoint, in any network, whose connection to a private link service is approved;
 * - a public address on a frontend of the cluster's load balancer;
 * - a name in a public zone. It leads to such a public address; or, when API or ingress are private, to a private
 *   frontend address of the cluster of that domain: the caller then stands for a machine in the customer's network,
 *   where that address is reached. Without the name nobody can say which of the many networks with such an address is
 *   meant, so the bare address leads nowhere.
 *
 * A frontend leads on when a rule of its load balancer takes the port to a pool that has a machine.
 */
export function resolveTarget(
  world: Pick<ArmWorld, 'view' | 'resolvePublic'>,
  clusters: readonly RoutedCluster[],
  host: string,
  port: number,
): Target | undefined {
  const { view } = world;
  if (isIP(host) !== 0)
    return only([...behindEndpoints(view, host), ...atPublicAddress(view, host)], clusters, port, view);

  const name = host.toLowerCase().replace(/\.$/, '');
  const inside = clusters.filter(({ domain }) => domain !== undefined && isBelow(name, domain.toLowerCase()));
  for (const address of world.resolvePublic(name)) {
    const found =
      only(atPublicAddress(view, address), clusters, port, view) ??
      only(atPrivateAddress(view, address, inside), inside, port, view);
    if (found) return found;
  }
  return undefined;
}

const isBelow = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

interface Frontend {
  balancer: Resource;
  id: string;
}

/** The one target of these frontends; none when they lead to different clusters, since then nobody can say to which. */
function only(
  frontends: Frontend[],
  clusters: readonly RoutedCluster[],
  port: number,
  view: WorldView,
): Target | undefined {
  const targets = frontends.flatMap((frontend): Target[] => {
    const cluster = clusters.find(({ groupId }) => equalIds(groupId, groupIdOf(frontend.balancer.id)));
    const backend = cluster && backendPort(view, frontend, port);
    return cluster && backend !== undefined ? [{ groupId: cluster.groupId, port: backend }] : [];
  });
  const [first] = targets;
  return targets.every(({ groupId }) => groupId === first?.groupId) ? first : undefined;
}

function backendPort(view: WorldView, { balancer, id }: Frontend, port: number): number | undefined {
  const rule = entriesOf(balancer, 'loadBalancingRules').find(
    ({ properties }) =>
      equalIds(referenceAt(properties, 'frontendIPConfiguration'), id) &&
      /^(tcp|all)$/i.test(textAt(properties, 'protocol')) &&
      [port, 0].includes(Number(at(properties, 'frontendPort'))),
  );
  const pools = rule
    ? [at(rule.properties, 'backendAddressPool'), ...listAt(rule.properties, 'backendAddressPools')]
    : [];
  if (!rule || !pools.some((pool) => machinesInPool(view, referenceAt(pool)).length > 0)) return undefined;
  // Port 0 stands for all ports, each for itself.
  return Number(at(rule.properties, 'backendPort')) || port;
}

const frontends = (view: WorldView, leads: (frontend: Entry, balancer: Resource) => boolean): Frontend[] =>
  view.ofType(undefined, types.balancer).flatMap((balancer) =>
    entriesOf(balancer, 'frontendIPConfigurations')
      .filter((frontend) => leads(frontend, balancer))
      .map(({ id }) => ({ balancer, id })),
  );

const atPublicAddress = (view: WorldView, address: string): Frontend[] =>
  frontends(view, ({ properties }) => addressOf(view, referenceAt(properties, 'publicIPAddress')) === address);

const atPrivateAddress = (view: WorldView, address: string, clusters: readonly RoutedCluster[]): Frontend[] =>
  frontends(
    view,
    ({ properties }, { id }) =>
      textAt(properties, 'privateIPAddress') === address &&
      clusters.some(({ groupId }) => equalIds(groupId, groupIdOf(id))),
  );

/** The frontends behind the private endpoints that have this address. */
function behindEndpoints(view: WorldView, address: string): Frontend[] {
  const serviceIds = view
    .ofType(undefined, types.privateEndpoint)
    .filter((endpoint) =>
      listAt(endpoint.properties, 'networkInterfaces').some((one) => {
        const nic = view.get(referenceAt(one));
        return nic !== undefined && ipConfigurationsOf(nic).some((configuration) => configuration.address === address);
      }),
    )
    .flatMap((endpoint) => approvedServices(view, endpoint));
  const ids = serviceIds.flatMap((id) =>
    listAt(view.get(id)?.properties, 'loadBalancerFrontendIpConfigurations').map((one) => referenceAt(one)),
  );
  return frontends(view, ({ id }) => ids.some((one) => equalIds(one, id)));
}

/** The private link services that have approved this endpoint's connection; it's they who decide. */
const approvedServices = (view: WorldView, endpoint: Resource): string[] =>
  ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections']
    .flatMap((member) => listAt(endpoint.properties, member))
    .map((connection) => textAt(connection, 'properties', 'connectionId'))
    .map((id) => view.get(id))
    .filter((one) => one !== undefined)
    .filter(
      ({ properties }) =>
        equalIds(referenceAt(properties, 'privateEndpoint'), endpoint.id) &&
        textAt(properties, 'privateLinkServiceConnectionState', 'status') === 'Approved',
    )
    .map(({ id }) => id.split('/').slice(0, -2).join('/'))
    .filter((id) => view.get(id)?.type.toLowerCase() === privateLinkService.toLowerCase());
