import { randomUUID } from 'node:crypto';
import { type Clock } from '@aro-rp/time';
import { asList, asObject, isText, type Json } from '../../../json.ts';
import { parseResourcePath } from '../../../resource-id.ts';
import { type Resource } from '../../../resource.ts';
import { acceptIdentity, type IdentityOptions } from '../../managed-identity/identities.ts';
import { linkedRights } from '../../network/linked-rights.ts';
import { referenceOf, requireReference } from '../../network/shared.ts';
import { type Accepted, type OtherChange, type PutRequest, type ResourceType } from '../../provider.ts';
import { machineApiVersions } from '../api-versions.ts';
import { requireSecurity } from '../machine/hardware.ts';
import { acceptOs } from '../machine/os.ts';
import { type ComputeOptions, roomFor50Clusters } from '../options.ts';
import { usageOf } from '../quota.ts';
import { computeRefusals } from '../refusals.ts';
import { zonesOf } from '../regions.ts';
import { availabilityOf } from '../skus.ts';
import { type MachineSize } from '../sizes.ts';
import { requireCapacity, requireHealthAndNotice, requireImage, requireInterfaces, requireSetSize } from './checks.ts';
import { type HardwareSlot } from './hardware.ts';
import { instancesOf, letGo, makeInstances } from './instances.ts';
import { capacityOf, profileOf } from './model.ts';
import { requireSetQuota } from './quota.ts';
import { showScaleSet } from './view.ts';

/** What scale sets and their instances are made with. */
export interface ScaleSetOptions {
  compute: ComputeOptions;
  identities: IdentityOptions;
  hardware: HardwareSlot;
  clock: Clock;
}

/**
 * Microsoft.Compute/virtualMachineScaleSets, uniform ones. An instance keeps the profile that it was made with, as with
 * the upgrade mode `Manual`: rolling upgrades and those of the operating system's image are not served.
 */
export const scaleSet = (options: ScaleSetOptions): ResourceType => ({
  name: 'virtualMachineScaleSets',
  apiVersions: machineApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  linked: linkedRights,
  accept: (request) => accept(request, options),
  show: (resource) => showScaleSet(resource),
  onDelete: ({ id }, view) => letGo(instancesOf(view, id), isRun(options), options.clock.now()),
  lingers: ({ id }, view) => isRun(options) && instancesOf(view, id).length > 0,
  actions: {
    // A long operation in Azure; here it is over when it is answered, and the instances go meanwhile.
    delete: ({ resource, body, view }) => {
      const ids = asList(body['instanceIds']).map(String);
      if (ids.length === 0) throw computeRefusals.missingParameter('instanceIds');
      const staying = stayingOf(instancesOf(view, resource.id));
      const found = ids.includes('*')
        ? staying
        : ids.map((id) => {
            const one = staying.find(({ envelope }) => envelope['instanceId'] === id);
            if (!one) throw computeRefusals.invalidParameter('instanceIds', `The instance ID ${id} is not found.`);
            return one;
          });
      return {
        status: 202,
        envelope: withCapacity(resource.envelope, staying.length - found.length),
        others: letGo(found, isRun(options), options.clock.now()),
      };
    },
  },
});

export const isRun = ({ hardware }: ScaleSetOptions): boolean => hardware.current() !== undefined;

/** Without those that are on their way out. */
export const stayingOf = (instances: readonly Resource[]): Resource[] =>
  instances.filter(({ properties }) => properties['termination'] === undefined);

export const withCapacity = (envelope: Json, capacity: number): Json => ({
  ...envelope,
  sku: { ...asObject(envelope['sku']), capacity },
});

function accept(request: PutRequest, options: ScaleSetOptions): Accepted {
  const { id, name, envelope, current, view, location = '' } = request;
  const properties = writable(request.properties);
  const before = current?.properties ?? {};
  refuseChanges(request, properties);
  const size = requireSetSize(envelope);
  const capacity = requireCapacity(asObject(envelope['sku'])['capacity'] ?? (current && capacityOf(current.envelope)));
  const profile = acceptProfile(request, size, options);
  requireHealthAndNotice(properties, profile);
  requirePlace(request, size, options);
  const staying = stayingOf(instancesOf(view, id));
  requireSetQuota(
    options.compute.quota ?? roomFor50Clusters,
    usageOf(view, parseResourcePath(id)?.subscriptionId ?? '', location, id),
    { size, capacity, before: staying.length, location },
  );
  const identity = acceptIdentity(options.identities, {
    ...{ id, name, given: envelope['identity'], current: current?.envelope['identity'], view },
  });
  const { identity: _sent, ...rest } = envelope;
  const sku = { tier: 'Standard', ...asObject(envelope['sku']), name: size.name, capacity };
  const stored: Json = { ...rest, sku, ...(identity === undefined ? {} : { identity }) };

  const next = Number(before['nextInstance'] ?? 0);
  const missing = Math.max(0, capacity - staying.length);
  const numbers = Array.from({ length: missing }, (_, index) => String(next + index));
  const made = makeInstances(view, { id, name, location, envelope: stored, profile }, staying, numbers);
  // The newest go, as the default scale-in policy has it once zones are even.
  const gone = letGo(staying.slice(capacity), isRun(options), options.clock.now());
  return {
    envelope: stored,
    properties: {
      ...defaults,
      ...properties,
      virtualMachineProfile: profile,
      uniqueId: before['uniqueId'] ?? randomUUID(),
      nextInstance: next + missing,
    },
    others: [...made, ...gone] satisfies OtherChange[],
  };
}

const defaults: Json = { orchestrationMode: 'Uniform', overprovision: true, singlePlacementGroup: true };

/** Without what is Azure's to write. */
function writable(properties: Json): Json {
  const { provisioningState: _state, uniqueId: _id, timeCreated: _time, nextInstance: _next, ...kept } = properties;
  return kept;
}

const fixed = ['orchestrationMode', 'singlePlacementGroup', 'platformFaultDomainCount'] as const;

function refuseChanges({ current, envelope }: PutRequest, properties: Json): void {
  const mode = properties['orchestrationMode'] ?? 'Uniform';
  if (mode !== 'Uniform' && !current)
    throw computeRefusals.invalidParameter(
      'orchestrationMode',
      `The value '${String(mode)}' of parameter 'orchestrationMode' is not served here; 'Uniform' is.`,
    );
  if (!current) return;
  for (const member of fixed) {
    // Only from true to false, never back ("Large virtual machine scale sets").
    if (member === 'singlePlacementGroup' && properties[member] === false) continue;
    if (properties[member] !== undefined && properties[member] !== current.properties[member])
      throw computeRefusals.unchangeable(member);
  }
  const zones = (of: Json) => asList(of['zones']).map(String).sort().join();
  if (zones(envelope) !== zones(current.envelope)) throw computeRefusals.unchangeable('zones');
}

function acceptProfile(request: PutRequest, size: MachineSize, { compute }: ScaleSetOptions): Json {
  const { id, name, location = '', current, view } = request;
  const given = asObject(request.properties['virtualMachineProfile']);
  const before = current ? profileOf(current) : {};
  if (Object.keys(given).length === 0) throw computeRefusals.missingParameter('virtualMachineProfile');
  requireImage(given, size);
  const machine = { id, name, location, zones: [], plan: {}, properties: given };
  requireSecurity(compute, machine, size);
  const os = asObject(given['osProfile']);
  const { computerNamePrefix } = os;
  if (!isText(computerNamePrefix)) throw computeRefusals.missingParameter('osProfile.computerNamePrefix');
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,57})$/.test(computerNamePrefix))
    throw computeRefusals.invalidParameter(
      'osProfile.computerNamePrefix',
      `The computer name prefix '${computerNamePrefix}' has 1 to 58 letters, digits and hyphens.`,
    );
  // What GET does not show need not be sent again.
  const hidden = asObject(before['osProfile'])['customData'];
  const customData = os['customData'] ?? hidden;
  const { computerName: _own, ...osProfile } =
    acceptOs({
      ...machine,
      properties: { ...given, osProfile: { ...os, ...(customData === undefined ? {} : { customData }) } },
    }) ?? {};
  for (const configuration of requireInterfaces(given))
    for (const one of asList(asObject(configuration['properties'])['ipConfigurations']).map(asObject))
      requirePlaces(view, id, asObject(one['properties']), location);
  return { ...given, osProfile };
}

function requirePlaces(view: PutRequest['view'], id: string, properties: Json, location: string): void {
  const subnet = referenceOf(properties, 'subnet');
  if (subnet === undefined) throw computeRefusals.missingParameter('ipConfigurations.subnet');
  requireReference(view, id, subnet, location);
  for (const pool of asList(properties['loadBalancerBackendAddressPools']).map(asObject))
    requireReference(view, id, String(pool['id']), location);
}

function requirePlace({ id, envelope, location = '' }: PutRequest, size: MachineSize, { compute }: ScaleSetOptions) {
  const zones = asList(envelope['zones']).map(String);
  const offered = zonesOf(location);
  if (zones.some((zone) => !offered.includes(zone)))
    throw computeRefusals.zonesNotSupported(id, zones, location, offered);
  const { inRegion, zones: open } = availabilityOf(compute, size.name, location);
  if (!inRegion) throw computeRefusals.skuNotAvailable(size.name, `location '${location}'`);
  const closed = zones.find((zone) => !open.includes(zone));
  if (closed !== undefined) throw computeRefusals.skuNotAvailable(size.name, `location '${location}' zone '${closed}'`);
}
