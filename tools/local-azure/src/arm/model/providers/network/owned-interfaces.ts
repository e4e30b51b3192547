import { randomUUID } from 'node:crypto';
import { type Json } from '../../json.ts';
import { type ResourceView } from '../../resource.ts';
import { type OtherChange } from '../provider.ts';
import { assignAddresses, type Wanted } from './addresses.ts';
import { networkTypes } from './type-names.ts';

interface OwnedInterface {
  /** The interface's. */
  id: string;
  location: string;
  owner: { member: 'privateEndpoint' | 'privateLinkService'; id: string };
  /** `id` is that of the interface's own IP configuration. */
  configurations: (Wanted & { name: string })[];
}

/** The network interface that comes with a private endpoint or a private link service, with its addresses. */
export function ownedInterface(
  view: ResourceView,
  { id, location, owner, configurations }: OwnedInterface,
): { change: OtherChange; addresses: Json[] } {
  const before = view.get(id);
  const addresses = assignAddresses(view, id, configurations);
  const entries = configurations.map(({ name }, index) => ({
    name,
    properties: { privateIPAddressVersion: 'IPv4', primary: index === 0, ...addresses[index] },
  }));
  const change: OtherChange = {
    kind: 'put',
    id,
    type: networkTypes.networkInterface,
    location,
    properties: {
      ...before?.properties,
      dnsSettings: { dnsServers: [] },
      enableAcceleratedNetworking: false,
      enableIPForwarding: false,
      resourceGuid: before?.properties['resourceGuid'] ?? randomUUID(),
      ipConfigurations: entries,
      [owner.member]: { id: owner.id },
    },
  };
  return { change, addresses };
}

/** Its IP configurations, as resources of their own. */
export const ownedConfigurations = (change: OtherChange): OtherChange[] => {
  if (change.kind === 'remove') return [];
  const { ipConfigurations = [] } = change.properties as { ipConfigurations?: { name: string; properties: Json }[] };
  return ipConfigurations.map(({ name, properties }) => ({
    kind: 'put',
    id: `${change.id}/ipConfigurations/${name}`,
    type: `${networkTypes.networkInterface}/ipConfigurations`,
    properties,
  }));
};
