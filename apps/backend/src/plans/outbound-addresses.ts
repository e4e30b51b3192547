import { AzureError, type Resource } from '@aro-rp/azure';
import { again, done, type StepAction, type StepResult, type StepRun } from '@aro-rp/plan';
import { apiVersions, outboundNames, outboundRule, resourceNames } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { factOf, requireFact } from './facts.ts';
import { ifUnchanged } from './if-unchanged.ts';
import { managedGroup } from './names.ts';
import { toOutbound } from './outbound-rule.ts';

/**
 * The way out has as many public addresses as the cluster asks for: they are made first, then the load balancer is
 * changed, then those that it does not use any more are removed. Addresses and frontends of the cloud provider stay.
 */
export const settle: StepAction<ClusterContext> = async (context, run) => {
  const { networkProfile } = context.cluster.properties;
  if (networkProfile.outboundType === 'UserDefinedRouting') return done();
  const infraId = requireFact(run.facts, 'infraId');
  const count = networkProfile.loadBalancerProfile?.managedOutboundIps?.count ?? 1;
  const all = outboundNames(infraId);
  const wanted = all.slice(0, count);
  const unfinished =
    (await make(context, run, wanted)) ??
    (await connect(context, run, wanted)) ??
    (await remove(context, run, all.slice(count)));
  if (unfinished) return unfinished;
  const effectiveOutboundIps = wanted.map(({ address }) => ({ id: addressId(context, address) }));
  const loadBalancerProfile = { ...networkProfile.loadBalancerProfile, effectiveOutboundIps };
  return done(undefined, { networkProfile: { loadBalancerProfile } });
};

type Outbound = ReturnType<typeof outboundNames>[number];

const inGroup = ({ cluster }: ClusterContext, type: string, name: string) =>
  `${managedGroup(cluster).id}/providers/Microsoft.Network/${type}/${name}`;
const addressId = (context: ClusterContext, name: string) => inGroup(context, 'publicIPAddresses', name);

async function make(
  context: ClusterContext,
  run: StepRun,
  wanted: readonly Outbound[],
): Promise<StepResult | undefined> {
  const { cluster, customer, call, pollEvery } = context;
  const { resources } = await customer(run);
  const zones = factOf(run.facts, 'zones')?.masters ?? [];
  const waits: string[] = [];
  for (const { address } of wanted) {
    const id = addressId(context, address);
    const found = await resources.get(id, apiVersions.network, call(run));
    const state = found?.properties?.['provisioningState'];
    if (state === 'Succeeded' && found?.properties?.['ipAddress'] !== undefined) continue;
    waits.push(address);
    if (found !== undefined && state !== 'Failed') continue;
    const body = {
      location: cluster.location,
      sku: { name: 'Standard' },
      ...(zones.length > 0 && { zones }),
      properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
    };
    const condition = found === undefined ? {} : ifUnchanged(found);
    await resources.beginPut(id, apiVersions.network, body, { ...call(run), ...condition });
  }
  return waits.length === 0 ? undefined : again(pollEvery, `the public addresses ${waits.join(', ')}`);
}

async function connect(
  context: ClusterContext,
  run: StepRun,
  wanted: readonly Outbound[],
): Promise<StepResult | undefined> {
  const { customer, call, pollEvery } = context;
  const { publicLoadBalancer } = resourceNames(requireFact(run.facts, 'infraId'));
  const id = inGroup(context, 'loadBalancers', publicLoadBalancer);
  const { resources } = await customer(run);
  const found = await resources.get(id, apiVersions.network, call(run));
  if (found === undefined) throw new Error(`there is no load balancer ${publicLoadBalancer}`);
  const waits = again(pollEvery, `the load balancer ${publicLoadBalancer}`);
  if (found.properties?.['provisioningState'] === 'Updating') return waits;
  const next = toOutbound(
    found,
    wanted.map(({ frontend, address }) => ({ frontend, addressId: addressId(context, address) })),
    new Set(outboundNames(requireFact(run.facts, 'infraId')).map(({ frontend }) => frontend)),
    outboundRule,
  );
  if (next === undefined) return undefined;
  await put(resources, next, call(run));
  return waits;
}

async function put(
  resources: Awaited<ReturnType<ClusterContext['customer']>>['resources'],
  next: Resource,
  options: ReturnType<ClusterContext['call']>,
): Promise<void> {
  const { etag: _told, ...body } = next;
  const condition = ifUnchanged(next);
  try {
    await resources.beginPut(next.id, apiVersions.network, body, { ...options, ...condition });
  } catch (error) {
    // The cloud provider has changed it meanwhile; the next look shows how it is.
    if (!(error instanceof AzureError) || error.kind !== 'precondition-failed') throw error;
  }
}

async function remove(
  context: ClusterContext,
  run: StepRun,
  surplus: readonly Outbound[],
): Promise<StepResult | undefined> {
  const { cluster, customer, call, pollEvery } = context;
  const { resources } = await customer(run);
  const path = `${managedGroup(cluster).id}/providers/Microsoft.Network/publicIPAddresses`;
  const names = new Set(surplus.map(({ address }) => address));
  const there = (await resources.list(path, apiVersions.network, call(run))).filter(({ id }) =>
    names.has(id.split('/').at(-1) ?? ''),
  );
  for (const { id, properties } of there)
    if (properties?.['provisioningState'] !== 'Deleting')
      await resources.beginDelete(id, apiVersions.network, call(run));
  return there.length === 0 ? undefined : again(pollEvery, 'the deletion of public addresses');
}
