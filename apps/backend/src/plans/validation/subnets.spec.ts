import { createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { findingsOf, messages, networkId, surveyed, type Surveyed } from '../../testing/survey-on.ts';
import { network } from './network.ts';
import { ranges } from './ranges.ts';
import { subnets } from './subnets.ts';
import { type Check } from './survey.ts';
import { wayOut } from './way-out.ts';

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

const managed = `/subscriptions/${surveyed.subscriptionId}/resourceGroups/managed-c1`;
const found = async (check: Check, given?: Surveyed) => messages(await findingsOf(arm, check, given));
const workers = (count: number): Pick<Surveyed, 'cluster'> => ({
  cluster(properties) {
    properties.workerProfiles = properties.workerProfiles.map((one) => ({ ...one, count }));
  },
});

describe('a subnet', () => {
  it('is well as Azure shows it, whatever the capitals of its id', async () => {
    for (const check of [network, subnets, ranges, wayOut]) expect(await found(check)).toEqual([]);
  });

  it.each<[string, Surveyed, RegExp]>([
    ['is not in its network', { network: { subnets: [] } }, /subnets\/master' was not found/],
    ['could not be saved', { master: { provisioningState: 'Failed' } }, /'Failed'/],
    ['is smaller than /27', { master: { addressPrefix: '10.0.0.0/28' } }, /\/27 or larger/],
    [
      'has only small ranges, many as they are',
      { master: { addressPrefixes: ['10.0.0.0/28', '10.0.0.16/28', '10.0.0.32/28'] } },
      /\/27 or larger/,
    ],
    ['has ranges of IPv6 only', { master: { addressPrefix: undefined, addressPrefixes: ['fd00::/64'] } }, /\(none\)/],
    [
      'has no room for all workers',
      { ...workers(28), worker: { addressPrefix: '10.0.2.0/27' } },
      /with 27 addresses.* at least 28/,
    ],
    ['is used', { worker: { ipConfigurations: [{ id: '/a' }, { id: '/b' }] } }, /in use by '\/a' and 1 more/],
    ['has a private endpoint', { worker: { privateEndpoints: [{ id: '/e' }] } }, /in use by '\/e'\./],
    [
      'is delegated',
      { worker: { delegations: [{ properties: { serviceName: 'Microsoft.Sql/managedInstances' } }] } },
      /delegated to 'Microsoft\.Sql\/managedInstances'/,
    ],
    ['has a foreign security group', { worker: { networkSecurityGroup: { id: '/g' } } }, /group '\/g'/],
    ['has a service endpoint policy', { worker: { serviceEndpointPolicies: [{ id: '/p' }] } }, /policy '\/p'/],
  ])('that %s is told', async (_, given, message) => {
    expect(await found(subnets, given)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  it.each<[string, Surveyed]>([
    ['has one large range among several', { master: { addressPrefixes: ['10.0.0.0/28', '10.0.0.32/27'] } }],
    ['is as large as it has to be', { ...workers(27), worker: { addressPrefix: '10.0.2.0/27' } }],
    ['is being saved', { master: { provisioningState: 'Updating' } }],
    ['is in use by the cluster itself', { worker: { ipConfigurations: [{ id: `${managed.toUpperCase()}/n` }] } }],
    ["has the cluster's own group", { worker: { networkSecurityGroup: { id: `${managed}/providers/x/g` } } }],
    [
      'has policies of Private Link, which the service sets',
      { master: { privateLinkServiceNetworkPolicies: 'Enabled' } },
    ],
    [
      'is in use, of a cluster that is there',
      { verb: 'update', worker: { ipConfigurations: [{ id: '/a' }], delegations: [{}] } },
    ],
  ])('that %s is well', async (_, given) => {
    expect(await found(subnets, given)).toEqual([]);
  });

  it('of another cluster is told to be in use, and not to be rid of the security group that the other needs', async () => {
    const given: Surveyed = {
      worker: { ipConfigurations: [{ id: '/a' }], networkSecurityGroup: { id: '/g' }, delegations: [{}] },
    };

    expect(await found(subnets, given)).toEqual([
      expect.stringMatching(/in use by '\/a'/),
      expect.stringMatching(/delegated to/),
    ]);
  });

  it('has to have a security group when the cluster is to find one there, whosever it is', async () => {
    const given: Surveyed = {
      cluster: ({ networkProfile }) => void (networkProfile.preconfiguredNSG = 'Enabled'),
      master: { networkSecurityGroup: { id: '/g' } },
    };

    expect(await found(subnets, given)).toEqual([
      expect.stringMatching(/subnets\/worker' has no network security group/),
    ]);
  });

  it.each(['podCidr', 'serviceCidr'] as const)('that overlaps with %s is told', async (member) => {
    const given: Surveyed = { cluster: ({ networkProfile }) => void (networkProfile[member] = '10.0.3.0/24') };

    expect(await found(ranges, given)).toEqual([
      expect.stringMatching(/10\.0\.2\.0\/23 of the subnet '.*worker' overlaps with 10\.0\.3\.0\/24/),
    ]);
  });
});

describe('a network', () => {
  it('has to be in the region, and to ask Azure for names', async () => {
    const elsewhere = { location: 'eastus', properties: { dhcpOptions: { dnsServers: ['10.0.0.4'] } } };

    expect(await found(network, { at: { [networkId.toLowerCase()]: elsewhere } })).toEqual([
      expect.stringMatching(/is in the region 'eastus'.*'westeurope'/),
      expect.stringMatching(/DNS servers of its own/),
    ]);
  });

  it('that may not be read is left to what is said of rights', async () => {
    const context = { asCluster: () => Promise.reject(new Error('this cluster cannot sign in')) };
    const given: Surveyed = {
      at: { [networkId.toLowerCase()]: 403 },
      context,
      cluster: (properties) => void delete properties.servicePrincipalProfile,
    };

    for (const check of [network, subnets, ranges]) expect(await found(check, given)).toEqual([]);
  });
});

describe('the way out', () => {
  const routed: Surveyed = {
    cluster: ({ networkProfile }) => void (networkProfile.outboundType = 'UserDefinedRouting'),
    master: { routeTable: { id: '/subscriptions/s/rt' } },
    worker: { routeTable: { id: '/subscriptions/s/rt' } },
  };
  const withRoutes = (...routes: object[]): Surveyed => ({
    ...routed,
    at: { '/subscriptions/s/rt': { properties: { routes: routes.map((properties) => ({ properties })) } } },
  });
  const appliance = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.0.4' };

  it('of user-defined routing is a default route that leads somewhere, asked for once', async () => {
    expect(await found(wayOut, withRoutes(appliance))).toEqual([]);
    expect(arm.requests.filter(({ path }) => path.endsWith('/rt'))).toHaveLength(1);
  });

  it.each<[string, Surveyed]>([
    ['has no default route', withRoutes({ ...appliance, addressPrefix: '10.0.0.0/8' })],
    ['has one that leads nowhere', withRoutes({ ...appliance, nextHopType: 'None' })],
    ['is not there', routed],
  ])('is told of each subnet whose route table %s', async (_, given) => {
    expect(await found(wayOut, given)).toHaveLength(2);
  });

  it('is told of a subnet without a route table', async () => {
    const given = { ...withRoutes(appliance), worker: {} };

    expect(await found(wayOut, given)).toEqual([expect.stringMatching(/worker' has no route table/)]);
  });

  it("is the load balancer's in every other cluster", async () => {
    expect(await found(wayOut, { ...withRoutes(), cluster: () => {} })).toEqual([]);
    expect(arm.requests).toEqual([]);
  });
});
