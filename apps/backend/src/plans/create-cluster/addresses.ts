import { type AddressRecord, isAzureError } from '@aro-rp/azure';
import { again, done, type StepAction, type StepRun } from '@aro-rp/plan';
import { apiVersions, internalFrontend, resourceNames } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { factOf, learnt, requireFact } from '../facts.ts';
import { freeAddress } from '../free-address.ts';
import { appsRecordName, fullDomain, managedGroup, recordName } from '../names.ts';
import { placesOf } from '../places.ts';
import { rangesOf } from '../validation/subnets.ts';

/** Where the API server is reached: its public address, or the internal one when it is private. */
export const publishApi: StepAction<ClusterContext> = async (context, run) => {
  const { cluster } = context;
  const names = resourceNames(requireFact(run.facts, 'infraId'));
  const internalAddress = await addressOfBalancer(context, names.internalLoadBalancer, run);
  const isPublic = cluster.properties.apiserverProfile.visibility === 'Public';
  const apiAddress = isPublic ? await publicAddress(context, names.apiAddress, run) : internalAddress;
  if (internalAddress === undefined || apiAddress === undefined)
    return again(context.pollEvery, 'the addresses of the load balancers');
  await publish(context, recordName(cluster, context.place.dns.name), apiAddress, run);
  return done(learnt({ internalAddress, apiAddress }), { apiserverProfile: { ip: apiAddress } });
};

/** Chosen before the installer runs: of a private router nothing else in Azure knows the address yet. */
export const chooseRouter: StepAction<ClusterContext> = async (context, run) => {
  if (context.cluster.properties.ingressProfiles[0]?.visibility !== 'Private') return done();
  if (factOf(run.facts, 'routerAddress') !== undefined) return done();
  const { workerSubnet } = placesOf(context.cluster);
  const { resources } = await context.customer(run);
  const subnet = await resources.get(workerSubnet.id, apiVersions.network, context.call(run));
  if (subnet === undefined) throw customerErrors.subnetGone(workerSubnet.id);
  const used = ((subnet.properties?.['ipConfigurations'] ?? []) as { id?: string }[]).flatMap(({ id }) => id ?? []);
  const taken = await Promise.all(used.map((id) => addressOfConfiguration(context, id, run)));
  const routerAddress = freeAddress(rangesOf(subnet)[0] ?? '', new Set(taken.flatMap((one) => one ?? [])));
  if (routerAddress === undefined) throw customerErrors.subnetFull(workerSubnet.id);
  return done(learnt({ routerAddress }));
};

async function addressOfConfiguration({ customer, call }: ClusterContext, id: string, run: StepRun) {
  const { resources } = await customer(run);
  const found = await resources.get(id, apiVersions.network, call(run)).catch((error: unknown) => {
    // Not every user of an address can be read by itself.
    if (isAzureError(error, 'invalid', 'forbidden')) return undefined;
    throw error;
  });
  return found?.properties?.['privateIPAddress'] as string | undefined;
}

/** Where the cluster's applications are reached, and the console among them. */
export const publishRouter: StepAction<ClusterContext> = async (context, run) => {
  const { ingressAddress } = resourceNames(requireFact(run.facts, 'infraId'));
  const address = factOf(run.facts, 'routerAddress') ?? (await publicAddress(context, ingressAddress, run));
  if (address === undefined) return again(context.pollEvery, `the address ${ingressAddress}`);
  await publishApps(context, address, run);
  return done(learnt({ routerAddress: address }), ingress(context, address));
};

export async function publishApps(context: ClusterContext, address: string, run: StepRun): Promise<void> {
  await publish(context, appsRecordName(context.cluster, context.place.dns.name), address, run);
}

/** Profiles are lists, and a list is replaced as a whole. */
export const ingress = ({ cluster }: ClusterContext, ip: string) => ({
  ingressProfiles: cluster.properties.ingressProfiles.map((profile, index) =>
    index === 0 ? { ...profile, ip } : profile,
  ),
});

/** @throws Error while the name is another's; the API's is ours since the first step, and what is below it with it */
async function publish(
  { id, cluster, service, place, call }: ClusterContext,
  name: string | undefined,
  address: string,
  run: StepRun,
): Promise<void> {
  if (name === undefined) return;
  const { kind, record } = await service.dnsRecords.reserve(place.dns, name, id.key, call(run));
  if (kind === 'foreign') throw customerErrors.domainTaken(fullDomain(cluster, place.dns.name));
  if (!isAt(record, address)) await service.dnsRecords.setAddresses(place.dns, record, [address], call(run));
}

const isAt = ({ addresses }: AddressRecord, address: string) => addresses.length === 1 && addresses[0] === address;

async function addressOfBalancer({ cluster, customer, call }: ClusterContext, name: string, run: StepRun) {
  const id = `${managedGroup(cluster).id}/providers/Microsoft.Network/loadBalancers/${name}`;
  const { resources } = await customer(run);
  const found = await resources.get(id, apiVersions.network, call(run));
  const frontends = (found?.properties?.['frontendIPConfigurations'] ?? []) as {
    name: string;
    properties?: { privateIPAddress?: string };
  }[];
  return frontends.find((one) => one.name === internalFrontend)?.properties?.privateIPAddress;
}

async function publicAddress({ cluster, customer, call }: ClusterContext, name: string, run: StepRun) {
  const id = `${managedGroup(cluster).id}/providers/Microsoft.Network/publicIPAddresses/${name}`;
  const { resources } = await customer(run);
  const found = await resources.get(id, apiVersions.network, call(run));
  return found?.properties?.['ipAddress'] as string | undefined;
}
