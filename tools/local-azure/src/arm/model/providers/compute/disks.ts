import { asObject, isText, type Json } from '../../json.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { diskApiVersions } from './api-versions.ts';
import { machineOfDisk } from './attachments.ts';
import { computeRefusals } from './refusals.ts';

export const diskType = 'Microsoft.Compute/disks';

/** Microsoft.Compute/disks. The disk of a machine comes with the machine and stays behind it. */
export const disk: ResourceType = {
  name: 'disks',
  apiVersions: diskApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  linked: (properties) => encryptionSetLinks(properties),
  accept({ properties, envelope, current, view }) {
    const creation = asObject(properties['creationData']);
    if (!current && !isText(creation['createOption'])) throw computeRefusals.missingParameter('disk.creationData');
    const size = properties['diskSizeGB'] ?? current?.properties['diskSizeGB'];
    if (!Number.isInteger(size) || Number(size) < 1 || Number(size) > 32_767)
      throw computeRefusals.invalidParameter(
        'disk.diskSizeGB',
        `The value '${String(size)}' of parameter 'disk.diskSizeGB' is out of range. Value must be between '1' and '32767', inclusive.`,
      );
    if (Number(size) < Number(current?.properties['diskSizeGB'] ?? 0))
      throw computeRefusals.notAllowed('Resize of a disk to a smaller size is not allowed.', 'disk.diskSizeGB');
    requireEncryptionSet(properties, view);
    const { diskState: _state, timeCreated: _created, uniqueId: _unique, provisioningState: _s, ...given } = properties;
    return {
      properties: { ...current?.properties, ...given, diskSizeGB: size },
      envelope: withSku(envelope, asObject(current?.envelope)),
    };
  },
  show: (resource, view) => ({
    ...resource.properties,
    diskSizeBytes: Number(resource.properties['diskSizeGB']) * 1_024 ** 3,
    timeCreated: resource.createdTime,
    diskState: stateOf(resource, view),
  }),
  refuseDelete(resource, view) {
    const user = machineOfDisk(view, resource);
    return user && computeRefusals.notAllowed(`Disk ${resource.name} is attached to VM ${user.id}.`);
  },
};

function stateOf(resource: Resource, view: ResourceView): string {
  const user = machineOfDisk(view, resource);
  if (!user) return 'Unattached';
  return user.properties['powerState'] === 'deallocated' ? 'Reserved' : 'Attached';
}

/** `managedBy` is Azure's to write. */
function withSku(envelope: Json, current: Json): Json {
  const { managedBy: _given, ...kept } = envelope;
  const sku = asObject(envelope['sku'] ?? current['sku']);
  const name = isText(sku['name']) ? sku['name'] : 'Standard_LRS';
  return {
    ...kept,
    ...(current['managedBy'] === undefined ? {} : { managedBy: current['managedBy'] }),
    sku: { name, tier: tierOf(name) },
  };
}

export const tierOf = (sku: string): string => sku.replace(/_.*$/, '');

const encryptionSetOf = (properties: Json): string | undefined => {
  const id = asObject(properties['encryption'])['diskEncryptionSetId'];
  return isText(id) ? id : undefined;
};

function encryptionSetLinks(properties: Json) {
  const id = encryptionSetOf(properties);
  return id === undefined ? [] : [{ id, action: 'Microsoft.Compute/diskEncryptionSets/read' }];
}

function requireEncryptionSet(properties: Json, view: ResourceView): void {
  const id = encryptionSetOf(properties);
  if (id !== undefined && !view.get(id)) throw computeRefusals.notFound(id);
}

/** The disks that are encrypted with a set. */
export const disksEncryptedWith = (view: ResourceView, setId: string): Resource[] =>
  view
    .ofType(parseResourcePath(setId)?.subscriptionId ?? '', diskType)
    .filter(({ properties }) => equalIds(encryptionSetOf(properties) ?? '', setId));
