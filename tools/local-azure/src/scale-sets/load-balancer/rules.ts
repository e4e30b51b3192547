import { asList, asObject, isText, type Json } from '../../arm/model/json.ts';
import { instanceInterfaceType } from '../../arm/model/providers/compute/scale-sets/names.ts';
import { equalIds, keyOf } from '../../arm/model/resource-id.ts';
import { type Resource, type ResourceView } from '../../arm/model/resource.ts';
import { type BalancerProbe } from './probe.ts';

/** A load balancing rule of a public load balancer whose pool has instances of scale sets. */
export interface Rule {
  /** The load balancer's id and the rule's name, in lower case. */
  key: string;
  loadBalancerId: string;
  name: string;
  frontendPort: number;
  backendPort: number;
  probe?: BalancerProbe;
  /** Resource ids of the instances in its pool. */
  instances: readonly string[];
}

const referenceIn = (properties: Json, member: string): string => {
  const { id } = asObject(properties[member]);
  return isText(id) ? id : '';
};

/** Those that there are, as Azure Resource Manager has them. */
export function rulesOf(view: ResourceView): Rule[] {
  const members = view.ofType(undefined, instanceInterfaceType).map((nic) => ({
    instance: nic.id.replace(/\/networkInterfaces\/.*$/i, ''),
    pools: asList(nic.properties['ipConfigurations']).flatMap((one) =>
      asList(asObject(asObject(one)['properties'])['loadBalancerBackendAddressPools']).map((pool) =>
        String(asObject(pool)['id']),
      ),
    ),
  }));
  return view
    .ofType(undefined, 'Microsoft.Network/loadBalancers')
    .filter(isPublic)
    .flatMap((balancer) =>
      entries(balancer, 'loadBalancingRules').map(({ name, properties }): Rule => {
        const pool = referenceIn(properties, 'backendAddressPool');
        const probe = probeOf(balancer, referenceIn(properties, 'probe'));
        return {
          key: `${keyOf(balancer.id)}/${keyOf(name)}`,
          loadBalancerId: balancer.id,
          name,
          frontendPort: Number(properties['frontendPort']),
          backendPort: Number(properties['backendPort']),
          ...(probe && { probe }),
          instances: members
            .filter(({ pools }) => pools.some((one) => equalIds(one, pool)))
            .map(({ instance }) => instance),
        };
      }),
    )
    .filter(({ instances }) => instances.length > 0);
}

const entries = (balancer: Resource, member: string): { name: string; properties: Json }[] =>
  asList(balancer.properties[member])
    .map(asObject)
    .map(({ name, properties }) => ({ name: String(name), properties: asObject(properties) }));

const isPublic = (balancer: Resource): boolean =>
  entries(balancer, 'frontendIPConfigurations').some(
    ({ properties }) => referenceIn(properties, 'publicIPAddress') !== '',
  );

function probeOf(balancer: Resource, id: string): BalancerProbe | undefined {
  const found = entries(balancer, 'probes').find(({ name }) => equalIds(`${balancer.id}/probes/${name}`, id));
  if (!found) return undefined;
  const { protocol, port, requestPath, intervalInSeconds, numberOfProbes } = found.properties;
  return {
    protocol: String(protocol).toLowerCase() as BalancerProbe['protocol'],
    port: Number(port),
    path: isText(requestPath) ? requestPath : '/',
    intervalInSeconds: Number(intervalInSeconds ?? 15),
    numberOfProbes: Number(numberOfProbes ?? 2),
  };
}
