import { normalizeLocation } from '@aro-rp/api';
import { apiVersions } from '../../names.ts';
import { type Finding } from './findings.ts';
import { machineFindings } from './machine-findings.ts';
import { machineGroups } from './machines.ts';
import { type Check, type Survey } from './survey.ts';

/** One entry of a provider's usages in a region (Microsoft.Compute and Microsoft.Network, "Usage - List"). */
interface Usage {
  name?: { value?: string };
  currentValue?: number;
  limit?: number;
}

/** How much of something the operation will take, by the name that Azure counts it under. */
export type Needs = ReadonlyMap<string, number>;

/** The machines of a new cluster; one that is there has its own. */
export const computeQuota: Check = async (survey) => {
  const sizes = await survey.sizes();
  const groups = machineGroups(survey.context.cluster).flatMap(({ vmSize, count }) => {
    const size = sizes.find(vmSize);
    // That there is none such is told by whoever looks at sizes.
    return size === undefined ? [] : [{ ...size, count }];
  });
  const cores = new Map<string, number>();
  for (const one of groups) cores.set(one.family, (cores.get(one.family) ?? 0) + one.cores * one.count);
  const machines = groups.reduce((sum, { count }) => sum + count, 0);
  return exceeded(
    survey,
    'Microsoft.Compute',
    new Map([
      ['cores', [...cores.values()].reduce((sum, one) => sum + one, 0)],
      ['virtualMachines', machines],
      ...cores,
    ]),
  );
};

/** The public addresses that are not there yet: for what goes out, and for applications that are public. */
export const addressQuota: Check = async (survey) => {
  const { networkProfile, ingressProfiles, clusterProfile } = survey.context.cluster.properties;
  const outgoing = networkProfile.loadBalancerProfile?.managedOutboundIps?.count ?? 1;
  const incoming = ingressProfiles[0]?.visibility === 'Public' ? 1 : 0;
  const path = `${clusterProfile.resourceGroupId}/providers/Microsoft.Network/publicIPAddresses`;
  const there = survey.verb === 'create' ? [] : await survey.list(path, apiVersions.network);
  const needed = Math.max(0, outgoing + incoming - there.length);
  const needs = new Map(
    needed === 0 ? [] : ['PublicIPAddresses', 'StandardSkuPublicIpAddresses'].map((name) => [name, needed] as const),
  );
  return exceeded(survey, 'Microsoft.Network', needs);
};

async function exceeded({ context, list }: Survey, namespace: string, needs: Needs): Promise<Finding[]> {
  if (needs.size === 0) return [];
  const { id, cluster } = context;
  const location = normalizeLocation(cluster.location);
  const path = `/subscriptions/${id.subscriptionId}/providers/${namespace}/locations/${location}/usages`;
  const version = namespace === 'Microsoft.Compute' ? apiVersions.compute : apiVersions.network;
  return shortages((await list(path, version)) as unknown as Usage[], needs).map(({ name, ...quota }) =>
    machineFindings.quotaExceeded(name, location, quota),
  );
}

/** Only limits that Azure tells of count. */
export function shortages(usages: readonly Usage[], needs: Needs) {
  const wanted = new Map([...needs].map(([name, needed]) => [name.toLowerCase(), needed]));
  return usages.flatMap(({ name, currentValue: used = 0, limit }) => {
    const needed = wanted.get(name?.value?.toLowerCase() ?? '') ?? 0;
    // Azure writes -1 where there is no limit.
    const isShort = needed > 0 && limit !== undefined && limit >= 0 && used + needed > limit;
    return isShort ? [{ name: name?.value ?? '', limit, used, needed }] : [];
  });
}
