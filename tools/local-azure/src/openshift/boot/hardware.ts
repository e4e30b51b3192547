import { type Resource } from '../../arm/model/resource.ts';
import { type WorldView } from '../arm-world.ts';
import { groupIdOf, inGroup, types } from '../network/wiring.ts';

/** The machines of which a cluster begins. */
export interface Hardware {
  infraId: string;
  groupId: string;
  bootstrap: Resource;
  /** Three, in the order of their numbers. */
  masters: Resource[];
}

/** What a cluster is known under: its group and its infra id. */
export const clusterIdOf = (groupId: string, infraId: string): string => `${groupId}/${infraId}`.toLowerCase();

const isOn = ({ provisioningState, properties }: Resource): boolean =>
  !['Failed', 'Deleting'].includes(provisioningState) && (properties['powerState'] ?? 'running') === 'running';

/** Every bootstrap machine, with its three masters, that is switched on. */
export function findHardware(view: WorldView): Hardware[] {
  return view.ofType(undefined, types.machine).flatMap((bootstrap) => {
    const infraId = /^(.+)-bootstrap$/.exec(bootstrap.name)?.[1];
    if (infraId === undefined || !isOn(bootstrap)) return [];
    const groupId = groupIdOf(bootstrap.id);
    const masters = [0, 1, 2]
      .map((number) => inGroup(view, groupId, types.machine, `${infraId}-master-${number}`))
      .filter((master) => master !== undefined && isOn(master)) as Resource[];
    return masters.length === 3 ? [{ infraId, groupId, bootstrap, masters }] : [];
  });
}
