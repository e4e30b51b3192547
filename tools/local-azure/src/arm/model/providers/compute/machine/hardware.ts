import { asList, asObject, isText, type Json } from '../../../json.ts';
import { parseResourcePath } from '../../../resource-id.ts';
import { type ResourceView } from '../../../resource.ts';
import { type ComputeOptions, roomFor50Clusters } from '../options.ts';
import { requireQuota, usageOf } from '../quota.ts';
import { computeRefusals } from '../refusals.ts';
import { zonesOf } from '../regions.ts';
import { availabilityOf } from '../skus.ts';
import { allSizes, findSize, type MachineSize } from '../sizes.ts';
import { type Machine } from './machine.ts';

/** @throws ArmError unless the size exists */
export function requireSize(properties: Json): MachineSize {
  const name = asObject(properties['hardwareProfile'])['vmSize'];
  if (!isText(name)) throw computeRefusals.missingParameter('hardwareProfile.vmSize');
  const size = findSize(name);
  if (size) return size;
  throw computeRefusals.unknownSize(
    name,
    allSizes.map((one) => one.name),
  );
}

export const sizeOf = (properties: Json | undefined): MachineSize | undefined =>
  properties && findSize(String(asObject(properties['hardwareProfile'])['vmSize']));

/** @throws ArmError when the region or the zone does not have the size for this subscription, or quota does not allow it */
export function requireRoom(options: ComputeOptions, view: ResourceView, machine: Machine, size: MachineSize): void {
  const { id, location, zones, current } = machine;
  const before = sizeOf(current?.properties);
  if (before?.name !== size.name) requireAvailable(options, machine, size);
  const offered = zonesOf(location);
  if (zones.some((zone) => !offered.includes(zone)))
    throw computeRefusals.zonesNotSupported(id, zones, location, offered);
  const subscriptionId = parseResourcePath(id)?.subscriptionId ?? '';
  requireQuota(options.quota ?? roomFor50Clusters, usageOf(view, subscriptionId, location, id), size, location, before);
}

function requireAvailable(options: ComputeOptions, { location, zones }: Machine, size: MachineSize): void {
  const { inRegion, zones: open } = availabilityOf(options, size.name, location);
  if (!inRegion) throw computeRefusals.skuNotAvailable(size.name, `location '${location}'`);
  const closed = zones.find((zone) => zonesOf(location).includes(zone) && !open.includes(zone));
  if (closed !== undefined) throw computeRefusals.skuNotAvailable(size.name, `location '${location}' zone '${closed}'`);
}

/** @throws ArmError when encryption at host is asked for and the subscription or the size does not have it */
export function requireSecurity(options: ComputeOptions, { id, properties }: Machine, size: MachineSize): void {
  if (asObject(properties['securityProfile'])['encryptionAtHost'] !== true) return;
  const target = 'securityProfile.encryptionAtHost';
  const subscriptionId = parseResourcePath(id)?.subscriptionId ?? '';
  if (options.hasFeature?.(subscriptionId, 'EncryptionAtHost') === false)
    throw computeRefusals.invalidParameter(
      target,
      `The property '${target}' is not valid because the 'Microsoft.Compute/EncryptionAtHost' feature is not enabled for this subscription.`,
    );
  if (!size.encryptionAtHost)
    throw computeRefusals.invalidParameter(
      target,
      `The property '${target}' is not valid because the VM size '${size.name}' does not support encryption at host.`,
    );
}

/** The zone of a machine: none, or exactly one. */
export function readZones(envelope: Json): string[] {
  const zones = asList(envelope['zones']).map(String);
  if (zones.length > 1)
    throw computeRefusals.invalidParameter('zones', 'A virtual machine can be in one availability zone only.');
  return zones;
}
