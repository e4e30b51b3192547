import { asList, asObject, isText, type Json } from '../../../json.ts';
import { computeRefusals } from '../refusals.ts';
import { allSizes, findSize, type MachineSize } from '../sizes.ts';
import { findImage, readImageReference } from '../images.ts';
import { healthSettings, minutesOf } from './model.ts';

const { invalidParameter, missingParameter, notAllowed } = computeRefusals;

/** @throws ArmError unless the size exists */
export function requireSetSize({ sku }: Json): MachineSize {
  const { name } = asObject(sku);
  if (!isText(name)) throw missingParameter('sku.name');
  const size = findSize(name);
  if (size) return size;
  throw computeRefusals.unknownSize(
    name,
    allSizes.map((one) => one.name),
  );
}

/** @throws ArmError unless it is a number of instances that a scale set of platform images can have */
export function requireCapacity(value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1_000) return Number(value);
  throw invalidParameter(
    'sku.capacity',
    `The value of parameter sku.capacity is invalid: '${String(value)}'. It must be between 0 and 1000.`,
  );
}

/** @throws ArmError unless there is such an image and the size boots it */
export function requireImage(profile: Json, size: MachineSize): void {
  const reference = readImageReference(asObject(profile['storageProfile'])['imageReference']);
  if (!reference) throw missingParameter('imageReference');
  const found = findImage(reference);
  const { publisher, offer, sku, version } = reference;
  if (!found) throw computeRefusals.imageNotFound(`${publisher}:${offer}:${sku}:${version}`);
  if (!size.generations.includes(found.image.generation))
    throw computeRefusals.wrongGeneration(size.name, found.image.generation.replace('V', ''));
}

/**
 * The terminate notification, automatic repairs and upgrades of the system, and the health that the latter two need
 * ("Terminate notification", "Automatic instance repairs", "Application Health extension").
 * @throws ArmError
 */
export function requireHealthAndNotice(properties: Json, profile: Json): void {
  requireNotice(asObject(asObject(profile['scheduledEventsProfile'])['terminateNotificationProfile']));
  requireHealth(healthSettings(profile));
  const hasHealth =
    healthSettings(profile) !== undefined || isText(asObject(asObject(profile['networkProfile'])['healthProbe'])['id']);
  requireRepairs(asObject(properties['automaticRepairsPolicy']), hasHealth);
  const { mode } = asObject(properties['upgradePolicy']);
  if (!['manual', 'automatic', 'rolling'].includes(String(mode).toLowerCase()))
    throw missingParameter('upgradePolicy.mode');
  if (String(mode).toLowerCase() === 'rolling' && !hasHealth)
    throw notAllowed(
      'Rolling Upgrade mode is not supported for this Virtual Machine Scale Set because a health probe or health extension was not provided.',
    );
}

function requireNotice({ enable, notBeforeTimeout }: Json): void {
  if (enable !== true || notBeforeTimeout === undefined) return;
  const minutes = minutesOf(notBeforeTimeout);
  if (minutes === undefined || minutes < 5 || minutes > 15)
    throw invalidParameter(
      'terminateNotificationProfile.notBeforeTimeout',
      `The value '${String(notBeforeTimeout)}' of parameter 'terminateNotificationProfile.notBeforeTimeout' is invalid. It must be an ISO 8601 duration from PT5M to PT15M.`,
    );
}

function requireHealth(settings: Json | undefined): void {
  if (!settings) return;
  const refuse = (member: string, allowed: string) => {
    throw invalidParameter(
      `settings.${member}`,
      `The Application Health extension's setting '${member}' is invalid: '${String(settings[member])}'. ${allowed}`,
    );
  };
  const protocol = String(settings['protocol']).toLowerCase();
  if (!['http', 'https', 'tcp'].includes(protocol)) refuse('protocol', 'It is http, https or tcp.');
  const within = (member: string, least: number, most: number) => {
    const value = settings[member];
    if (value !== undefined && !(Number.isInteger(value) && Number(value) >= least && Number(value) <= most))
      refuse(member, `It is from ${least} to ${most}.`);
  };
  if (settings['port'] === undefined && protocol === 'tcp') refuse('port', 'It must be given for tcp.');
  within('port', 1, 65_535);
  within('intervalInSeconds', 5, 60);
  within('numberOfProbes', 1, 24);
  within('gracePeriod', 5, 14_400);
}

function requireRepairs({ enabled, gracePeriod, repairAction }: Json, hasHealth: boolean): void {
  if (gracePeriod !== undefined) {
    const minutes = minutesOf(gracePeriod);
    if (minutes === undefined || minutes < 10 || minutes > 90)
      throw invalidParameter(
        'automaticRepairsPolicy.gracePeriod',
        `The value '${String(gracePeriod)}' of parameter 'automaticRepairsPolicy.gracePeriod' is invalid. It must be an ISO 8601 duration from PT10M to PT90M.`,
      );
  }
  if (repairAction !== undefined && !['Replace', 'Reimage', 'Restart'].includes(String(repairAction)))
    throw invalidParameter(
      'automaticRepairsPolicy.repairAction',
      `The value '${String(repairAction)}' of parameter 'automaticRepairsPolicy.repairAction' is invalid.`,
    );
  if (enabled === true && !hasHealth)
    throw notAllowed(
      'Automatic repairs not supported for this Virtual Machine Scale Set because a health probe or health extension was not provided.',
    );
}

/** The configuration of network interfaces. @throws ArmError unless exactly one is the primary one, as within each */
export function requireInterfaces(profile: Json): Json[] {
  const given = asList(asObject(profile['networkProfile'])['networkInterfaceConfigurations']).map(asObject);
  if (given.length === 0) throw missingParameter('networkInterfaceConfigurations');
  const primary = given.filter((one) => given.length === 1 || asObject(one['properties'])['primary'] === true);
  if (primary.length !== 1)
    throw invalidParameter(
      'networkInterfaceConfigurations',
      'A network profile must have exactly one network interface configuration that is the primary one.',
    );
  for (const one of given) {
    if (!isText(one['name'])) throw missingParameter('networkInterfaceConfigurations.name');
    const configurations = asList(asObject(one['properties'])['ipConfigurations']).map(asObject);
    if (configurations.length === 0) throw missingParameter('ipConfigurations');
    for (const { name } of configurations) if (!isText(name)) throw missingParameter('ipConfigurations.name');
  }
  return given;
}
