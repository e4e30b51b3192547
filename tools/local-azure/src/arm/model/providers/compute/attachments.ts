import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
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

/** The machines of the subscription that have a disk, or a network interface. */
export const machinesUsing = (view: ResourceView, id: string, idsOf: (properties: Json) => string[]): Resource[] =>
  view
    .ofType(parseResourcePath(id)?.subscriptionId ?? '', machineType)
    .filter(({ properties }) => idsOf(properties).some((one) => equalIds(one, id)));
