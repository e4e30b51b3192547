import { asList, asObject, type Json } from '../../../arm/model/json.ts';
import { equalIds } from '../../../arm/model/resource-id.ts';
import { listAt, textAt } from '../../kubernetes/object.ts';

/** A load balancer as ARM shows it, without what the engine computes; only entries by name are touched here. */
export interface ServiceWiring {
  /** The name of a new frontend, and the beginning of the names of rules and probes. */
  name: string;
  /** `properties` of the frontend when there is none for this address yet. */
  frontend: Json;
  ports: { name: string; port: number }[];
  healthPort: number;
  pool: string;
  disableOutboundSnat: boolean;
}

/**
 * The balancer with frontend, probe and rules of a Service, and everything else as it is. @returns undefined when it
 * has them already
 */
export function withService(balancer: Json, id: string, wiring: ServiceWiring): Json | undefined {
  const properties = asObject(balancer['properties']);
  const frontends = asList(properties['frontendIPConfigurations']).map(asObject);
  const existing = frontends.find((one) => isSameFrontend(asObject(one['properties']), wiring.frontend));
  const frontend = existing ? String(existing['name']) : wiring.name;
  const rules = wiring.ports.map(({ port }) => ruleOf(id, frontend, port, wiring));
  const probe = {
    name: `${wiring.name}-health`,
    properties: {
      protocol: 'Http',
      port: wiring.healthPort,
      requestPath: '/healthz',
      intervalInSeconds: 5,
      numberOfProbes: 2,
    },
  };
  const has = (list: string, name: string) => listAt(properties, list).some((one) => textAt(one, 'name') === name);
  if (existing && has('probes', probe.name) && rules.every(({ name }) => has('loadBalancingRules', name)))
    return undefined;
  const others = (list: string, names: string[]) =>
    asList(properties[list]).filter((one) => !names.includes(textAt(one, 'name')));
  return {
    ...balancer,
    properties: {
      ...properties,
      frontendIPConfigurations: existing ? frontends : [...frontends, { name: frontend, properties: wiring.frontend }],
      probes: [...others('probes', [probe.name]), probe],
      loadBalancingRules: [
        ...others(
          'loadBalancingRules',
          rules.map(({ name }) => name),
        ),
        ...rules,
      ],
    },
  };
}

/** The same public address, or the same private one. */
function isSameFrontend(one: Json, other: Json): boolean {
  const publicId = textAt(other, 'publicIPAddress', 'id');
  if (publicId !== '') return equalIds(textAt(one, 'publicIPAddress', 'id'), publicId);
  const address = textAt(other, 'privateIPAddress');
  return address !== '' && textAt(one, 'privateIPAddress') === address;
}

const ruleOf = (id: string, frontend: string, port: number, { name, pool, disableOutboundSnat }: ServiceWiring) => ({
  name: `${name}-TCP-${port}`,
  properties: {
    protocol: 'Tcp',
    frontendPort: port,
    backendPort: port,
    idleTimeoutInMinutes: 4,
    enableFloatingIP: true,
    enableTcpReset: true,
    loadDistribution: 'Default',
    disableOutboundSnat,
    frontendIPConfiguration: { id: `${id}/frontendIPConfigurations/${frontend}` },
    backendAddressPool: { id: `${id}/backendAddressPools/${pool}` },
    probe: { id: `${id}/probes/${name}-health` },
  },
});

/** The security group with rules that let the Service's ports in. @returns undefined when it has them already */
export function withServiceRules(
  group: Json,
  name: string,
  address: string,
  ports: number[],
  from: string,
): Json | undefined {
  const properties = asObject(group['properties']);
  const rules = asList(properties['securityRules']).map(asObject);
  const taken = new Set(rules.map((rule) => Number(asObject(rule['properties'])['priority'])));
  const missing = ports.filter((port) => !rules.some((rule) => rule['name'] === `${name}-TCP-${port}-${from}`));
  if (missing.length === 0) return undefined;
  const added = missing.map((port) => {
    let priority = 500;
    while (taken.has(priority)) priority += 1;
    taken.add(priority);
    return {
      name: `${name}-TCP-${port}-${from}`,
      properties: {
        priority,
        direction: 'Inbound',
        access: 'Allow',
        protocol: 'Tcp',
        sourcePortRange: '*',
        sourceAddressPrefix: from,
        destinationPortRange: String(port),
        destinationAddressPrefix: address,
      },
    };
  });
  return { ...group, properties: { ...properties, securityRules: [...rules, ...added] } };
}
