import { type ErrorBody, normalizeLocation } from '@aro-rp/api';
import { type Resource, type Subscription } from '@aro-rp/azure';
import { done, type StepAction, type StepRun } from '@aro-rp/plan';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { fullDomain } from '../names.ts';
import { type Places, placesOf } from '../places.ts';

const needed = ['Microsoft.Compute', 'Microsoft.ManagedIdentity', 'Microsoft.Network', 'Microsoft.Storage'];

/** What would make the installation fail later, all of it at once. Reads only. */
export const validate: StepAction<ClusterContext> = async (context, run) => {
  const places = placesOf(context.cluster);
  const customer = await context.customer(run);
  const all = [
    ...(await providers(context, customer, run)),
    ...(await network(context, customer, places, run)),
    ...(await privateZones(context, customer, places, run)),
  ];
  if (all.length > 0) throw customerErrors.invalidEnvironment(all);
  return done();
};

async function providers(
  { id, call }: ClusterContext,
  { resources }: Subscription,
  run: StepRun,
): Promise<ErrorBody[]> {
  const states = await Promise.all(
    needed.map(async (namespace) => {
      const path = `/subscriptions/${id.subscriptionId}/providers/${namespace}`;
      return { namespace, state: (await resources.get(path, apiVersions.providers, call(run)))?.['registrationState'] };
    }),
  );
  return states
    .filter(({ state }) => state !== 'Registered' && state !== 'Registering')
    .map(({ namespace }) => customerErrors.providerNotRegistered(namespace));
}

async function network(
  { cluster, call }: ClusterContext,
  { resources }: Subscription,
  { virtualNetworkId, masterSubnet, workerSubnet }: Places,
  run: StepRun,
): Promise<ErrorBody[]> {
  const found = await resources.get(virtualNetworkId, apiVersions.network, call(run));
  if (found === undefined) return [customerErrors.virtualNetworkMissing(virtualNetworkId)];
  const group = cluster.properties.clusterProfile.resourceGroupId;
  const dnsServers = (found.properties?.['dhcpOptions'] as { dnsServers?: unknown[] } | undefined)?.dnsServers ?? [];
  return [
    ...(normalizeLocation(found.location ?? '') === normalizeLocation(cluster.location)
      ? []
      : [customerErrors.virtualNetworkElsewhere(virtualNetworkId, found.location ?? '', cluster.location)]),
    ...(dnsServers.length === 0 ? [] : [customerErrors.customDnsServers(virtualNetworkId)]),
    ...subnet(found, masterSubnet.id, 'properties.masterProfile.subnetId', group),
    ...subnet(found, workerSubnet.id, 'properties.workerProfiles[0].subnetId', group),
  ];
}

function subnet({ properties }: Resource, id: string, target: string, managedGroup: string): ErrorBody[] {
  const all = (properties?.['subnets'] ?? []) as {
    id: string;
    properties?: { networkSecurityGroup?: { id: string } };
  }[];
  const found = all.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) return [customerErrors.subnetMissing(id, target)];
  const attached = found.properties?.networkSecurityGroup?.id;
  const isForeign = attached !== undefined && !isInManagedGroup(attached, managedGroup);
  return isForeign ? [customerErrors.foreignNetworkSecurityGroup(id, attached, target).body] : [];
}

/** A second zone of the name in the same network would hide the cluster's own. */
async function privateZones(
  { cluster, id, place, call }: ClusterContext,
  { resources }: Subscription,
  { virtualNetworkId }: Places,
  run: StepRun,
): Promise<ErrorBody[]> {
  const domain = fullDomain(cluster, place.dns.name);
  const path = `/subscriptions/${id.subscriptionId}/providers/Microsoft.Network/privateDnsZones`;
  const ofTheName = (await resources.list(path, apiVersions.privateDns, call(run))).filter(
    (zone) =>
      zone.name?.toLowerCase() === domain &&
      !isInManagedGroup(zone.id, cluster.properties.clusterProfile.resourceGroupId),
  );
  const links = await Promise.all(
    ofTheName.map((zone) => resources.list(`${zone.id}/virtualNetworkLinks`, apiVersions.privateDns, call(run))),
  );
  const isLinked = links.flat().some((link) => {
    const linked = link.properties?.['virtualNetwork'] as { id?: string } | undefined;
    return linked?.id?.toLowerCase() === virtualNetworkId.toLowerCase();
  });
  return isLinked ? [customerErrors.privateZoneLinked(domain, virtualNetworkId)] : [];
}

const isInManagedGroup = (id: string, groupId: string) => id.toLowerCase().startsWith(`${groupId.toLowerCase()}/`);
