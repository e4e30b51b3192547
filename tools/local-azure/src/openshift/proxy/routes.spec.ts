import { type Json } from '../../arm/model/json.ts';
import {
  type ComputeUnderTest,
  groupId,
  idOf,
  machineBody,
  openCompute,
} from '../../arm/model/providers/compute/testing.ts';
import { keyOf } from '../../arm/model/resource-id.ts';
import { type Resource } from '../../arm/model/resource.ts';
import { type WorldView } from '../arm-world.ts';
import { textAt } from '../kubernetes/object.ts';
import { resolveTarget, type RoutedCluster } from './routes.ts';

const network = (type: string, name: string) => idOf(`Microsoft.Network/${type}`, name);
const subnet = (vnet: string, name: string) => ({ id: `${network('virtualNetworks', vnet)}/subnets/${name}` });
const inBalancer = (balancer: string, list: string, name: string) => ({
  id: `${network('loadBalancers', balancer)}/${list}/${name}`,
});
const rule = (balancer: string, frontend: string, port: number) => ({
  name: `${frontend}-${port}`,
  properties: {
    protocol: 'Tcp',
    frontendPort: port,
    backendPort: port,
    disableOutboundSnat: true,
    frontendIPConfiguration: inBalancer(balancer, 'frontendIPConfigurations', frontend),
    backendAddressPool: inBalancer(balancer, 'backendAddressPools', balancer),
  },
});
const balancer = (name: string, frontends: Record<string, Json>, rules: [frontend: string, port: number][]): Json => ({
  sku: { name: 'Standard' },
  properties: {
    frontendIPConfigurations: Object.entries(frontends).map(([frontend, properties]) => ({
      name: frontend,
      properties,
    })),
    backendAddressPools: [{ name }],
    loadBalancingRules: rules.map(([frontend, port]) => rule(name, frontend, port)),
  },
});

/** A cluster `I` whose API and ingress are both public and private, and the service's private endpoint to it. */
async function build({ put }: ComputeUnderTest): Promise<void> {
  const vnet = (prefix: string, name: string, properties: Json = {}) => ({
    properties: {
      addressSpace: { addressPrefixes: [prefix] },
      subnets: [{ name, properties: { addressPrefix: prefix, ...properties } }],
    },
  });
  const publicAddress = { sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } };
  const addressOf = (name: string) => ({ publicIPAddress: { id: network('publicIPAddresses', name) } });
  const policies = { privateLinkServiceNetworkPolicies: 'Disabled' };
  await put('Microsoft.Network/virtualNetworks', 'rp', vnet('10.200.0.0/20', 'endpoints'));
  await put('Microsoft.Network/virtualNetworks', 'customer', vnet('10.0.0.0/24', 'master', policies));
  await put('Microsoft.Network/publicIPAddresses', 'I-pip-v4', publicAddress);
  await put('Microsoft.Network/publicIPAddresses', 'I-default-v4', publicAddress);
  const api = { 'public-lb-ip-v4': addressOf('I-pip-v4'), ingress: addressOf('I-default-v4') };
  await put(
    'Microsoft.Network/loadBalancers',
    'I',
    balancer('I', api, [
      ['public-lb-ip-v4', 6_443],
      ['ingress', 80],
      ['ingress', 443],
    ]),
  );
  const inside = { subnet: subnet('customer', 'master') };
  await put(
    'Microsoft.Network/loadBalancers',
    'I-internal',
    balancer('I-internal', { api: inside, ingress: inside }, [
      ['api', 6_443],
      ['ingress', 443],
    ]),
  );
  await put('Microsoft.Network/networkInterfaces', 'I-master-0-nic', {
    properties: {
      ipConfigurations: [
        {
          name: 'pipConfig',
          properties: {
            ...inside,
            loadBalancerBackendAddressPools: [
              inBalancer('I', 'backendAddressPools', 'I'),
              inBalancer('I-internal', 'backendAddressPools', 'I-internal'),
            ],
          },
        },
      ],
    },
  });
  const machine = machineBody(network('networkInterfaces', 'I-master-0-nic'));
  await put('Microsoft.Compute/virtualMachines', 'I-master-0', machine);
  await put('Microsoft.Network/privateLinkServices', 'I-pls', {
    properties: {
      loadBalancerFrontendIpConfigurations: [inBalancer('I-internal', 'frontendIPConfigurations', 'api')],
      ipConfigurations: [{ name: 'nat', properties: { ...inside, primary: true } }],
    },
  });
  await put('Microsoft.Network/privateEndpoints', 'rp-pe-1', {
    properties: {
      subnet: subnet('rp', 'endpoints'),
      privateLinkServiceConnections: [
        { name: 'link', properties: { privateLinkServiceId: network('privateLinkServices', 'I-pls') } },
      ],
    },
  });
}

const kept = [
  'Microsoft.Compute/virtualMachines',
  ...[
    'networkInterfaces',
    'publicIPAddresses',
    'loadBalancers',
    'privateEndpoints',
    'privateLinkServices',
    'privateLinkServices/privateEndpointConnections',
  ].map((type) => `Microsoft.Network/${type}`),
];

/** A world of these resources, to be changed by a spec. */
function worldOf(resources: Resource[], names: Record<string, string[]>) {
  const stored = new Map(resources.map((one) => [keyOf(one.id), structuredClone(one)]));
  const view: WorldView = {
    get: (id) => stored.get(keyOf(id)),
    children: (id) => [...stored.values()].filter((one) => keyOf(one.id).startsWith(`${keyOf(id)}/`)),
    ofType: (_subscription, type) => [...stored.values()].filter((one) => keyOf(one.type) === keyOf(type)),
  };
  return { view, stored, names, resolvePublic: (name: string) => names[name] ?? [] };
}

describe('the wires to a cluster', () => {
  let resources: Resource[];
  let world: ReturnType<typeof worldOf>;
  const cluster: RoutedCluster = { groupId, domain: 'demo.example.com' };
  const api = 'api.demo.example.com';
  const console = 'console-openshift-console.apps.demo.example.com';
  beforeAll(async () => {
    const under = openCompute();
    await build(under);
    resources = kept.flatMap((type) => under.view.ofType(undefined, type));
    under.close();
  });
  beforeEach(() => {
    world = worldOf(resources, {});
  });

  const find = (type: string, name: string): Resource => {
    const found = world.stored.get(keyOf(idOf(type, name)));
    if (!found) throw new Error(`${type} ${name} is not there`);
    return found;
  };
  const remove = (type: string, name: string) => world.stored.delete(keyOf(idOf(type, name)));
  const addressOf = (name: string) => textAt(find('Microsoft.Network/publicIPAddresses', name).properties, 'ipAddress');
  const privateAddress = (index: number) =>
    textAt(
      find('Microsoft.Network/loadBalancers', 'I-internal').properties,
      'frontendIPConfigurations',
      index,
      'properties',
      'privateIPAddress',
    );
  const reach = (host: string, port: number, clusters = [cluster]) => resolveTarget(world, clusters, host, port);
  const connection = (): Json => {
    const [found] = world.view.ofType(undefined, 'Microsoft.Network/privateLinkServices/privateEndpointConnections');
    return found?.properties ?? {};
  };
  const endpoint = '10.200.0.4';

  it('lead from an approved private endpoint to the API behind its private link service', () => {
    expect(reach(endpoint, 6_443)).toEqual({ groupId, port: 6_443 });
    expect(reach(endpoint, 443)).toBeUndefined();
    expect(reach('10.200.0.5', 6_443)).toBeUndefined();
  });

  it.each(['Pending', 'Rejected'])('are cut while the private endpoint is %s', (status) => {
    connection()['privateLinkServiceConnectionState'] = { status };

    expect(reach(endpoint, 6_443)).toBeUndefined();
  });

  it('are cut when the connection is that of another endpoint', () => {
    connection()['privateEndpoint'] = { id: network('privateEndpoints', 'another') };

    expect(reach(endpoint, 6_443)).toBeUndefined();
  });

  it('are cut when the service has dropped the connection', () => {
    for (const { id } of world.view.children(network('privateLinkServices', 'I-pls'))) world.stored.delete(keyOf(id));

    expect(reach(endpoint, 6_443)).toBeUndefined();
  });

  it.each([
    ['Microsoft.Network/networkInterfaces', 'I-master-0-nic'],
    ['Microsoft.Compute/virtualMachines', 'I-master-0'],
    ['Microsoft.Network/loadBalancers', 'I-internal'],
    ['Microsoft.Network/privateLinkServices', 'I-pls'],
    ['Microsoft.Network/privateEndpoints', 'rp-pe-1'],
  ])('are cut without the %s %s', (type, name) => {
    expect(reach(endpoint, 6_443)).toBeDefined();

    remove(type, name);

    expect(reach(endpoint, 6_443)).toBeUndefined();
  });

  it('lead from a public address to the ports that a rule takes from its frontend', () => {
    expect(reach(addressOf('I-pip-v4'), 6_443)).toEqual({ groupId, port: 6_443 });
    expect(reach(addressOf('I-pip-v4'), 443)).toBeUndefined();
    expect(reach(addressOf('I-default-v4'), 443)).toEqual({ groupId, port: 443 });
    expect(reach(addressOf('I-default-v4'), 80)).toEqual({ groupId, port: 80 });
    expect(reach(addressOf('I-default-v4'), 6_443)).toBeUndefined();
  });

  it('lead on to the port that the rule names at the machines', () => {
    const [first] = find('Microsoft.Network/loadBalancers', 'I').properties['loadBalancingRules'] as {
      properties: Json;
    }[];
    Object.assign(first?.properties ?? {}, { backendPort: 6_444 });

    expect(reach(addressOf('I-pip-v4'), 6_443)).toEqual({ groupId, port: 6_444 });
  });

  it('lead nowhere when they end in a group without a cluster', () => {
    expect(reach(endpoint, 6_443, [])).toBeUndefined();
    expect(reach(addressOf('I-pip-v4'), 6_443, [{ groupId: `${groupId}-2` }])).toBeUndefined();
  });

  it('lead from a public name to its public address, in any case and with a dot at its end', () => {
    world.names[api] = [addressOf('I-pip-v4')];
    world.names[console] = [addressOf('I-default-v4')];

    expect(reach(api, 6_443)).toEqual({ groupId, port: 6_443 });
    expect(reach('API.demo.example.COM.', 6_443)).toEqual({ groupId, port: 6_443 });
    expect(reach(console, 443)).toEqual({ groupId, port: 443 });
    expect(reach('api.other.example.com', 6_443)).toBeUndefined();
  });

  it('lead to a private frontend by its public name only, as from inside the network', () => {
    world.names[api] = [privateAddress(0)];
    world.names[console] = [privateAddress(1)];

    expect(reach(api, 6_443)).toEqual({ groupId, port: 6_443 });
    expect(reach(console, 443)).toEqual({ groupId, port: 443 });
    expect(reach(privateAddress(0), 6_443)).toBeUndefined();
  });

  it('lead a name to a private address of the cluster of its domain, never of another', () => {
    world.names[api] = [privateAddress(0)];

    expect(reach(api, 6_443, [{ groupId, domain: 'mo.example.com' }])).toBeUndefined();
    expect(reach(api, 6_443, [{ groupId }])).toBeUndefined();
  });

  it('tell clusters apart that have the same private addresses', () => {
    const twin = groupId.replace(/machines$/, 'twin');
    const copies = JSON.parse(JSON.stringify(resources).replaceAll(groupId, twin)) as Resource[];
    const names = { [api]: [privateAddress(0)], 'api.twin.example.com': [privateAddress(0)] };
    world = worldOf([...resources, ...copies], names);
    const both = [cluster, { groupId: twin, domain: 'twin.example.com' }];

    expect(reach(api, 6_443, both)).toEqual({ groupId, port: 6_443 });
    expect(reach('api.twin.example.com', 6_443, both)).toEqual({ groupId: twin, port: 6_443 });
    expect(reach(endpoint, 6_443, both)).toBeUndefined();
  });
});
