import { asList, asObject, isText, type Json } from '../../arm/model/json.ts';
import { equalIds } from '../../arm/model/resource-id.ts';
import { type Resource } from '../../arm/model/resource.ts';
import { type WorldView } from '../arm-world.ts';
import { listAt, textAt } from '../kubernetes/object.ts';

export const types = {
  machine: 'Microsoft.Compute/virtualMachines',
  disk: 'Microsoft.Compute/disks',
  nic: 'Microsoft.Network/networkInterfaces',
  balancer: 'Microsoft.Network/loadBalancers',
  publicAddress: 'Microsoft.Network/publicIPAddresses',
  privateEndpoint: 'Microsoft.Network/privateEndpoints',
  privateZone: 'Microsoft.Network/privateDnsZones',
  publicZone: 'Microsoft.Network/dnszones',
} as const;

/** An address of a network interface, and what it is wired to. */
export interface IpConfiguration {
  subnetId: string;
  address: string;
  publicAddressId: string;
  poolIds: string[];
}

/** `{id}` below a member. */
export const referenceAt = (value: unknown, ...path: (string | number)[]): string => textAt(value, ...path, 'id');

export const ipConfigurationsOf = (nic: Resource): IpConfiguration[] =>
  listAt(nic.properties, 'ipConfigurations').map((one) => {
    const properties = asObject(asObject(one)['properties']);
    return {
      subnetId: referenceAt(properties, 'subnet'),
      address: textAt(properties, 'privateIPAddress'),
      publicAddressId: referenceAt(properties, 'publicIPAddress'),
      poolIds: listAt(properties, 'loadBalancerBackendAddressPools').map((pool) => referenceAt(pool)),
    };
  });

/** The network interfaces of a machine; one that is gone is left out. */
export const nicsOf = (view: WorldView, machine: Resource): Resource[] =>
  listAt(machine.properties, 'networkProfile', 'networkInterfaces')
    .map((one) => view.get(referenceAt(one)))
    .filter((nic) => nic !== undefined);

/** A part of a load balancer: name, the id that it has, and its properties. */
export interface Entry {
  id: string;
  name: string;
  properties: Json;
}

export type EntryList =
  'frontendIPConfigurations' | 'backendAddressPools' | 'loadBalancingRules' | 'probes' | 'outboundRules';

export const entriesOf = (balancer: Resource, list: EntryList): Entry[] =>
  asList(balancer.properties[list])
    .map(asObject)
    .map(({ name, properties }) => ({
      id: `${balancer.id}/${list}/${String(name)}`,
      name: String(name),
      properties: asObject(properties),
    }));

/** The machines that have an address in this pool. */
export const machinesInPool = (view: WorldView, poolId: string): Resource[] =>
  view
    .ofType(subscriptionOf(poolId), types.machine)
    .filter((machine) =>
      nicsOf(view, machine).some((nic) =>
        ipConfigurationsOf(nic).some(({ poolIds }) => poolIds.some((id) => equalIds(id, poolId))),
      ),
    );

export const subscriptionOf = (id: string): string => id.split('/')[2] ?? '';

/** The id of the group that a resource is in. */
export const groupIdOf = (id: string): string => id.split('/').slice(0, 5).join('/');

export const nameOf = (id: string): string => id.split('/').at(-1) ?? '';

/** The resource of a type and name in a group. */
export const inGroup = (view: WorldView, groupId: string, type: string, name: string): Resource | undefined =>
  view.get(`${groupId}/providers/${type}/${name}`);

/** The IPv4 address of a public address resource; empty when it has none (yet). */
export const addressOf = (view: WorldView, publicAddressId: string): string =>
  isText(publicAddressId) ? textAt(view.get(publicAddressId)?.properties, 'ipAddress') : '';
