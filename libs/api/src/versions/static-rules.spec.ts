import {
  exampleClusterOf,
  exampleId,
  exampleRunningCluster,
  exampleWorkerProfile,
  type Overrides,
  sayable,
} from '../examples.ts';
import { requestsOf } from './clusters.fixture.ts';
import { versions } from './registry.ts';
import { refusalsOf } from './v2022-04-01/requests.fixture.ts';

const all = [...versions.values()];
const properties = (members: Overrides): Overrides => ({ properties: members });
const network = `/subscriptions/${exampleId.subscriptionId}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/vnet`;
const other = '/subscriptions/00000000-0000-4000-8000-00000000ffff';
const set = `/subscriptions/${exampleId.subscriptionId}/resourceGroups/d/providers/Microsoft.Compute/diskEncryptionSets/des`;

/** A version that lacks a member refuses it, whatever is in it. */
const unknown = (target: string) => [`InvalidRequestContent ${target}`];

/** Of every version: what is laid over its example, the refusal, and the first version that has the member. */
const rows: [about: string, overrides: Overrides, refusal: string, first?: string][] = [
  ['another region', { location: 'westus' }, 'InvalidParameter location'],
  ['a tag that ARM forbids', { tags: { 'a/b': '' } }, "InvalidParameter tags['a/b']"],
  ['the id of another', { id: '/x' }, 'MismatchingResourceID id'],
  ['the name of another', { name: 'x' }, 'MismatchingResourceName name'],
  ['another type', { type: 'x' }, 'MismatchingResourceType type'],
  [
    'another state',
    properties({ provisioningState: 'Failed' }),
    'PropertyChangeNotAllowed properties.provisioningState',
  ],
  ['no domain', properties({ clusterProfile: { domain: '' } }), 'InvalidParameter properties.clusterProfile.domain'],
  [
    'a domain that is none',
    properties({ clusterProfile: { domain: '1' } }),
    'InvalidParameter properties.clusterProfile.domain',
  ],
  [
    'a version that is none',
    properties({ clusterProfile: { version: 'x' } }),
    'InvalidParameter properties.clusterProfile.version',
  ],
  [
    "the cluster's own group",
    properties({
      clusterProfile: { resourceGroupId: `/subscriptions/${exampleId.subscriptionId}/resourceGroups/clusters` },
    }),
    'InvalidParameter properties.clusterProfile.resourceGroupId',
  ],
  [
    'a group elsewhere',
    properties({ clusterProfile: { resourceGroupId: `${other}/resourceGroups/g` } }),
    'InvalidParameter properties.clusterProfile.resourceGroupId',
  ],
  [
    'a pull secret that is none',
    properties({ clusterProfile: { pullSecret: 'x' } }),
    'InvalidParameter properties.clusterProfile.pullSecret',
    '2020-04-30',
  ],
  [
    'FIPS that is neither on nor off',
    properties({ clusterProfile: { fipsValidatedModules: 'x' } }),
    'InvalidParameter properties.clusterProfile.fipsValidatedModules',
    '2022-04-01',
  ],
  [
    'a client id that is none',
    properties({ servicePrincipalProfile: { clientId: 'x' } }),
    'InvalidParameter properties.servicePrincipalProfile.clientId',
  ],
  [
    'no client secret',
    properties({ servicePrincipalProfile: { clientSecret: '' } }),
    'InvalidParameter properties.servicePrincipalProfile.clientSecret',
  ],
  [
    'no service principal',
    properties({ servicePrincipalProfile: undefined }),
    'InvalidParameter properties.servicePrincipalProfile',
  ],
  ['no network', properties({ networkProfile: undefined }), 'InvalidParameter properties.networkProfile'],
  [
    'a small pod range',
    properties({ networkProfile: { podCidr: '10.0.0.0/19' } }),
    'InvalidParameter properties.networkProfile.podCidr',
  ],
  [
    'host bits',
    properties({ networkProfile: { serviceCidr: '172.30.0.1/16' } }),
    'InvalidNetworkAddress properties.networkProfile.serviceCidr',
  ],
  [
    'a range of the cluster',
    properties({ networkProfile: { podCidr: '100.64.0.0/16' } }),
    'InvalidCIDRRange properties.networkProfile',
  ],
  [
    'a master of a worker’s size',
    properties({ masterProfile: { vmSize: 'Standard_D4s_v3' } }),
    'InvalidParameter properties.masterProfile.vmSize',
  ],
  [
    'a size that does not exist',
    properties({ masterProfile: { vmSize: 'Standard_X' } }),
    'InvalidParameter properties.masterProfile.vmSize',
  ],
  [
    'a subnet that is none',
    properties({ masterProfile: { subnetId: 'x' } }),
    'InvalidParameter properties.masterProfile.subnetId',
  ],
  [
    'encryption that is neither on nor off',
    properties({ masterProfile: { encryptionAtHost: 'x' } }),
    'InvalidParameter properties.masterProfile.encryptionAtHost',
    '2021-09-01-preview',
  ],
  [
    'an encryption set for masters alone',
    properties({ masterProfile: { diskEncryptionSetId: set } }),
    "InvalidParameter properties.workerProfiles['worker'].diskEncryptionSetId",
    '2021-09-01-preview',
  ],
  ['no API server', properties({ apiserverProfile: undefined }), 'InvalidParameter properties.apiserverProfile'],
  [
    'half hidden',
    properties({ apiserverProfile: { visibility: 'x' } }),
    'InvalidParameter properties.apiserverProfile.visibility',
  ],
  ['no ingress', properties({ ingressProfiles: [] }), 'InvalidParameter properties.ingressProfiles'],
  [
    'two sets of workers',
    properties({ workerProfiles: [exampleWorkerProfile(), exampleWorkerProfile()] }),
    'InvalidParameter properties.workerProfiles',
  ],
  ...(
    [
      ['a small disk', { diskSizeGB: 127 }, 'diskSizeGB'],
      ['one worker', { count: 1 }, 'count'],
      ['too many', { count: 51 }, 'count'],
      ['a size of no worker', { vmSize: 'Standard_D2s_v3' }, 'vmSize'],
      ['another network', { subnetId: `${network}2/subnets/worker` }, 'subnetId'],
      ['the subnet of the masters', { subnetId: `${network}/subnets/master` }, 'subnetId'],
    ] as const
  ).map(([about, overrides, member]): [string, Overrides, string] => [
    about,
    properties({ workerProfiles: [exampleWorkerProfile(overrides)] }),
    `InvalidParameter properties.workerProfiles['worker'].${member}`,
  ]),
];

describe.each(all)('a create through $version', (version) => {
  const { create, put } = requestsOf(version);

  it.each(rows)('refuses %s', (_, overrides, refusal, first = '') => {
    const over = version.version < first ? overrides : { ...overrides, ...inShape(overrides) };
    const target = (first !== '' && overridden(overrides)) || '';

    expect(refusalsOf(() => create(exampleClusterOf(version.version, over)))).toEqual(
      version.version < first ? unknown(target) : [refusal],
    );
  });

  /** Worker profiles are written for the newest version. */
  function inShape(overrides: Overrides): Overrides {
    const members = overrides['properties'] as Overrides | undefined;
    return members?.['workerProfiles'] === undefined ? {} : sayable(version.shape, overrides);
  }

  it('says all that is wrong at once', () => {
    const body = exampleClusterOf(version.version, {
      location: 'westus',
      properties: { clusterProfile: { domain: '1' }, masterProfile: { vmSize: 'x' } },
    });

    expect(refusalsOf(() => create(body)).sort()).toEqual([
      'InvalidParameter location',
      'InvalidParameter properties.clusterProfile.domain',
      'InvalidParameter properties.masterProfile.vmSize',
    ]);
  });

  it('fixes what cannot change, and not what can', () => {
    const current = exampleRunningCluster();
    const body = version.toExternal(current);

    expect(refusalsOf(() => put(current, { ...body, location: 'westus' }))).toEqual([
      'PropertyChangeNotAllowed location',
    ]);
    expect(put(current, { ...body, tags: { a: 'b' } }).cluster.tags).toEqual({ a: 'b' });
  });
});

/** The path of the one value in it. */
function overridden(overrides: Overrides): string {
  const [[name, value] = ['', undefined]] = Object.entries(overrides);
  return typeof value === 'object' && value !== null ? `${name}.${overridden(value as Overrides)}` : name;
}

describe('the sizes of machines', () => {
  const masters = (version: string, size: string) => {
    const found = versions.get(version);
    if (found === undefined) throw new TypeError(version);
    const body = exampleClusterOf(version, properties({ masterProfile: { vmSize: size } }));
    return refusalsOf(() => requestsOf(found).create(body));
  };
  const refusal = ['InvalidParameter properties.masterProfile.vmSize'];

  it.each([
    ['2019-12-31-preview', 'Standard_D8s_v3', []],
    ['2019-12-31-preview', 'Standard_D16s_v3', refusal],
    ['2020-04-30', 'Standard_D16s_v3', []],
    ['2020-04-30', 'Standard_D16s_v5', refusal],
    ['2021-09-01-preview', 'Standard_D16s_v5', []],
    ['2021-09-01-preview', 'Standard_G5', refusal],
    ['2022-04-01', 'Standard_D16s_v5', []],
  ])('are in %s those of its own list, where it is a closed one: %s', (version, size, expected) => {
    expect(masters(version, size)).toEqual(expected);
  });
});
