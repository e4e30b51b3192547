import { exampleClusterOf, type Overrides } from '../../examples.ts';
import { requestsOf } from '../clusters.fixture.ts';
import { type DefinedVersion } from '../define-version.ts';
import { v20210901 } from '../v2021-09-01-preview/version.ts';
import { refusalsOf } from '../v2022-04-01/requests.fixture.ts';
import { v20230401 } from '../v2023-04-01/version.ts';
import { v20230701 } from '../v2023-07-01-preview/version.ts';
import { v20230904 } from '../v2023-09-04/version.ts';
import { v20231122 } from '../v2023-11-22/version.ts';
import { v20250725 } from '../v2025-07-25/version.ts';

const hidden = {
  apiserverProfile: { visibility: 'Private' },
  ingressProfiles: [{ name: 'default', visibility: 'Private' }],
};
const ownRoutes = { outboundType: 'UserDefinedRouting', loadBalancerProfile: undefined };
const balancer = (profile: Overrides | undefined) => ({ networkProfile: { loadBalancerProfile: profile } });

const create = (version: DefinedVersion, properties: Overrides) =>
  requestsOf(version).create(exampleClusterOf(version.version, { properties }));
const refusals = (version: DefinedVersion, properties: Overrides) => refusalsOf(() => create(version, properties));

const network = 'properties.networkProfile';
const profile = `${network}.loadBalancerProfile`;

describe('the way out of a cluster', () => {
  it.each([v20230401, v20230701, v20230904, v20231122, v20250725])(
    'may be the customer’s own routes when nothing is public: $version',
    (version) => {
      expect(refusals(version, { ...hidden, networkProfile: ownRoutes })).toEqual([]);
      expect(refusals(version, { networkProfile: ownRoutes })).toEqual([`InvalidParameter ${network}.outboundType`]);
      expect(refusals(version, { networkProfile: ownRoutes, apiserverProfile: { visibility: 'Private' } })).toEqual([
        `InvalidParameter ${network}.outboundType`,
      ]);
    },
  );

  it('is the load balancer when nothing is said', () => {
    const { cluster } = create(v20230401, { networkProfile: { outboundType: undefined } });

    expect(cluster.properties.networkProfile).toMatchObject({
      outboundType: 'Loadbalancer',
      loadBalancerProfile: { managedOutboundIps: { count: 1 } },
    });
  });

  it('is one of two', () => {
    expect(refusals(v20230401, { networkProfile: { outboundType: 'NatGateway' } })).toEqual([
      `InvalidParameter ${network}.outboundType`,
    ]);
  });

  it('is without a load balancer profile where the routes are the customer’s, now and later', () => {
    const { cluster } = create(v20231122, { ...hidden, networkProfile: ownRoutes });
    const body = { properties: balancer({ managedOutboundIps: { count: 2 } }) };

    expect(cluster.properties.networkProfile).not.toHaveProperty('loadBalancerProfile');
    expect(refusalsOf(() => requestsOf(v20231122).patch(cluster, body))).toEqual([`InvalidParameter ${profile}`]);
    expect(refusals(v20231122, { ...hidden, networkProfile: { outboundType: 'UserDefinedRouting' } })).toEqual([
      `InvalidParameter ${profile}`,
    ]);
  });
});

describe('managed outbound addresses', () => {
  it.each([0, 21, -1])('cannot be %d', (count) => {
    expect(refusals(v20250725, balancer({ managedOutboundIps: { count } }))).toEqual([
      `InvalidParameter ${profile}.managedOutboundIps.count`,
    ]);
  });

  it('can change, and stay as they are when a PUT does not name them', () => {
    const { put, patch } = requestsOf(v20250725);
    const { cluster } = patch(create(v20250725, {}).cluster, {
      properties: balancer({ managedOutboundIps: { count: 20 } }),
    });

    expect(cluster.properties.networkProfile.loadBalancerProfile).toEqual({ managedOutboundIps: { count: 20 } });
    expect(put(cluster, exampleClusterOf('2025-07-25', { properties: balancer(undefined) })).cluster).toEqual(cluster);
  });

  it('can be given to a cluster that has no load balancer profile yet', () => {
    const { cluster } = create(v20250725, {});
    const { loadBalancerProfile: _none, ...rest } = cluster.properties.networkProfile;
    const old = { ...cluster, properties: { ...cluster.properties, networkProfile: rest } };
    const body = { properties: balancer({ managedOutboundIps: { count: 2 } }) };

    expect(requestsOf(v20250725).patch(old, body).cluster.properties.networkProfile.loadBalancerProfile).toEqual({
      managedOutboundIps: { count: 2 },
    });
  });

  it('are the only way that 2023-07-01-preview really has', () => {
    const address = [{ id: '/subscriptions/s/publicIPAddresses/a' }];

    expect(refusals(v20230701, balancer({ outboundIps: address, managedOutboundIps: undefined }))).toEqual(
      expect.arrayContaining([`InvalidParameter ${profile}.outboundIps`]),
    );
    expect(refusals(v20230701, balancer({ outboundIpPrefixes: address }))).toEqual([
      `InvalidParameter ${profile}.outboundIpPrefixes`,
      `InvalidParameter ${profile}`,
    ]);
    expect(refusals(v20230701, balancer({ allocatedOutboundPorts: 1024 }))).toEqual([
      `InvalidParameter ${profile}.allocatedOutboundPorts`,
    ]);
    expect(refusals(v20230701, balancer({ managedOutboundIps: undefined }))).toEqual([`InvalidParameter ${profile}`]);
  });

  it('are what a version without them does not know', () => {
    expect(refusals(v20230904, balancer({ managedOutboundIps: { count: 1 } }))).toEqual([
      `InvalidRequestContent ${profile}`,
    ]);
  });
});

describe('other choices of the network', () => {
  it('are refused when they are neither on nor off', () => {
    expect(refusals(v20230904, { networkProfile: { preconfiguredNSG: 'Maybe' } })).toEqual([
      `InvalidParameter ${network}.preconfiguredNSG`,
    ]);
  });

  it.each([
    ['OVNKubernetes', []],
    [undefined, []],
    ['OpenShiftSDN', [`InvalidParameter ${network}.softwareDefinedNetwork`]],
    ['Calico', [`InvalidParameter ${network}.softwareDefinedNetwork`]],
  ])('are made for the one network that exists: %s', (softwareDefinedNetwork, expected) => {
    expect(refusals(v20210901, { networkProfile: { softwareDefinedNetwork } })).toEqual(expected);
  });
});
