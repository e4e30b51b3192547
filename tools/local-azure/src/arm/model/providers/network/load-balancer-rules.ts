import { asList, asObject, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type Entry } from './entries.ts';
import { badRequest, missing, referenceNotFound, referenceOf } from './shared.ts';

type Lists = Readonly<Record<string, Entry[]>>;

/**
 * The rules and probes of a load balancer as they are stored, with what Azure adds when nobody says it.
 * @param id of the load balancer
 * @throws ArmError when a rule refers to what is not there, or contradicts another
 */
export function withDefaults(id: string, lists: Lists): Json {
  const balancing = list(lists, 'loadBalancingRules').map((rule) => balancingRule(id, lists, rule));
  const outbound = list(lists, 'outboundRules').map((rule) => outboundRule(id, lists, rule));
  refuseSamePort(id, balancing);
  refuseSnat(id, balancing, outbound);
  return {
    loadBalancingRules: balancing,
    outboundRules: outbound,
    probes: list(lists, 'probes').map((probe) => acceptProbe(id, probe)),
    inboundNatRules: list(lists, 'inboundNatRules').map((rule) => natRule(id, lists, rule)),
  };
}

const list = (lists: Lists, member: string): Entry[] => lists[member] ?? [];

function requireOwn(id: string, lists: Lists, from: string, member: string, target: string | undefined): void {
  if (target === undefined) return;
  if (!list(lists, member).some(({ name }) => equalIds(`${id}/${member}/${name}`, target)))
    throw referenceNotFound(from, target);
}

function balancingRule(id: string, lists: Lists, { name, properties }: Entry): Entry {
  const from = `${id}/loadBalancingRules/${name}`;
  const frontend = referenceOf(properties, 'frontendIPConfiguration');
  if (frontend === undefined) throw missing('frontendIPConfiguration', from);
  for (const port of ['frontendPort', 'backendPort']) requirePort(properties, port, from);
  requireOwn(id, lists, from, 'frontendIPConfigurations', frontend);
  requireOwn(id, lists, from, 'probes', referenceOf(properties, 'probe'));
  const pools = poolsOfRule(properties);
  for (const pool of pools) requireOwn(id, lists, from, 'backendAddressPools', pool.id);
  return {
    name,
    properties: {
      enableFloatingIP: false,
      idleTimeoutInMinutes: 4,
      loadDistribution: 'Default',
      disableOutboundSnat: false,
      enableTcpReset: false,
      ...properties,
      ...(pools[0] === undefined ? {} : { backendAddressPool: pools[0], backendAddressPools: pools }),
    },
  };
}

/** A rule names its pool in either of two members, and shows it in both; only a gateway's has more than one. */
function poolsOfRule(properties: Json): { id: string }[] {
  const one = referenceOf(properties, 'backendAddressPool');
  const many = asList(properties['backendAddressPools']).map((pool) => ({ id: String(asObject(pool)['id']) }));
  return one !== undefined && many.length < 2 ? [{ id: one }] : many;
}

function outboundRule(id: string, lists: Lists, { name, properties }: Entry): Entry {
  const from = `${id}/outboundRules/${name}`;
  const pool = referenceOf(properties, 'backendAddressPool');
  const frontends = asList(properties['frontendIPConfigurations']).map((one) => String(asObject(one)['id']));
  if (pool === undefined) throw missing('backendAddressPool', from);
  if (frontends.length === 0) throw missing('frontendIPConfigurations', from);
  requireOwn(id, lists, from, 'backendAddressPools', pool);
  for (const frontend of frontends) requireOwn(id, lists, from, 'frontendIPConfigurations', frontend);
  return {
    name,
    properties: { allocatedOutboundPorts: 0, enableTcpReset: false, idleTimeoutInMinutes: 4, ...properties },
  };
}

function natRule(id: string, lists: Lists, { name, properties }: Entry): Entry {
  const from = `${id}/inboundNatRules/${name}`;
  requireOwn(id, lists, from, 'frontendIPConfigurations', referenceOf(properties, 'frontendIPConfiguration'));
  const { backendIPConfiguration: _member, ...kept } = properties;
  return { name, properties: { enableFloatingIP: false, idleTimeoutInMinutes: 4, enableTcpReset: false, ...kept } };
}

function acceptProbe(id: string, { name, properties }: Entry): Entry {
  const from = `${id}/probes/${name}`;
  requirePort(properties, 'port', from);
  const isHttp = /^https?$/i.test(String(properties['protocol']));
  if (isHttp && properties['requestPath'] === undefined) throw missing('requestPath', from);
  const { loadBalancingRules: _rules, ...kept } = properties;
  return { name, properties: { intervalInSeconds: 15, numberOfProbes: 2, probeThreshold: 1, ...kept } };
}

function requirePort(properties: Json, member: string, from: string): void {
  const port = properties[member];
  // Port 0 of a rule means all ports.
  if (!Number.isInteger(port) || Number(port) < 0 || Number(port) > 65_535)
    throw badRequest('InvalidRequestFormat', `The ${member} '${String(port)}' of ${from} is no port.`);
}

function refuseSamePort(id: string, rules: Entry[]): void {
  const seen = new Map<string, string>();
  for (const { name, properties } of rules) {
    const frontend = referenceOf(properties, 'frontendIPConfiguration') ?? '';
    const place = `${frontend} ${String(properties['protocol'])} ${String(properties['frontendPort'])}`.toLowerCase();
    const other = seen.get(place);
    if (other !== undefined)
      throw badRequest(
        'RulesUseSameFrontendPortProtocolAndIP',
        `Load balancing rules ${id}/loadBalancingRules/${other} and ${id}/loadBalancingRules/${name} with the same frontend port, protocol and frontend IP configuration ${frontend} are not allowed.`,
      );
    seen.set(place, name);
  }
}

function refuseSnat(id: string, balancing: Entry[], outbound: Entry[]): void {
  for (const { name, properties } of balancing) {
    if (properties['disableOutboundSnat'] === true) continue;
    const frontend = referenceOf(properties, 'frontendIPConfiguration') ?? '';
    const rival = outbound.find((rule) =>
      asList(rule.properties['frontendIPConfigurations']).some((one) =>
        equalIds(String(asObject(one)['id']), frontend),
      ),
    );
    if (rival)
      throw badRequest(
        'LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule',
        `Load balancing rule ${id}/loadBalancingRules/${name} must disable SNAT since same frontend IP configuration ${frontend} is referenced by outbound rule ${id}/outboundRules/${rival.name}.`,
      );
  }
}
