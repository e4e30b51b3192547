import { parentIdOf } from '../../../arm/model/resource-id.ts';
import { resolvePrivate } from '../../network/names.ts';
import { type Boot, type Condition, firstFault } from './condition.ts';
import { internalAddress } from './load-balancers.ts';
import { primaryOf } from './network.ts';

/** Machines find the API by the private zone that is linked to their network. */
export const internalNamesResolve: Condition<Boot> = ({ hardware, world, assets }: Boot) => {
  const network = parentIdOf(primaryOf(world.view, hardware.bootstrap)?.subnetId ?? '') ?? '';
  const expected = internalAddress(world.view, hardware.groupId, assets.infraId);
  return firstFault([`api-int.${assets.domain}`, `api.${assets.domain}`], (name) => {
    const found = resolvePrivate(world.view, network, name);
    if (found.length === 0) return `resolver: ${name} is not known in the machines' network`;
    if (expected !== '' && found.includes(expected)) return undefined;
    return `resolver: ${name} is ${found.join(', ')}, the API is at ${expected || 'no address'}`;
  });
};
