import { asObject } from '../../../arm/model/json.ts';
import { listAt } from '../../kubernetes/object.ts';
import {
  type BootTest,
  type Broken,
  type Change,
  configuration,
  inner,
  memberOf,
  openBootTest,
  unmet,
} from '../../testing/boot.ts';
import { type Snapshot } from '../../testing/snapshot.ts';

jest.setTimeout(60_000);

const poolsOf = (world: Snapshot, nic: string, keep: (id: string) => boolean) => {
  const properties = configuration(world, nic);
  const pools = listAt(properties, 'loadBalancerBackendAddressPools');
  properties['loadBalancerBackendAddressPools'] = pools.filter((one) => keep(String(asObject(one)['id'])));
};
/** Another pool before the first. */
const pushPool = (world: Snapshot, balancer: string) => {
  const { properties } = world.find(`/loadBalancers/${balancer}`);
  properties['backendAddressPools'] = [{ name: 'ssh' }, ...listAt(properties, 'backendAddressPools')];
};
/** A rule for the machine config server on the public balancer, with the probe of the API. */
const serverOutside: Change = (world, _, infraId) => {
  const balancer = world.find(`/loadBalancers/${infraId}`);
  const [api] = listAt(balancer.properties, 'loadBalancingRules').map(asObject);
  const properties = { ...asObject(api?.['properties']), frontendPort: 22_623, backendPort: 22_623 };
  balancer.properties['loadBalancingRules'] = [api, { name: 'sint', properties }];
};
/** Another frontend of the internal balancer, at which there is one of its rules. */
const moveRule =
  (index: number): Change =>
  (world, _, infraId) => {
    const balancer = world.find(`/loadBalancers/${infraId}-internal`);
    const frontends = listAt(balancer.properties, 'frontendIPConfigurations');
    balancer.properties['frontendIPConfigurations'] = [
      ...frontends,
      { name: 'second', properties: { privateIPAddress: '10.0.0.77' } },
    ];
    memberOf(world, `${infraId}-internal`, 'loadBalancingRules', index)['frontendIPConfiguration'] = {
      id: `${balancer.id}/frontendIPConfigurations/second`,
    };
  };

const broken: Broken[] = [
  [
    'the subnet of the masters has no security group',
    /subnet master of .* has the security group none/,
    (world) => delete world.find('/subnets/master').properties['networkSecurityGroup'],
  ],
  [
    'the subnet of the workers has no security group',
    /subnet worker of MachineSet .*-worker-eastus1 has the security group none/,
    (world) => delete world.find('/subnets/worker').properties['networkSecurityGroup'],
  ],
  ['the security group is another one', /there is no security group/, (world) => world.drop('-nsg')],
  ['there is no api-int', /api-int\.demo\.example\.com is not known/, (world) => world.drop('/A/api-int')],
  ['there is no api', /resolver: api\.demo\.example\.com is not known/, (world) => world.drop('/A/api')],
  [
    'the private zone is linked to another network',
    /api-int\.demo\.example\.com is not known/,
    (world) => void (world.find('/virtualNetworkLinks/link').properties['virtualNetwork'] = { id: '/other' }),
  ],
  [
    'api-int leads elsewhere',
    /api-int\.demo\.example\.com is 10\.9\.9\.9/,
    (world) => void (world.find('/A/api-int').properties['aRecords'] = [{ ipv4Address: '10.9.9.9' }]),
  ],
  [
    'api leads elsewhere',
    /resolver: api\.demo\.example\.com is 10\.9\.9\.9/,
    (world) => void (world.find('/A/api').properties['aRecords'] = [{ ipv4Address: '10.9.9.9' }]),
  ],
  [
    'the network has name servers of its own',
    /api-int\.demo\.example\.com is not known to 10\.0\.0\.4, which .*-bootstrap asks/,
    (world) => {
      const { properties } = world.find('/virtualNetworks/vnet');
      properties['dhcpOptions'] = { dnsServers: ['168.63.129.16', '10.0.0.4'] };
    },
  ],
  [
    'an interface has name servers of its own',
    /is not known to 10\.0\.0\.5, which .*-master-2 asks/,
    (world) => void (world.find('-master-2-nic').properties['dnsSettings'] = { dnsServers: ['10.0.0.5'] }),
  ],
  [
    'another pool is the first of the internal balancer',
    /first pool of load balancer .*-internal is ssh/,
    (world, _, infraId) => pushPool(world, `${infraId}-internal`),
  ],
  [
    'another pool is the first of the public balancer',
    /first pool of load balancer [a-z]+-[a-z0-9]{5} is ssh/,
    (world, _, infraId) => pushPool(world, infraId),
  ],
  [
    'a master is missing in the public pool',
    /-master-0 is not in pool/,
    (world, _, infraId) => {
      poolsOf(world, '-master-0-nic', (id) => id.includes(`${infraId}-internal`));
      // It still has a way out.
      configuration(world, '-master-0-nic')['publicIPAddress'] = { id: world.find('-default-v4').id };
    },
  ],
  [
    'the bootstrap machine is missing in the internal pool',
    /-bootstrap is not in pool .* of load balancer .*-internal/,
    (world, _, infraId) => poolsOf(world, '-bootstrap-nic', (id) => !id.includes(`${infraId}-internal`)),
  ],
  [
    'the API is probed over TCP',
    /probe of port 6443 of load balancer .*-internal is not HTTPS \/readyz/,
    (world, _, infraId) => void (memberOf(world, `${infraId}-internal`, 'probes', 0)['protocol'] = 'Tcp'),
  ],
  [
    'the API is probed at another path by the public balancer',
    /probe of port 6443 of load balancer [a-z]+-[a-z0-9]{5} is not HTTPS \/readyz/,
    (world, _, infraId) => void (memberOf(world, infraId, 'probes', 0)['requestPath'] = '/healthz'),
  ],
  [
    'the API has no probe on the public balancer',
    /probe of port 6443 of load balancer [a-z]+-[a-z0-9]{5} is not HTTPS \/readyz/,
    (world, _, infraId) => delete memberOf(world, infraId, 'loadBalancingRules', 0)['probe'],
  ],
  [
    'the machine config server is probed at another path',
    /probe of port 22623 of load balancer .*-internal is not HTTPS \/healthz/,
    (world, _, infraId) => void (memberOf(world, `${infraId}-internal`, 'probes', 1)['requestPath'] = '/readyz'),
  ],
  [
    'the machine config server is on the public balancer with the probe of the API',
    /probe of port 22623 of load balancer [a-z]+-[a-z0-9]{5} is not HTTPS \/healthz/,
    serverOutside,
  ],
  [
    'a rule of the public balancer leads to another pool',
    /rule api-internal-v4 of load balancer [a-z]+-[a-z0-9]{5} does not lead to port 6443 of pool/,
    (world, _, infraId) => {
      inner(memberOf(world, infraId, 'loadBalancingRules', 0), 'backendAddressPool')['id'] = '/other';
    },
  ],
  [
    'a rule leads to another port',
    /rule sint-v4 of load balancer .*-internal does not lead to port 22623 of pool/,
    (world, _, infraId) =>
      void (memberOf(world, `${infraId}-internal`, 'loadBalancingRules', 1)['backendPort'] = 22_624),
  ],
  [
    'there is no rule for the machine config server',
    /no rule for port 22623/,
    (world, _, infraId) => {
      const { properties } = world.find(`/loadBalancers/${infraId}-internal`);
      properties['loadBalancingRules'] = listAt(properties, 'loadBalancingRules').slice(0, 1);
    },
  ],
  [
    'the machine config server is at another address than the API',
    /port 22623 of load balancer .*-internal is at second, the API at internal-lb-ip-v4/,
    moveRule(1),
  ],
  [
    'the API is at another address than its names say',
    /api-int\.demo\.example\.com is 10\.0\.0\.\d+, the API is at 10\.0\.0\.77/,
    moveRule(0),
  ],
];

describe('the network of the machines', () => {
  let test: BootTest;
  beforeAll(async () => void (test = await openBootTest()));
  afterAll(() => test?.[Symbol.asyncDispose]());

  it.each(broken)('keeps them from coming up when %s', async (_, says, change) => {
    expect(await test.boot(change)).toMatchObject(unmet(says));
  });

  it("may name Azure's own name server", async () => {
    const result = await test.boot((world) => {
      world.find('/virtualNetworks/vnet').properties['dhcpOptions'] = { dnsServers: ['168.63.129.16'] };
    });

    expect(result).toMatchObject({ kind: 'up' });
  });
});
