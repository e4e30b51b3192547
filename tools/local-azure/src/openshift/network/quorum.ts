import { equalIds } from '../../arm/model/resource-id.ts';
import { type Resource } from '../../arm/model/resource.ts';
import { type WorldView } from '../arm-world.ts';
import { groupIdOf, subscriptionOf, types } from './wiring.ts';

interface Named {
  groupId: string;
  infraId: string;
}

/** The bootstrap machine and the masters of a cluster that are there. */
export const machinesOf = (view: WorldView, { groupId, infraId }: Named): Resource[] =>
  view
    .ofType(subscriptionOf(groupId), types.machine)
    .filter(
      ({ id, name }) =>
        equalIds(groupIdOf(id), groupId) && (name === `${infraId}-bootstrap` || name.startsWith(`${infraId}-master-`)),
    );

/** Whether two masters run: with fewer, etcd has no majority, and the API does not answer. */
export const quorum = (view: WorldView, named: Named): boolean =>
  machinesOf(view, named).filter(
    ({ name, properties, provisioningState }) =>
      !name.endsWith('-bootstrap') &&
      provisioningState !== 'Deleting' &&
      (properties['powerState'] ?? 'running') === 'running',
  ).length >= 2;
