import { type Violation } from '../../errors/violation.ts';
import { invalid, onCreate, type Rule } from './rule.ts';

const network = 'properties.networkProfile';
const balancer = `${network}.loadBalancerProfile`;
const ownRoutes = 'UserDefinedRouting';

/** A cluster that leaves through the customer's own routes has no public addresses. */
export const privateWithOwnRoutes: Rule = onCreate(({ properties }) => {
  if (properties?.networkProfile?.outboundType !== ownRoutes) return [];
  const faces = [properties.apiserverProfile, ...(properties.ingressProfiles ?? [])];
  return faces.every((face) => (face?.visibility ?? 'Private') === 'Private')
    ? []
    : [
        invalid(
          `${network}.outboundType`,
          `'${ownRoutes}' needs a private API server and a private ingress. Make both 'Private', or use 'Loadbalancer'.`,
        ),
      ];
});

/** Such a cluster has no public load balancer either, now and later. */
export const noBalancerWithOwnRoutes: Rule = ({ properties }) => {
  const { outboundType, loadBalancerProfile } = properties?.networkProfile ?? {};
  return outboundType === ownRoutes && loadBalancerProfile !== undefined
    ? [invalid(balancer, `A cluster with the outbound type '${ownRoutes}' has no load balancer profile. Leave it out.`)]
    : [];
};

/** Of the ways to get outbound addresses that 2023-07-01-preview names, the service has one. */
export const managedAddressesOnly: Rule = ({ properties }) => {
  const { managedOutboundIps, outboundIps, outboundIpPrefixes, allocatedOutboundPorts } =
    properties?.networkProfile?.loadBalancerProfile ?? {};
  const unavailable = Object.entries({ outboundIps, outboundIpPrefixes, allocatedOutboundPorts })
    .filter(([, value]) => value !== undefined)
    .map(([name]): Violation =>
      invalid(`${balancer}.${name}`, `'${name}' is not available. Use 'managedOutboundIps'.`),
    );
  const ways = [managedOutboundIps, outboundIps, outboundIpPrefixes].filter((way) => way !== undefined).length;
  if (properties?.networkProfile?.loadBalancerProfile === undefined || ways === 1) return unavailable;
  return [
    ...unavailable,
    invalid(balancer, "Exactly one of 'managedOutboundIps', 'outboundIps' and 'outboundIpPrefixes' is needed."),
  ];
};

/** The only network that a cluster can be made with. */
export const softwareDefinedNetwork: Rule = onCreate(({ properties }) =>
  properties?.networkProfile?.softwareDefinedNetwork === 'OpenShiftSDN'
    ? [
        invalid(
          `${network}.softwareDefinedNetwork`,
          "'OpenShiftSDN' is not available for new clusters. Use 'OVNKubernetes', or leave it out.",
        ),
      ]
    : [],
);
