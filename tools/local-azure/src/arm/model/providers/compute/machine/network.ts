import { ArmError } from '../../../errors.ts';
import { asObject, isText, type Json } from '../../../json.ts';
import { equalIds } from '../../../resource-id.ts';
import { type Resource, type ResourceView } from '../../../resource.ts';
import { requireReference } from '../../network/shared.ts';
import { machinesOfNic, nicEntriesOf } from '../attachments.ts';
import { computeRefusals } from '../refusals.ts';
import { allSizes, type MachineSize } from '../sizes.ts';
import { type Machine } from './machine.ts';

const refuse = (code: string, message: string): ArmError => new ArmError(400, code, message, { details: [] });

/**
 * A `networkProfile` whose interfaces exist in the machine's region and are nobody else's.
 * @throws ArmError with the codes of Microsoft.Network, which Microsoft.Compute passes on
 */
export function acceptNetwork(machine: Machine, size: MachineSize, view: ResourceView): Json {
  const entries = nicEntriesOf(machine.properties);
  if (entries.length === 0) throw computeRefusals.missingParameter('networkProfile.networkInterfaces');
  if (entries.length > size.maxNics)
    throw refuse(
      'NetworkInterfaceCountExceeded',
      `The number of network interfaces for virtual machine ${machine.name} exceeds the maximum allowed for the virtual machine size ${size.name}. The number of network interfaces is ${entries.length} and the maximum allowed is ${size.maxNics}.`,
    );
  const primaries = entries.filter(({ properties }) => asObject(properties)['primary'] === true);
  if (primaries.length > 1 || (entries.length > 1 && primaries.length === 0))
    throw refuse(
      'VirtualMachineMustHaveOneNetworkInterfaceAsPrimary',
      `Virtual machine ${machine.name} must have one network interface set as the primary.`,
    );
  for (const { id } of entries) {
    if (!isText(id)) throw computeRefusals.missingParameter('networkInterface.id');
    requireNic(machine, size, id, view);
  }
  return {
    networkInterfaces: entries.map(({ id, properties }) => ({
      id,
      properties: { deleteOption: 'Detach', ...asObject(properties), primary: isPrimary(properties, entries.length) },
    })),
  };
}

const isPrimary = (properties: unknown, count: number): boolean =>
  count === 1 || asObject(properties)['primary'] === true;

function requireNic(machine: Machine, size: MachineSize, id: string, view: ResourceView): void {
  requireReference(view, machine.id, id);
  const nic = view.get(id);
  if (nic?.location !== machine.location)
    throw refuse(
      'InvalidResourceReference',
      `Resource ${id} referenced by resource ${machine.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  refuseUsed(machine, nic, view);
  if (nic.properties['enableAcceleratedNetworking'] === true && !size.acceleratedNetworking)
    throw refuse(
      'VMSizeIsNotPermittedToEnableAcceleratedNetworking',
      `Virtual Machine size ${size.name} is not in the allowed list of VM sizes for accelerated networking to be enabled on Network Interface ${machine.id}. Allowed sizes: ${allowed().join(', ')}.`,
    );
}

function refuseUsed(machine: Machine, nic: Resource, view: ResourceView): void {
  const other = machinesOfNic(view, nic.id).find((one) => !equalIds(one.id, machine.id));
  const endpoint = asObject(nic.properties['privateEndpoint'])['id'];
  const user = other?.id ?? (isText(endpoint) ? endpoint : undefined);
  if (user !== undefined) throw refuse('NicInUse', `Network Interface ${nic.id} is used by existing resource ${user}.`);
}

const allowed = (): string[] => allSizes.filter((size) => size.acceleratedNetworking).map(({ name }) => name);
