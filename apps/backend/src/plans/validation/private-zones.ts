import { apiVersions } from '../../names.ts';
import { fullDomain } from '../names.ts';
import { networkFindings } from './network-findings.ts';
import { isInGroup } from './network.ts';
import { type Check } from './survey.ts';

/** A second zone of the cluster's domain in its network would hide the cluster's own; Azure refuses the second link. */
export const privateZones: Check = async ({ context: { cluster, id, place }, places, list }) => {
  const domain = fullDomain(cluster, place.dns.name);
  const { resourceGroupId } = cluster.properties.clusterProfile;
  const all = await list(
    `/subscriptions/${id.subscriptionId}/providers/Microsoft.Network/privateDnsZones`,
    apiVersions.privateDns,
  );
  const ofTheName = all.filter((zone) => zone.name?.toLowerCase() === domain && !isInGroup(zone.id, resourceGroupId));
  const links = await Promise.all(
    ofTheName.map((zone) => list(`${zone.id}/virtualNetworkLinks`, apiVersions.privateDns)),
  );
  const isLinked = links.flat().some((link) => {
    const linked = link.properties?.['virtualNetwork'] as { id?: string } | undefined;
    return linked?.id?.toLowerCase() === places.virtualNetworkId.toLowerCase();
  });
  return isLinked ? [networkFindings.privateZoneLinked(domain, places.virtualNetworkId)] : [];
};
