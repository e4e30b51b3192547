import { ArmError } from '../../errors.ts';
import { equalIds, parentIdOf } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { linkedRights } from './linked-rights.ts';
import { privateDnsDefaults } from './private-dns-zones.ts';
import { badRequest, refersTo, referenceOf, requireReference } from './shared.ts';
import { networkTypes } from './type-names.ts';

/** Microsoft.Network/privateDnsZones/virtualNetworkLinks: the zone answers in that network from then on. */
export const virtualNetworkLink: ResourceType = {
  ...privateDnsDefaults,
  name: 'privateDnsZones/virtualNetworkLinks',
  kind: 'global',
  longRunning: { put: true, delete: true },
  linked: linkedRights,
  accept({ id, properties, current, view }) {
    const network =
      referenceOf(properties, 'virtualNetwork') ?? referenceOf(current?.properties ?? {}, 'virtualNetwork');
    if (network === undefined)
      throw badRequest('BadRequest', `The virtual network link ${id} names no virtual network.`);
    if (current && !refersTo(current.properties, 'virtualNetwork', network))
      throw badRequest('BadRequest', `The virtual network of ${id} cannot be changed.`);
    requireReference(view, id, network);
    refuseOverlap(view, id, network);
    return {
      properties: {
        registrationEnabled: properties['registrationEnabled'] === true,
        virtualNetwork: { id: network },
        virtualNetworkLinkState: 'Completed',
      },
    };
  },
};

/** Within a network a name has one zone. */
function refuseOverlap(view: ResourceView, id: string, network: string): void {
  const zoneId = parentIdOf(id) ?? '';
  const zone = zoneId.split('/').at(-1) ?? '';
  for (const link of view.ofType(undefined, networkTypes.virtualNetworkLink)) {
    if (equalIds(link.id, id) || !refersTo(link.properties, 'virtualNetwork', network)) continue;
    const otherId = parentIdOf(link.id) ?? '';
    const other = otherId.split('/').at(-1) ?? '';
    if (other.toLowerCase() !== zone.toLowerCase()) continue;
    if (equalIds(otherId, zoneId))
      throw new ArmError(409, 'Conflict', `The virtual network ${network} is linked to the zone ${zone} already.`);
    throw new ArmError(
      400,
      'BadRequest',
      `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${zone}' and '${other}' zones.`,
    );
  }
}
