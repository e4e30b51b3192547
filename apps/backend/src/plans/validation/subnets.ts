import { type OpenShiftCluster, parseCidr } from '@aro-rp/api';
import { subnetFindings } from './network-findings.ts';
import { type Finding } from './findings.ts';
import { isInGroup, type Subnet, type WantedSubnet, wantedSubnets } from './network.ts';
import { type Check, type Survey } from './survey.ts';

/** Azure keeps the first four addresses of a subnet and its last one. */
const kept = 5;
/** The smallest subnet that the service takes. */
const longestPrefix = 27;

/**
 * Each of the cluster's subnets by itself. Policies on Private Link and the storage endpoint are no finding: the service
 * sets both itself, and what keeps it from that is a right.
 */
export const subnets: Check = async (survey) => (await wantedSubnets(survey)).flatMap((one) => examine(one, survey));

function examine({ id, role, target, found }: WantedSubnet, { context: { cluster }, verb }: Survey): Finding[] {
  if (found === undefined) return [subnetFindings.missing(id, target)];
  const { properties = {} } = found;
  const { clusterProfile, networkProfile } = cluster.properties;
  const state = properties.provisioningState ?? 'Succeeded';
  const isFinished = state === 'Succeeded' || state === 'Updating';
  const [policy] = properties.serviceEndpointPolicies ?? [];
  // A cluster that is there is in them itself.
  const inside = verb === 'create' ? users(found, clusterProfile.resourceGroupId, target) : [];
  return [
    ...(isFinished ? [] : [subnetFindings.unfinished(id, state, target)]),
    ...size(found, addressesNeeded(cluster)[role], target),
    ...inside,
    ...(verb === 'create' ? delegations(found, target) : []),
    // Who is in there needs its security group: another subnet is what helps.
    ...(inside.length > 0
      ? []
      : securityGroup(found, clusterProfile.resourceGroupId, networkProfile.preconfiguredNSG === 'Enabled', target)),
    ...(policy === undefined ? [] : [subnetFindings.endpointPolicies(id, policy.id, target)]),
  ];
}

/** A subnet's ranges of IPv4: clusters have no other. Azure gives one range, or a list of them. */
export const rangesOf = (subnet: Pick<Subnet, 'properties'> | undefined): string[] => {
  const { addressPrefix, addressPrefixes } = subnet?.properties ?? {};
  const all = addressPrefixes?.length ? addressPrefixes : addressPrefix === undefined ? [] : [addressPrefix];
  return all.filter((text) => parseCidr(text) !== undefined);
};

/** How many machines and balancers a range has addresses for. */
export const addressesIn = (range: string): number => {
  const parsed = parseCidr(range);
  return parsed === undefined ? 0 : Math.max(0, 2 ** (32 - parsed.prefix) - kept);
};

/** Masters, the bootstrap machine, the internal load balancer, the private link service; workers and a private router. */
const addressesNeeded = ({ properties }: OpenShiftCluster): Record<WantedSubnet['role'], number> => ({
  masters: 6,
  workers:
    (properties.workerProfiles[0]?.count ?? 0) + (properties.ingressProfiles[0]?.visibility === 'Private' ? 1 : 0),
});

function size(subnet: Subnet, needed: number, target: string): Finding[] {
  const ranges = rangesOf(subnet);
  const isLarge = ranges.some((range) => (parseCidr(range)?.prefix ?? 32) <= longestPrefix);
  const free = ranges.reduce((sum, range) => sum + addressesIn(range), 0);
  return isLarge && free >= needed ? [] : [subnetFindings.tooSmall(subnet.id, ranges.join(', '), free, needed, target)];
}

function users({ id, properties = {} }: Subnet, managedGroup: string, target: string): Finding[] {
  const inside = [...(properties.ipConfigurations ?? []), ...(properties.privateEndpoints ?? [])];
  const [first, ...others] = inside.filter((one) => !isInGroup(one.id, managedGroup));
  return first === undefined ? [] : [subnetFindings.inUse(id, first.id, others.length, target)];
}

function delegations({ id, properties = {} }: Subnet, target: string): Finding[] {
  const [delegation] = properties.delegations ?? [];
  if (delegation === undefined) return [];
  return [subnetFindings.delegated(id, delegation.properties?.serviceName ?? 'a service', target)];
}

function securityGroup(
  { id, properties = {} }: Subnet,
  managedGroup: string,
  isGiven: boolean,
  target: string,
): Finding[] {
  const attached = properties.networkSecurityGroup?.id;
  if (isGiven) return attached === undefined ? [subnetFindings.noSecurityGroup(id, target)] : [];
  const isForeign = attached !== undefined && !isInGroup(attached, managedGroup);
  return isForeign ? [subnetFindings.foreignSecurityGroup(id, attached, target)] : [];
}
