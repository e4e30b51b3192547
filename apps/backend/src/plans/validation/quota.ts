import { normalizeLocation, type OpenShiftCluster } from '@aro-rp/api';
import { apiVersions, outboundNames } from '../../names.ts';
import { factOf } from '../facts.ts';
import { managedGroup } from '../names.ts';
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
    const size = sizes?.find(vmSize);
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

/** Azure counts public addresses as a whole and by their kind, under names that differ by region and time. */
const addressNames = [
  'PublicIPAddresses',
  'StaticPublicIPAddresses',
  'StandardSkuPublicIpAddresses',
  'IPv4StandardSkuPublicIpAddresses',
];

/** The public addresses that are not there yet: for what goes out, and for applications that are public. */
export const addressQuota: Check = async (survey) => {
  const needed = survey.verb === 'create' ? addressesOf(survey.context.cluster) : await addressesToAdd(survey);
  const found = await exceeded(survey, 'Microsoft.Network', new Map(addressNames.map((name) => [name, needed])));
  // One limit is enough to be told.
  return found.slice(0, 1);
};

const outgoing = ({ properties }: OpenShiftCluster): number =>
  properties.networkProfile.loadBalancerProfile?.managedOutboundIps?.count ?? 1;

const addressesOf = (cluster: OpenShiftCluster): number =>
  outgoing(cluster) + (cluster.properties.ingressProfiles[0]?.visibility === 'Public' ? 1 : 0);

/** Those for what goes out that the cluster has not got yet; the others it keeps. */
async function addressesToAdd({ context, run, list }: Survey): Promise<number> {
  const infraId = factOf(run.facts, 'infraId');
  if (infraId === undefined) return 0;
  const wanted = outboundNames(infraId).slice(0, outgoing(context.cluster));
  const path = `${managedGroup(context.cluster).id}/providers/Microsoft.Network/publicIPAddresses`;
  const there = new Set((await list(path, apiVersions.network)).map(({ id }) => id.split('/').at(-1)?.toLowerCase()));
  return wanted.filter(({ address }) => !there.has(address.toLowerCase())).length;
}

async function exceeded({ context, list }: Survey, namespace: string, needs: Needs): Promise<Finding[]> {
  if ([...needs.values()].every((needed) => needed === 0)) return [];
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
