import { type ResourceProvider } from '../provider.ts';
import { dnsZone, recordSetTypes } from './dns-zones.ts';
import { networkSecurityGroup } from './network-security-groups.ts';
import { subnet } from './subnets.ts';
import { virtualNetwork } from './virtual-networks.ts';

const isRecordSet = (type: string): boolean => /^dnszones\//i.test(type);

export const network: ResourceProvider = {
  namespace: 'Microsoft.Network',
  types: [networkSecurityGroup, virtualNetwork, subnet, dnsZone, ...recordSetTypes],
  collections: { 'dnszones/recordsets': isRecordSet, 'dnszones/all': isRecordSet },
};
