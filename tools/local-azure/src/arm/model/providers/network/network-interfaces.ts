import { randomUUID } from 'node:crypto';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type PutRequest, type ResourceType } from '../provider.ts';
import { assignAddresses } from './addresses.ts';
import { type Entry, entryChanges, entryType, readEntries, showEntries } from './entries.ts';
import { machineOf } from './machines.ts';
import { poolsOf } from './pool-members.ts';
import { requirePublicAddress } from './public-address-use.ts';
import { badRequest, missing, networkDefaults, referenceOf, requireReference } from './shared.ts';

const name = 'networkInterfaces';

/**
 * Microsoft.Network/networkInterfaces. Its machine is known from the machine, which names it; `privateEndpoint` and
 * `privateLinkService` are set on those that come with one.
 */
export const networkInterface: ResourceType = {
  ...networkDefaults,
  name,
  kind: 'regional',
  accept(request) {
    const { id, properties, current, view, location = '' } = request;
    const before = current?.properties ?? {};
    const configurations = readEntries(properties, 'ipConfigurations', id);
    refuseConfigurations(request, configurations);
    const group = referenceOf(properties, 'networkSecurityGroup');
    if (group !== undefined) requireReference(view, id, group, location);
    const accepted: Json = {
      ...writable(properties),
      enableAcceleratedNetworking: properties['enableAcceleratedNetworking'] === true,
      enableIPForwarding: properties['enableIPForwarding'] === true,
      ipConfigurations: withAddresses(request, configurations),
      resourceGuid: before['resourceGuid'] ?? randomUUID(),
      ...(before['privateEndpoint'] === undefined ? {} : { privateEndpoint: before['privateEndpoint'] }),
      ...(before['privateLinkService'] === undefined ? {} : { privateLinkService: before['privateLinkService'] }),
    };
    return { properties: accepted, children: entryChanges(request, name, ['ipConfigurations'], accepted) };
  },
  show(resource, view) {
    const machine = machineOf(view, resource.id);
    const { dnsSettings } = resource.properties;
    return {
      disableTcpStateTracking: false,
      hostedWorkloads: [],
      nicType: 'Standard',
      tapConfigurations: [],
      ...resource.properties,
      dnsSettings: { dnsServers: [], appliedDnsServers: [], ...asObject(dnsSettings) },
      ipConfigurations: showEntries(resource, 'ipConfigurations', view),
      ...(machine === undefined
        ? {}
        : { virtualMachine: { id: machine.id }, primary: machine.isPrimary, macAddress: macAddressOf(resource) }),
    };
  },
  refuseDelete(resource, view) {
    const user = machineOf(view, resource.id)?.id ?? ownerOf(resource, view);
    if (user === undefined) return undefined;
    return badRequest(
      'NicInUse',
      `Network Interface ${resource.id} is used by existing resource ${user}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
    );
  },
};

/** Microsoft.Network/networkInterfaces/ipConfigurations; read only. */
export const networkInterfaceIpConfiguration = entryType(networkInterface, 'ipConfigurations', false);

/** The private endpoint or the private link service that an interface came with, while it is there. */
function ownerOf({ properties }: Resource, view: ResourceView): string | undefined {
  const id = referenceOf(properties, 'privateEndpoint') ?? referenceOf(properties, 'privateLinkService');
  return id === undefined ? undefined : view.get(id)?.id;
}

/** Without what Azure writes. */
function writable(properties: Json): Json {
  const { virtualMachine: _machine, privateEndpoint: _endpoint, privateLinkService: _service, ...given } = properties;
  const { macAddress: _mac, primary: _primary, hostedWorkloads: _workloads, tapConfigurations: _taps, ...kept } = given;
  const { provisioningState: _state, dnsSettings, ...rest } = kept;
  const dnsServers = asList(asObject(dnsSettings)['dnsServers']);
  return { ...rest, dnsSettings: { dnsServers } };
}

function refuseConfigurations({ id, view, location = '' }: PutRequest, configurations: Entry[]): void {
  if (configurations.length === 0) throw missing('ipConfigurations', id);
  const networks = new Set<string>();
  for (const { name: configuration, properties } of configurations) {
    const user = `${id}/ipConfigurations/${configuration}`;
    const subnet = referenceOf(properties, 'subnet');
    if (subnet === undefined) throw missing('subnet', user);
    requireReference(view, user, subnet, location);
    networks.add(subnet.split('/').slice(0, -2).join('/').toLowerCase());
    for (const pool of poolsOf(properties)) requireReference(view, user, pool, location);
    for (const rule of asList(properties['loadBalancerInboundNatRules']))
      requireReference(view, user, String(asObject(rule)['id']), location);
    const address = referenceOf(properties, 'publicIPAddress');
    if (address !== undefined) requirePublicAddress(view, { user, ownerId: id, address, location });
  }
  if (networks.size > 1)
    throw badRequest(
      'IpConfigurationsMustHaveSubnetsInSameVnet',
      `The IP configurations of network interface ${id} are in subnets of more than one virtual network.`,
    );
}

function withAddresses({ id, view }: PutRequest, configurations: Entry[]): Entry[] {
  const hasPrimary = configurations.some(({ properties }) => properties['primary'] === true);
  const assigned = assignAddresses(
    view,
    id,
    configurations.map(({ name: configuration, properties }, index) => ({
      id: `${id}/ipConfigurations/${configuration}`,
      properties: {
        privateIPAddressVersion: 'IPv4',
        ...properties,
        primary: hasPrimary ? properties['primary'] === true : index === 0,
      },
    })),
  );
  return configurations.map((entry, index) => ({ ...entry, properties: assigned[index] ?? entry.properties }));
}

/** Microsoft's prefix, and the interface's own id. */
function macAddressOf({ properties }: Resource): string {
  const { resourceGuid } = properties;
  const digits = isText(resourceGuid) ? resourceGuid.replaceAll('-', '').slice(0, 6).toUpperCase() : '000000';
  return `00-0D-3A-${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`;
}

/** What `privateEndpoints` and `privateLinkServices` make with themselves. */
export const interfaceName = (owner: string): string => `${owner}.nic.${randomUUID()}`;

/** The group that an id is in, up to and with its namespace. */
export function networkPathOf(id: string): string {
  const { subscriptionId = '', resourceGroup = '' } = parseResourcePath(id) ?? {};
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Network`;
}
