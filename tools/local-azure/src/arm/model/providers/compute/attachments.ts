import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type OtherChange } from '../provider.ts';
import { machineType } from './quota.ts';

/** The disks of a machine, that of the system first: as `storageProfile` has them. */
export const diskEntriesOf = (properties: Json): Json[] => {
  const { osDisk, dataDisks } = asObject(properties['storageProfile']);
  return [asObject(osDisk), ...asList(dataDisks).map(asObject)];
};

const idOf = (entry: Json): string[] => {
  const id = asObject(entry['managedDisk'])['id'];
  return isText(id) ? [id] : [];
};

export const diskIdsOf = (properties: Json): string[] => diskEntriesOf(properties).flatMap(idOf);

export const nicEntriesOf = (properties: Json): Json[] =>
  asList(asObject(properties['networkProfile'])['networkInterfaces']).map(asObject);

export const nicIdsOf = (properties: Json): string[] =>
  nicEntriesOf(properties).flatMap(({ id }) => (isText(id) ? [id] : []));

const has = (ids: string[], id: string): boolean => ids.some((one) => equalIds(one, id));

/** The machine that has a disk, which the disk names as its `managedBy`. */
export function machineOfDisk(view: ResourceView, disk: Resource): Resource | undefined {
  const machine = view.get(String(disk.envelope['managedBy']));
  return machine && has(diskIdsOf(machine.properties), disk.id) ? machine : undefined;
}

/** Writes into a disk whose it is; nobody's when `machineId` is absent. */
export function handOver(disk: Resource, machineId?: string): OtherChange {
  const { managedBy: _before, ...envelope } = disk.envelope;
  const { id, type, location, properties } = disk;
  return {
    kind: 'put',
    id,
    type,
    ...(location === undefined ? {} : { location }),
    envelope: { ...envelope, ...(machineId === undefined ? {} : { managedBy: machineId }) },
    properties,
  };
}

/** The machines of the subscription that have a network interface. */
export const machinesOfNic = (view: ResourceView, id: string): Resource[] =>
  view
    .ofType(parseResourcePath(id)?.subscriptionId ?? '', machineType)
    .filter(({ properties }) => has(nicIdsOf(properties), id));
