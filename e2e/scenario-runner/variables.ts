import { type Endpoints } from '@aro-rp/local-azure';
import { apiVersion } from '../harness/customer.ts';
import { ScenarioError } from './shapes.ts';

/** What stands for `${name}` in a scenario; steps add what they save. `${uuid}` is a new one each time. */
export type Variables = Record<string, string>;

/** @param cluster the id of the scenario's own cluster */
export function variablesOf(
  { subscriptionId, location, dnsZone }: Endpoints,
  cluster: string,
  name: string,
): Variables {
  const subscription = `/subscriptions/${subscriptionId}`;
  const dnsGroup = `/subscriptions/${dnsZone.subscriptionId}/resourceGroups/${dnsZone.resourceGroup}`;
  return {
    apiVersion,
    location,
    name,
    cluster,
    clusters: cluster.slice(0, cluster.lastIndexOf('/')),
    group: cluster.slice(0, cluster.indexOf('/providers/')),
    managedGroup: `${subscription}/resourceGroups/aro-${name}`,
    subscriptionId,
    subscription,
    provider: `${subscription}/providers/Microsoft.RedHatOpenShift`,
    dnsZone: `${dnsGroup}/providers/Microsoft.Network/dnszones/${dnsZone.name}`,
    otherSubscriptionId: crypto.randomUUID(),
  };
}

/** A copy in which each placeholder is replaced, in keys too. @throws ScenarioError for one that has no value */
export function fill<T>(value: T, variables: Variables): T {
  if (typeof value === 'string') return fillText(value, variables) as T;
  if (Array.isArray(value)) return value.map((element: unknown) => fill(element, variables)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [fillText(name, variables), fill(member as unknown, variables)]),
  ) as T;
}

const fillText = (text: string, variables: Variables): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'uuid' ? crypto.randomUUID() : variables[name];
    if (value === undefined)
      throw new ScenarioError(`\${${name}} has no value; there is ${Object.keys(variables).join(', ')}`);
    return value;
  });
