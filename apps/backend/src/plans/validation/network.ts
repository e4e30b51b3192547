import { normalizeLocation, sameResource } from '@aro-rp/api';
import { apiVersions } from '../../names.ts';
import { networkFindings } from './network-findings.ts';
import { type Check, type Look, type Survey } from './survey.ts';

/** As Azure shows it inside its network; members that are not looked at are left out. */
export interface Subnet {
  id: string;
  properties?: {
    addressPrefix?: string;
    addressPrefixes?: string[];
    provisioningState?: string;
    networkSecurityGroup?: { id: string };
    routeTable?: { id: string };
    natGateway?: { id: string };
    ipConfigurations?: { id: string }[];
    privateEndpoints?: { id: string }[];
    delegations?: { properties?: { serviceName?: string } }[];
    serviceEndpointPolicies?: { id: string }[];
  };
}

/** A subnet that the cluster names. */
export interface WantedSubnet {
  id: string;
  role: 'masters' | 'workers';
  /** Where the request names it. */
  target: string;
  /** Undefined when the network has none such. */
  found: Subnet | undefined;
}

export const virtualNetwork = ({ look, places }: Survey): Promise<Look> =>
  look(places.virtualNetworkId, apiVersions.network);

/** The cluster's two; none when their network cannot be seen. */
export async function wantedSubnets(survey: Survey): Promise<WantedSubnet[]> {
  const network = await virtualNetwork(survey);
  if (network.kind !== 'found') return [];
  const all = (network.resource.properties?.['subnets'] ?? []) as Subnet[];
  const { masterSubnet, workerSubnet } = survey.places;
  const find = (id: string) => all.find((one) => one.id.toLowerCase() === id.toLowerCase());
  return [
    {
      ...{ id: masterSubnet.id, role: 'masters', target: 'properties.masterProfile.subnetId' },
      found: find(masterSubnet.id),
    },
    {
      ...{ id: workerSubnet.id, role: 'workers', target: 'properties.workerProfiles[0].subnetId' },
      found: find(workerSubnet.id),
    },
  ];
}

/** What the subnets refer to. */
export async function linkedResources(survey: Survey): Promise<{ routeTables: string[]; natGateways: string[] }> {
  const subnets = await wantedSubnets(survey);
  const idsOf = (member: 'routeTable' | 'natGateway') =>
    eachOnce(subnets.flatMap(({ found }) => found?.properties?.[member]?.id ?? []));
  return { routeTables: idsOf('routeTable'), natGateways: idsOf('natGateway') };
}

/** Ids as they were written first; Azure writes them with capitals of its own. */
const eachOnce = (ids: readonly string[]): string[] =>
  ids.filter((id, at) => ids.findIndex((one) => sameResource(one, id)) === at);

/** The network as a whole. */
export const network: Check = async (survey) => {
  const { virtualNetworkId } = survey.places;
  const found = await virtualNetwork(survey);
  if (found.kind === 'absent') return [networkFindings.missing(virtualNetworkId)];
  if (found.kind === 'refused') return [];
  const { location = '', properties } = found.resource;
  const wanted = survey.context.cluster.location;
  const { dnsServers = [] } = (properties?.['dhcpOptions'] ?? {}) as { dnsServers?: unknown[] };
  return [
    ...(normalizeLocation(location) === normalizeLocation(wanted)
      ? []
      : [networkFindings.elsewhere(virtualNetworkId, location, wanted)]),
    ...(dnsServers.length === 0 ? [] : [networkFindings.customDnsServers(virtualNetworkId)]),
  ];
};

export const isInGroup = (id: string, groupId: string) => id.toLowerCase().startsWith(`${groupId.toLowerCase()}/`);
