import { finding } from '../error-codes.ts';
import { type Finding } from './findings.ts';

const networkTarget = 'properties.masterProfile.subnetId';

const inNetwork = (message: string, target: string): Finding => ({
  error: finding('InvalidLinkedVNet', message, target),
});

/** What may be wrong with the customer's network. */
export const networkFindings = {
  missing: (id: string) =>
    inNetwork(
      `The virtual network '${id}' was not found. Make it, or name subnets of one that is there.`,
      networkTarget,
    ),
  elsewhere: (id: string, location: string, wanted: string) =>
    inNetwork(
      `The virtual network '${id}' is in the region '${location}'; it has to be in the cluster's, '${wanted}'. Choose one of the two.`,
      networkTarget,
    ),
  customDnsServers: (id: string) =>
    inNetwork(
      `The virtual network '${id}' has DNS servers of its own. The cluster needs Azure's: remove them from the network.`,
      networkTarget,
    ),
  privateZoneLinked: (domain: string, network: string) =>
    inNetwork(
      `A private DNS zone '${domain}' is linked to the virtual network '${network}' already. Remove the link, or take another domain.`,
      'properties.clusterProfile.domain',
    ),
  noWayOut: (subnet: string, routeTable: string | undefined, target: string): Finding => ({
    error: finding(
      'InvalidLinkedRouteTable',
      routeTable === undefined
        ? `The subnet '${subnet}' has no route table, and with user-defined routing no way out. Give it one with a route for 0.0.0.0/0.`
        : `The route table '${routeTable}' of the subnet '${subnet}' has no route for 0.0.0.0/0 that leads anywhere, and with user-defined routing the cluster has no other way out. Add one.`,
      target,
    ),
  }),
} as const;

/** What may be wrong with one subnet. @param target where the request names it */
export const subnetFindings = {
  missing: (id: string, target: string) =>
    inNetwork(`The subnet '${id}' was not found. Make it, or name another one.`, target),
  unfinished: (id: string, state: string, target: string) =>
    inNetwork(`The subnet '${id}' is in the state '${state}'. Save it again until Azure says 'Succeeded'.`, target),
  tooSmall: (id: string, range: string, free: number, needed: number, target: string) =>
    inNetwork(
      `The subnet '${id}' has the range ${range || '(none)'}, with ${free} addresses for machines; it needs a range of /27 or larger with at least ${needed}. Enlarge it, or name another one.`,
      target,
    ),
  inUse: (id: string, user: string, others: number, target: string) =>
    inNetwork(
      `The subnet '${id}' is in use by '${user}'${others > 0 ? ` and ${others} more` : ''}. A cluster needs it for itself: empty it, or name another one.`,
      target,
    ),
  delegated: (id: string, service: string, target: string) =>
    inNetwork(`The subnet '${id}' is delegated to '${service}'. Remove the delegation, or name another one.`, target),
  foreignSecurityGroup: (id: string, attached: string, target: string) =>
    inNetwork(
      `The subnet '${id}' has the network security group '${attached}'; the cluster attaches its own. Remove it from the subnet.`,
      target,
    ),
  noSecurityGroup: (id: string, target: string) =>
    inNetwork(
      `The subnet '${id}' has no network security group, though the cluster is to find one there. Attach one, or leave 'preconfiguredNSG' out.`,
      target,
    ),
  endpointPolicies: (id: string, policy: string, target: string) =>
    inNetwork(
      `The subnet '${id}' has the service endpoint policy '${policy}', which keeps the cluster from its storage accounts. Remove it from the subnet.`,
      target,
    ),
  overlap: (one: string, range: string, other: string, otherRange: string, target: string) =>
    inNetwork(
      `The range ${range} of ${one} overlaps with ${otherRange} of ${other}. Choose ranges that have no address in common.`,
      target,
    ),
} as const;
