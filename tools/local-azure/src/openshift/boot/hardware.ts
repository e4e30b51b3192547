import { type Resource } from '../../arm/model/resource.ts';
import { type WorldView } from '../arm-world.ts';
import { groupIdOf, inGroup, types } from '../network/wiring.ts';

/** The machines of which a cluster begins. */
export interface Hardware {
  infraId: string;
  groupId: string;
  bootstrap: Resource;
  /** Those that are switched on, in the order of their numbers. */
  masters: Resource[];
}

const masterNames = (infraId: string): string[] => [0, 1, 2].map((number) => `${infraId}-master-${number}`);

/** The names of the masters without which the cluster does not begin. */
export const missingMasters = ({ infraId, masters }: Hardware): string[] =>
  masterNames(infraId).filter((name) => !masters.some((master) => master.name === name));

/** What a cluster is known under: its group and its infra id. */
export const clusterIdOf = (groupId: string, infraId: string): string => `${groupId}/${infraId}`.toLowerCase();

const isOn = ({ provisioningState, properties }: Resource): boolean =>
  !['Failed', 'Deleting'].includes(provisioningState) && (properties['powerState'] ?? 'running') === 'running';

/** Every bootstrap machine that is switched on, with those of its masters that are. */
export function findHardware(view: WorldView): Hardware[] {
  return view.ofType(undefined, types.machine).flatMap((bootstrap) => {
    const infraId = /^(.+)-bootstrap$/.exec(bootstrap.name)?.[1];
    if (infraId === undefined || !isOn(bootstrap)) return [];
    const groupId = groupIdOf(bootstrap.id);
    const masters = masterNames(infraId)
      .map((name) => inGroup(view, groupId, types.machine, name))
      .filter((master): master is Resource => master !== undefined && isOn(master));
    return [{ infraId, groupId, bootstrap, masters }];
  });
}
