import { type Json } from '../../../arm/model/json.ts';
import {
  type BootTest,
  type Broken,
  type Change,
  configuration,
  memberOf,
  openBootTest,
  unmet,
} from '../../testing/boot.ts';
import { network } from '../../testing/network.ts';
import { type Snapshot } from '../../testing/snapshot.ts';

jest.setTimeout(60_000);

const idIn = (world: Snapshot, type: string, name: string) =>
  `${world.find('-nsg').id.split('/').slice(0, 5).join('/')}/providers/Microsoft.Network/${type}/${name}`;
const nics = ['bootstrap', 'master-0', 'master-1', 'master-2'].map((name) => `-${name}-nic`);

const withoutOutboundRule: Change = (world, _, infraId) => {
  world.find(`/loadBalancers/${infraId}`).properties['outboundRules'] = [];
};
const defaultRoute =
  (nextHopType: string): Change =>
  (world) => {
    const id = idIn(world, 'routeTables', 'routes');
    const properties = { addressPrefix: '0.0.0.0/0', nextHopType };
    const inside = { addressPrefix: '10.0.0.0/16', nextHopType: 'VnetLocal' };
    const routes = [
      { name: 'inside', properties: inside },
      { name: 'default', properties },
    ];
    world.add({ id, type: 'Microsoft.Network/routeTables', properties: { routes } });
    world.find('/subnets/master').properties['routeTable'] = { id };
  };
const gateway =
  (properties: (world: Snapshot) => Json): Change =>
  (world) => {
    const id = idIn(world, 'natGateways', 'gateway');
    world.add({ id, type: 'Microsoft.Network/natGateways', properties: properties(world) });
    world.find('/subnets/master').properties['natGateway'] = { id };
  };
const rule = (name: string, priority: number, properties: Json) => ({
  name,
  properties: {
    ...{ direction: 'Outbound', access: 'Deny', protocol: '*', priority },
    ...{ sourceAddressPrefix: '*', sourcePortRange: '*' },
    ...{ destinationAddressPrefix: 'Internet', destinationPortRange: '*' },
    ...properties,
  },
});
const rules =
  (...securityRules: Json[]): Change =>
  (world) =>
    void (world.find('-nsg').properties['securityRules'] = securityRules);
const both =
  (...changes: Change[]): Change =>
  (...given) =>
    changes.forEach((change) => change(...given));

const broken: Broken[] = [
  ['there is none', /-bootstrap has no way out \(no outbound rule/, withoutOutboundRule],
  [
    'the frontend of the outbound rule has no public address',
    /has no way out \(no outbound rule/,
    (world) => delete world.find('-pip-v4').properties['ipAddress'],
  ],
  ['the default route drops, beside an outbound rule', /\(the default route leads to None\)/, defaultRoute('None')],
  ['the default route stays inside', /\(the default route leads to VnetLocal\)/, defaultRoute('VnetLocal')],
  [
    'the default route leads to the Internet, without an address to send with',
    /has no way out \(no outbound rule/,
    both(withoutOutboundRule, defaultRoute('Internet')),
  ],
  [
    'the NAT gateway has no address',
    /has no way out \(no outbound rule/,
    both(
      withoutOutboundRule,
      gateway(() => ({ publicIpAddresses: [], publicIpPrefixes: [] })),
    ),
  ],
  [
    'the NAT gateway has addresses that are not there',
    /has no way out \(no outbound rule/,
    both(
      withoutOutboundRule,
      gateway(() => ({ publicIpAddresses: [{ id: '/a' }], publicIpPrefixes: [{ id: '/b' }] })),
    ),
  ],
  [
    'what is in place of a NAT gateway is something else',
    /has no way out \(no outbound rule/,
    both(withoutOutboundRule, (world) => {
      world.find('/subnets/master').properties['natGateway'] = { id: world.find('/virtualNetworks/vnet').id };
    }),
  ],
  [
    'the security group of the subnet denies the Internet',
    /\(rule no-internet of security group .*-nsg denies it\)/,
    rules(rule('no-internet', 4_000, {})),
  ],
  [
    'rules with lists of prefixes and ports deny it',
    /\(rule lists of security group/,
    rules(
      rule('lists', 200, {
        ...{ protocol: 'TCP', sourceAddressPrefix: '', sourceAddressPrefixes: ['10.0.0.0/16'] },
        ...{ destinationAddressPrefix: '', destinationAddressPrefixes: ['10.9.0.0/16', 'AzureCloud'] },
        ...{ destinationPortRange: '', destinationPortRanges: ['80', '400-500'] },
      }),
      rule('later', 300, { access: 'Allow' }),
    ),
  ],
  [
    'the security group of an interface denies it',
    /-master-1 has no way out \(rule no of security group own denies it\)/,
    (world) => {
      const id = idIn(world, 'networkSecurityGroups', 'own');
      world.add({
        id,
        type: 'Microsoft.Network/networkSecurityGroups',
        properties: { securityRules: [rule('no', 100, {})] },
      });
      world.find('-master-1-nic').properties['networkSecurityGroup'] = { id };
    },
  ],
];

const enough: [what: string, change: Change][] = [
  ['an appliance at the end of the default route', both(withoutOutboundRule, defaultRoute('VirtualAppliance'))],
  ['a gateway at the end of the default route', both(withoutOutboundRule, defaultRoute('VirtualNetworkGateway'))],
  ['a default route to the Internet beside an outbound rule', defaultRoute('Internet')],
  [
    'a NAT gateway with an address',
    both(
      withoutOutboundRule,
      gateway((world) => ({ publicIpAddresses: [{ id: world.find('-pip-v4').id }] })),
    ),
  ],
  [
    'a NAT gateway with a range of addresses',
    both(
      withoutOutboundRule,
      gateway((world) => {
        const id = idIn(world, 'publicIPPrefixes', 'range');
        world.add({ id, type: 'Microsoft.Network/publicIPPrefixes', properties: {} });
        return { publicIpPrefixes: [{ id }] };
      }),
    ),
  ],
  [
    'a public address of each machine',
    both(withoutOutboundRule, (world) => {
      for (const nic of nics) configuration(world, nic)['publicIPAddress'] = { id: world.find('-pip-v4').id };
    }),
  ],
  [
    'a balancing rule that translates sources',
    both(withoutOutboundRule, (world, _, infraId) => {
      memberOf(world, infraId, 'loadBalancingRules', 0)['disableOutboundSnat'] = false;
    }),
  ],
  [
    'a rule that allows Azure before one that denies the Internet',
    rules(rule('deny', 200, {}), rule('allow', 100, { access: 'Allow', destinationAddressPrefix: 'AzureCloud' })),
  ],
  [
    'outbound rules that deny something else',
    rules(
      rule('another-port', 100, { destinationPortRange: '25' }),
      rule('another-protocol', 101, { protocol: 'Udp' }),
      rule('other-machines', 102, { sourceAddressPrefix: '10.0.2.0/23' }),
      rule('another-destination', 103, { destinationAddressPrefix: '203.0.113.0/24' }),
      rule('some-source-ports', 104, { sourcePortRange: '1-1023' }),
      rule('inbound', 105, { direction: 'Inbound' }),
    ),
  ],
];

describe('the way out of the machines', () => {
  let test: BootTest;
  beforeAll(async () => {
    test = await openBootTest();
    const { owner, names } = test.site;
    // Azure itself is asked whether the cluster may use them; what they hold is changed in copies only.
    const resource = (type: string, name: string) => ({
      path: `${names.groupId}/providers/Microsoft.Network/${type}/${name}`,
      apiVersion: network,
      body: { location: 'eastus', properties: {} },
    });
    await owner.make([resource('routeTables', 'routes'), resource('natGateways', 'gateway')]);
  });
  afterAll(() => test?.[Symbol.asyncDispose]());

  it.each(broken)('is missing when %s', async (_, says, change) => {
    expect(await test.boot(change)).toMatchObject(unmet(says));
  });

  it.each(enough)('is %s', async (_, change) => {
    expect(await test.boot(change)).toMatchObject({ kind: 'up' });
  });
});
