import { randomUUID } from 'node:crypto';
import { asObject, isText, type Json } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { acceptIdentity, type IdentityOptions } from '../managed-identity/identities.ts';
import { type Accepted, type OtherChange, type PutRequest, type ResourceType } from '../provider.ts';
import { machineApiVersions } from './api-versions.ts';
import { diskEntriesOf, handOver, nicEntriesOf, nicIdsOf } from './attachments.ts';
import { machineActions } from './machine/actions.ts';
import { readZones, requireRoom, requireSecurity, requireSize } from './machine/hardware.ts';
import { type Machine } from './machine/machine.ts';
import { acceptNetwork } from './machine/network.ts';
import { acceptOs } from './machine/os.ts';
import { acceptStorage } from './machine/storage.ts';
import { showMachine } from './machine/view.ts';
import { type ComputeOptions } from './options.ts';
import { computeRefusals } from './refusals.ts';

/**
 * Microsoft.Compute/virtualMachines. What is stored holds more than GET shows: `osProfile.customData`, which whoever
 * stands in for the hardware boots from, and `powerState`.
 */
export const virtualMachine = (options: ComputeOptions, identities: IdentityOptions): ResourceType => ({
  name: 'virtualMachines',
  apiVersions: machineApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  linked: linksOf,
  accept: (request) => accept(request, options, identities),
  actions: machineActions(options),
  show: (machine, _view, expand) => showMachine(machine, expand),
  onDelete: partsThatChange,
});

function accept(request: PutRequest, options: ComputeOptions, identities: IdentityOptions): Accepted {
  const { id, name, properties, envelope, current, view } = request;
  const machine: Machine = {
    id,
    name,
    location: request.location ?? '',
    zones: readZones(envelope),
    plan: asObject(envelope['plan']),
    properties,
    ...(current === undefined ? {} : { current }),
  };
  if (current && !sameZones(machine, current)) throw computeRefusals.unchangeable('zones');
  const size = requireSize(properties);
  const networkProfile = acceptNetwork(machine, size, view);
  const { profile: storageProfile, disks } = acceptStorage(machine, size, view);
  const osProfile = acceptOs(machine);
  requireSecurity(options, machine, size);
  requireRoom(options, view, machine, size);
  const identity = acceptIdentity(identities, {
    id,
    name,
    given: envelope['identity'],
    current: current?.envelope['identity'],
    view,
  });
  const { identity: _sent, ...rest } = envelope;
  const failure = current ? undefined : options.allocate?.({ id, size: size.name, location: machine.location });
  return {
    properties: {
      ...writable(properties),
      hardwareProfile: { ...asObject(properties['hardwareProfile']), vmSize: size.name },
      storageProfile,
      ...(osProfile === undefined ? {} : { osProfile }),
      networkProfile,
      vmId: current?.properties['vmId'] ?? randomUUID(),
      powerState: current?.properties['powerState'] ?? 'running',
    },
    envelope: { ...rest, ...(identity === undefined ? {} : { identity }) },
    others: disks,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Without what is Azure's to write. */
function writable(properties: Json): Json {
  const { vmId: _id, timeCreated: _time, instanceView: _view, provisioningState: _state, ...given } = properties;
  const { resources: _resources, powerState: _power, ...kept } = given;
  return kept;
}

const sameZones = ({ zones }: Machine, current: Resource): boolean =>
  zones.join() === readZones(current.envelope).join();

function linksOf(properties: Json): { id: string; action: string }[] {
  const sets = diskEntriesOf(properties).flatMap(({ managedDisk }) => {
    const { id } = asObject(asObject(managedDisk)['diskEncryptionSet']);
    return isText(id) ? [id] : [];
  });
  return [
    ...nicIdsOf(properties).map((id) => ({ id, action: 'Microsoft.Network/networkInterfaces/join/action' })),
    ...sets.map((id) => ({ id, action: 'Microsoft.Compute/diskEncryptionSets/read' })),
  ].filter(({ id }) => parseResourcePath(id) !== undefined);
}

/** Disks and interfaces stay behind unless their `deleteOption` says `Delete`; a disk forgets whose it was. */
function partsThatChange({ properties }: Resource, view: ResourceView): OtherChange[] {
  const goes = (options: Json): boolean => String(options['deleteOption']).toLowerCase() === 'delete';
  const disks = diskEntriesOf(properties).flatMap((entry): OtherChange[] => {
    const found = view.get(String(asObject(entry['managedDisk'])['id']));
    if (!found) return [];
    return [goes(entry) ? { kind: 'remove', id: found.id } : handOver(found)];
  });
  const nics = nicEntriesOf(properties)
    .filter((entry) => goes(asObject(entry['properties'])))
    .map(({ id }): OtherChange => ({ kind: 'remove', id: String(id) }));
  return [...disks, ...nics];
}
