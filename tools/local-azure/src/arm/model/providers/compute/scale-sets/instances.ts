import { randomUUID } from 'node:crypto';
import { asList, asObject, type Json } from '../../../json.ts';
import { type Resource, type ResourceView } from '../../../resource.ts';
import { assignAddresses } from '../../network/addresses.ts';
import { type OtherChange } from '../../provider.ts';
import { noticeOf } from './model.ts';
import { computerNameOf, instanceIdOf, instanceInterfaceType, instanceType, machineNameOf } from './names.ts';

/** What instances are made from: a scale set as it is to be stored. */
export interface Made {
  id: string;
  name: string;
  location: string;
  envelope: Json;
  /** `virtualMachineProfile` with what GET hides. */
  profile: Json;
}

/** Those of a scale set that are there to stay, oldest first. */
export const instancesOf = (view: ResourceView, scaleSetId: string): Resource[] =>
  view
    .children(scaleSetId)
    .filter(({ type }) => type.toLowerCase() === instanceType.toLowerCase())
    .sort((one, other) => Number(one.envelope['instanceId']) - Number(other.envelope['instanceId']));

/**
 * New instances with their network interfaces, spread over the zones, each where the fewest are.
 * @param staying those that are there already
 * @throws ArmError `SubnetIsFull`
 */
export function makeInstances(
  view: ResourceView,
  set: Made,
  staying: readonly Resource[],
  numbers: readonly string[],
): OtherChange[] {
  const addresses = addressesOf(view, set, numbers);
  const zones = zonesFor(set, staying, numbers.length);
  return numbers.flatMap((number, index): OtherChange[] => {
    const id = instanceIdOf(set.id, number);
    const interfaces = interfacesOf(set, number, addresses);
    const zone = zones[index];
    return [
      {
        kind: 'put',
        id,
        type: instanceType,
        envelope: {
          name: machineNameOf(set.name, number),
          instanceId: number,
          location: set.location,
          sku: { name: asObject(set.envelope['sku'])['name'], tier: 'Standard' },
          ...(zone === undefined ? {} : { zones: [zone] }),
        },
        properties: {
          vmId: randomUUID(),
          computerName: computerNameOf(String(asObject(set.profile['osProfile'])['computerNamePrefix']), number),
          model: set.profile,
          networkProfile: { networkInterfaces: interfaces.map((one) => ({ id: one.id })) },
        },
      },
      ...interfaces,
    ];
  });
}

/**
 * Takes instances away: those that somebody runs get their notice first and are told of as gone by whoever that is, the
 * others go at once.
 * @param now milliseconds since 1970
 */
export const letGo = (instances: readonly Resource[], isRun: boolean, now: number): OtherChange[] =>
  instances
    .filter(({ properties }) => properties['termination'] === undefined)
    .map((instance) => (isRun ? announce(instance, now) : { kind: 'remove', id: instance.id }));

function announce({ id, type, envelope, properties }: Resource, now: number): OtherChange {
  const minutes = noticeOf(asObject(properties['model']));
  const notBefore = minutes === undefined ? {} : { notBefore: new Date(now + minutes * 60_000).toISOString() };
  return {
    ...{ kind: 'put', id, type, envelope },
    properties: { ...properties, termination: { eventId: randomUUID().toUpperCase(), ...notBefore } },
  };
}

function zonesFor({ envelope }: Made, staying: readonly Resource[], count: number): string[] {
  const zones = asList(envelope['zones']).map(String);
  const used = staying.map((one) => String(asList(one.envelope['zones'])[0]));
  return Array.from({ length: zones.length === 0 ? 0 : count }, () => {
    const fill = (zone: string) => used.filter((one) => one === zone).length;
    const zone = zones.reduce((best, one) => (fill(one) < fill(best) ? one : best));
    used.push(zone);
    return zone;
  });
}

const configurationsOf = (profile: Json): Json[] =>
  asList(asObject(profile['networkProfile'])['networkInterfaceConfigurations']).map(asObject);

const interfaceIdOf = (set: Made, number: string, name: unknown): string =>
  `${instanceIdOf(set.id, number)}/networkInterfaces/${String(name)}`;

const ipConfigurationsOf = (configuration: Json): { name: string; properties: Json }[] =>
  asList(asObject(configuration['properties'])['ipConfigurations'])
    .map(asObject)
    .map(({ name, properties }) => ({ name: String(name), properties: asObject(properties) }));

/** Properties of each new IP configuration with its address, by its id. */
function addressesOf(view: ResourceView, set: Made, numbers: readonly string[]): Map<string, Json> {
  const wanted = numbers.flatMap((number) =>
    configurationsOf(set.profile).flatMap((configuration) =>
      ipConfigurationsOf(configuration).map(({ name, properties }) => ({
        id: `${interfaceIdOf(set, number, configuration['name'])}/ipConfigurations/${name}`,
        properties,
      })),
    ),
  );
  const assigned = assignAddresses(view, set.id, wanted);
  return new Map(wanted.map(({ id, properties }, index) => [id, assigned[index] ?? properties]));
}

const interfacesOf = (set: Made, number: string, addresses: ReadonlyMap<string, Json>) =>
  configurationsOf(set.profile).map((configuration) => {
    const id = interfaceIdOf(set, number, configuration['name']);
    const { ipConfigurations: _given, ...kept } = asObject(configuration['properties']);
    return {
      kind: 'put',
      id,
      type: instanceInterfaceType,
      properties: {
        ...kept,
        virtualMachine: { id: instanceIdOf(set.id, number) },
        ipConfigurations: ipConfigurationsOf(configuration).map(({ name, properties }) => ({
          name,
          properties: addresses.get(`${id}/ipConfigurations/${name}`) ?? properties,
        })),
      },
    } satisfies OtherChange;
  });
