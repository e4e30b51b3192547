import { type ResourceProvider } from '../provider.ts';
import { dnsZone, recordSetTypes } from './dns-zones.ts';
import { defaultLimits, type NetworkLimits } from './limits.ts';
import { loadBalancer, loadBalancerParts } from './load-balancers.ts';
import { natGateway } from './nat-gateways.ts';
import { networkInterface, networkInterfaceIpConfiguration } from './network-interfaces.ts';
import { networkSecurityGroup, securityRule } from './network-security-groups.ts';
import { virtualNetworkPeering } from './peerings.ts';
import { privateDnsZone, privateRecordSetTypes } from './private-dns-zones.ts';
import { privateDnsZoneGroup } from './private-dns-zone-groups.ts';
import { privateEndpoint } from './private-endpoints.ts';
import { privateEndpointConnection } from './private-link-connections.ts';
import { privateLinkService } from './private-link-services.ts';
import { publicIpAddress } from './public-ip-addresses.ts';
import { route, routeTable } from './route-tables.ts';
import { subnet } from './subnets.ts';
import { virtualNetworkLink } from './virtual-network-links.ts';
import { virtualNetwork } from './virtual-networks.ts';

export { type NetworkLimits } from './limits.ts';
export { networkTypes } from './type-names.ts';

const isRecordSet = (type: string): boolean => /^dnszones\//i.test(type);
const isPrivateRecordSet = (type: string): boolean => /^privateDnsZones\/(?!virtualNetworkLinks$)/i.test(type);

/** Microsoft.Network. @param given limits other than Azure's */
export function network(given: Partial<NetworkLimits> = {}): ResourceProvider {
  const limits = { ...defaultLimits, ...given };
  return {
    namespace: 'Microsoft.Network',
    types: [
      networkSecurityGroup,
      securityRule,
      virtualNetwork,
      subnet,
      virtualNetworkPeering,
      publicIpAddress(limits),
      loadBalancer,
      ...loadBalancerParts,
      networkInterface,
      networkInterfaceIpConfiguration,
      privateLinkService(limits),
      privateEndpointConnection,
      privateEndpoint(limits),
      privateDnsZoneGroup,
      routeTable,
      route,
      natGateway,
      dnsZone,
      ...recordSetTypes,
      privateDnsZone,
      virtualNetworkLink,
      ...privateRecordSetTypes,
    ],
    collections: {
      'dnszones/recordsets': isRecordSet,
      'dnszones/all': isRecordSet,
      'privatednszones/all': isPrivateRecordSet,
    },
  };
}
