import { randomUUID } from 'node:crypto';
import { asList, asObject, isText, type Json, sameJson } from '../../../json.ts';
import { equalIds } from '../../../resource-id.ts';
import { type ResourceView } from '../../../resource.ts';
import { type OtherChange } from '../../provider.ts';
import { diskIdsOf, handOver, machineOfDisk } from '../attachments.ts';
import { diskType, tierOf } from '../disks.ts';
import { findImage, type MarketplaceImage, readImageReference } from '../images.ts';
import { computeRefusals } from '../refusals.ts';
import { type MachineSize } from '../sizes.ts';
import { type Machine } from './machine.ts';

/** A `storageProfile` that holds, and the disks that are made, taken or let go. */
export interface AcceptedStorage {
  profile: Json;
  disks: OtherChange[];
}

/** @throws ArmError in the words of Microsoft.Compute */
export function acceptStorage(machine: Machine, size: MachineSize, view: ResourceView): AcceptedStorage {
  const { properties, current } = machine;
  const given = asObject(properties['storageProfile']);
  const before = current && asObject(current.properties['storageProfile']);
  const image = acceptImage(machine, given, before, size);
  const system = acceptDisk(machine, asObject(given['osDisk']), view, {
    path: 'osDisk',
    defaultName: `${machine.name}_OsDisk_1_${randomUUID().replaceAll('-', '')}`,
    ...(image === undefined ? {} : { image: image.found }),
    ...(before === undefined ? {} : { before: asObject(before['osDisk']) }),
  });
  const data = asList(given['dataDisks']).map((entry) => {
    const { lun } = asObject(entry);
    const earlier = asList(before?.['dataDisks'])
      .map(asObject)
      .find((one) => one['lun'] === lun);
    return acceptDisk(machine, asObject(entry), view, {
      path: 'dataDisk',
      defaultName: `${machine.name}_disk${String(lun)}_${randomUUID().replaceAll('-', '')}`,
      ...(earlier === undefined ? {} : { before: earlier }),
    });
  });
  const profile = {
    ...(image === undefined ? {} : { imageReference: image.reference }),
    osDisk: { osType: 'Linux', ...system.entry },
    dataDisks: data.map(({ entry }) => entry),
  };
  const changes = [system, ...data].flatMap(({ change }) => (change === undefined ? [] : [change]));
  return { profile, disks: [...changes, ...letGo(current?.properties, { storageProfile: profile }, view)] };
}

/** The disks that an update leaves out. */
function letGo(before: Json | undefined, after: Json, view: ResourceView): OtherChange[] {
  const kept = diskIdsOf(after);
  const gone = before === undefined ? [] : diskIdsOf(before).filter((id) => !kept.some((one) => equalIds(one, id)));
  return gone.flatMap((id) => {
    const disk = view.get(id);
    return disk ? [handOver(disk)] : [];
  });
}

function acceptImage(machine: Machine, given: Json, before: Json | undefined, size: MachineSize) {
  const reference = readImageReference(given['imageReference']);
  const stored = before && readImageReference(before['imageReference']);
  if (before) {
    if (reference && !sameJson(reference, stored)) throw computeRefusals.unchangeable('imageReference');
    const found = stored && findImage(stored)?.image;
    if (found) requireGeneration(found, size);
    return found && { reference: asObject(before['imageReference']), found };
  }
  if (asObject(given['osDisk'])['createOption'] === 'Attach') return undefined;
  if (!reference) throw computeRefusals.missingParameter('imageReference');
  const { publisher, offer, sku, version } = reference;
  const found = findImage(reference);
  if (!found) throw computeRefusals.imageNotFound(`${publisher}:${offer}:${sku}:${version}`);
  requirePlan(machine, found.image);
  requireGeneration(found.image, size);
  return { reference: { ...reference, exactVersion: found.exactVersion }, found: found.image };
}

function requireGeneration({ generation }: MarketplaceImage, size: MachineSize): void {
  if (!size.generations.includes(generation))
    throw computeRefusals.wrongGeneration(size.name, generation.replace('V', ''));
}

function requirePlan({ name, plan }: Machine, image: MarketplaceImage): void {
  const isGiven = Object.keys(plan).length > 0;
  if (!image.plan) {
    if (isGiven) throw computeRefusals.planUnexpected(name);
    return;
  }
  if (!isGiven) throw computeRefusals.planMissing(name, image.plan);
  const { publisher, product, name: planName } = plan;
  if (!sameJson({ publisher, product, name: planName }, image.plan)) throw computeRefusals.planUnexpected(name);
}

interface DiskOfMachine {
  /** As `storageProfile` has it. */
  entry: Json;
  change?: OtherChange;
}

interface DiskContext {
  path: 'osDisk' | 'dataDisk';
  defaultName: string;
  image?: MarketplaceImage;
  /** The entry as it is stored. */
  before?: Json;
}

function acceptDisk(machine: Machine, given: Json, view: ResourceView, context: DiskContext): DiskOfMachine {
  const { path, before, image } = context;
  if (before) {
    if (isText(given['name']) && given['name'] !== before['name']) throw computeRefusals.unchangeable(`${path}.name`);
    return { entry: { ...before, ...kept(given) } };
  }
  const option = given['createOption'];
  if (!isText(option)) throw computeRefusals.missingParameter(`${path}.createOption`);
  if (option === 'Attach') return attach(machine, given, view, path);
  const wanted = path === 'osDisk' ? 'FromImage' : 'Empty';
  if (option !== wanted)
    throw computeRefusals.invalidParameter(
      `${path}.createOption`,
      `The value '${option}' of parameter '${path}.createOption' is not served here; '${wanted}' and 'Attach' are.`,
    );
  return make(machine, given, view, context, option, image);
}

const kept = (given: Json): Json =>
  Object.fromEntries(
    Object.entries(given).filter(([member]) => ['caching', 'deleteOption', 'writeAcceleratorEnabled'].includes(member)),
  );

function attach({ id }: Machine, given: Json, view: ResourceView, path: string): DiskOfMachine {
  const diskId = asObject(given['managedDisk'])['id'];
  if (!isText(diskId)) throw computeRefusals.missingParameter(`${path}.managedDisk.id`);
  const found = view.get(diskId);
  if (!found) throw computeRefusals.notFound(diskId);
  const user = machineOfDisk(view, found);
  if (user && !equalIds(user.id, id))
    throw computeRefusals.notAllowed(
      `Disk ${found.name} cannot be attached to VM '${id}' because it is already attached to VM '${user.id}'. A disk can be attached to only one VM.`,
    );
  const storageAccountType = asObject(found.envelope['sku'])['name'];
  const entry = {
    ...given,
    name: found.name,
    diskSizeGB: found.properties['diskSizeGB'],
    managedDisk: { ...asObject(given['managedDisk']), id: diskId, storageAccountType },
  };
  return { entry, change: handOver(found, id) };
}

function make(
  { id, name: machineName, location, zones }: Machine,
  given: Json,
  view: ResourceView,
  { path, defaultName }: DiskContext,
  createOption: string,
  image: MarketplaceImage | undefined,
): DiskOfMachine {
  const name = isText(given['name']) ? given['name'] : defaultName;
  const diskId = `${id.split('/').slice(0, -2).join('/')}/disks/${name}`;
  if (view.get(diskId)) throw computeRefusals.diskExists(name, id.split('/')[4] ?? '');
  const least = image?.diskSizeGB ?? 1;
  const diskSizeGB = given['diskSizeGB'] ?? least;
  if (!Number.isInteger(diskSizeGB) || Number(diskSizeGB) < least)
    throw computeRefusals.notAllowed(
      `The specified disk size ${String(diskSizeGB)} GB is smaller than the size of the corresponding disk in the VM image: ${least} GB. This is not allowed. Please choose equal or greater size or do not specify an explicit size.`,
      `${path}.diskSizeGB`,
    );
  const managed = asObject(given['managedDisk']);
  const sku = isText(managed['storageAccountType']) ? managed['storageAccountType'] : 'Premium_LRS';
  const setId = asObject(managed['diskEncryptionSet'])['id'];
  if (isText(setId) && view.get(setId)?.location !== location) throw computeRefusals.notFound(setId);
  const encryption = isText(setId)
    ? { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId: setId }
    : { type: 'EncryptionAtRestWithPlatformKey' };
  return {
    entry: {
      caching: path === 'osDisk' ? 'ReadWrite' : 'None',
      deleteOption: 'Detach',
      ...given,
      name,
      createOption,
      diskSizeGB,
      managedDisk: { ...managed, storageAccountType: sku, id: diskId },
    },
    change: {
      kind: 'put',
      id: diskId,
      type: diskType,
      location,
      envelope: {
        managedBy: id,
        sku: { name: sku, tier: tierOf(sku) },
        ...(zones.length === 0 ? {} : { zones }),
      },
      properties: {
        ...(path === 'osDisk' ? { osType: 'Linux', hyperVGeneration: image?.generation ?? 'V1' } : {}),
        creationData: { createOption, ...(image === undefined ? {} : { source: machineName }) },
        diskSizeGB,
        encryption,
        networkAccessPolicy: 'AllowAll',
        publicNetworkAccess: 'Enabled',
      },
    },
  };
}
