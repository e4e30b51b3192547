import { type Resource } from '@aro-rp/azure';

export interface OutboundFrontend {
  frontend: string;
  addressId: string;
}

interface Entry {
  id?: string;
  name?: string;
  properties?: Record<string, unknown>;
}

const entries = (resource: Resource, list: string) => (resource.properties?.[list] ?? []) as Entry[];
const idIn = (value: unknown) => ((value ?? {}) as { id?: string }).id?.toLowerCase();

/**
 * The load balancer with just these frontends on its outbound rule. Frontends of other names, and all rules but that
 * one, are left as they are; so is a frontend that another rule uses. Pure.
 * @param ours names that a frontend of the way out may have
 * @returns undefined when it is so already
 */
export function toOutbound(
  balancer: Resource,
  wanted: readonly OutboundFrontend[],
  ours: ReadonlySet<string>,
  rule: string,
): Resource | undefined {
  const frontends = entries(balancer, 'frontendIPConfigurations');
  const rules = entries(balancer, 'outboundRules');
  const used = new Set(
    entries(balancer, 'loadBalancingRules').map(({ properties }) => idIn(properties?.['frontendIPConfiguration'])),
  );
  const idOf = (name: string) => `${balancer.id}/frontendIPConfigurations/${name}`;
  const isWanted = (name: string | undefined) => wanted.some(({ frontend }) => frontend === name);
  const kept = frontends.filter(
    ({ name = '' }) => !ours.has(name) || isWanted(name) || used.has(idOf(name).toLowerCase()),
  );
  const added = wanted
    .filter(({ frontend }) => !frontends.some(({ name }) => name === frontend))
    .map(({ frontend, addressId }) => ({ name: frontend, properties: { publicIPAddress: { id: addressId } } }));

  const onRule = (found: Entry) =>
    ((found.properties?.['frontendIPConfigurations'] ?? []) as { id?: string }[]).map(({ id }) => id?.toLowerCase());
  const wantedIds = wanted.map(({ frontend }) => idOf(frontend));
  const isRight = rules.some((one) => {
    if (one.name !== rule) return false;
    const now = onRule(one);
    return now.length === wantedIds.length && wantedIds.every((id) => now.includes(id.toLowerCase()));
  });
  if (added.length === 0 && kept.length === frontends.length && isRight) return undefined;

  const pool = entries(balancer, 'backendAddressPools')[0]?.id;
  const wide = {
    protocol: 'All',
    idleTimeoutInMinutes: 30,
    ...(pool !== undefined && { backendAddressPool: { id: pool } }),
  };
  const present = rules.some(({ name }) => name === rule) ? rules : [...rules, { name: rule, properties: wide }];
  return {
    ...balancer,
    properties: {
      ...balancer.properties,
      frontendIPConfigurations: [...kept, ...added],
      outboundRules: present.map((one) =>
        one.name === rule
          ? { ...one, properties: { ...one.properties, frontendIPConfigurations: wantedIds.map((id) => ({ id })) } }
          : one,
      ),
    },
  };
}
