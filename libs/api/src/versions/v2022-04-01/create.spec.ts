import { exampleCluster, exampleId, exampleLocation, exampleWorkerProfile, type Overrides } from './examples.ts';
import { create, refusalsOf, violationsOf } from './requests.fixture.ts';

const properties = (members: Overrides) => exampleCluster({ properties: members });
const worker = (members: Overrides) => properties({ workerProfiles: [exampleWorkerProfile(members)] });
const subscription = '00000000-0000-4000-8000-00000000ffff';
const foreignNetwork = `/subscriptions/${subscription}/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/vnet`;
const network = foreignNetwork.replace(subscription, exampleId.subscriptionId).replace('/n/', '/network/');
const set = `/subscriptions/${exampleId.subscriptionId}/resourceGroups/d/providers/Microsoft.Compute/diskEncryptionSets/des`;
const tagsOf = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`key${index}`, '']));

describe('a create through 2022-04-01', () => {
  it('accepts the example', () => {
    const { cluster, secrets } = create(exampleCluster());

    expect(cluster).toMatchObject({ id: exampleId.id, name: 'cluster', properties: { provisioningState: 'Creating' } });
    expect(secrets.clientSecret?.reveal()).toBe('example-client-secret');
    expect(secrets.pullSecret?.reveal()).toContain('registry.example');
  });

  it('keeps no secret in the cluster', () => {
    expect(JSON.stringify(create(exampleCluster()).cluster)).not.toContain('secret');
  });

  it.each<[string, Overrides]>([
    ['no version', properties({ clusterProfile: { version: undefined } })],
    ['no pull secret', properties({ clusterProfile: { pullSecret: '' } })],
    ['null for what is optional', exampleCluster({ tags: null, properties: { consoleProfile: null } })],
    ['the state that every GET ends with', properties({ provisioningState: 'Succeeded' })],
    ['the location in another spelling', exampleCluster({ location: 'East US' })],
    ['id, name and type of the path, in any case', exampleCluster({ id: exampleId.id.toUpperCase(), name: 'CLUSTER' })],
    ['a domain of its own', properties({ clusterProfile: { domain: 'cluster.example.com' } })],
    ['2 workers', worker({ count: 2 })],
    ['50 workers', worker({ count: 50 })],
    ['empty read-only members', properties({ consoleProfile: { url: '' }, apiserverProfile: { url: null } })],
  ])('accepts %s', (_, body) => {
    expect(violationsOf(() => create(body))).toEqual([]);
  });

  it('takes Disabled for encryption at host and FIPS when nothing is said', () => {
    const body = exampleCluster({
      properties: {
        clusterProfile: { fipsValidatedModules: '' },
        masterProfile: { encryptionAtHost: undefined },
        workerProfiles: [exampleWorkerProfile({ encryptionAtHost: null })],
      },
    });

    expect(create(body).cluster.properties).toMatchObject({
      clusterProfile: { fipsValidatedModules: 'Disabled' },
      masterProfile: { encryptionAtHost: 'Disabled' },
      workerProfiles: [{ encryptionAtHost: 'Disabled' }],
    });
  });

  it.each<[string, unknown, string]>([
    // The form of the body.
    ['a body that is no object', [], 'InvalidRequestContent '],
    ['an unknown member', exampleCluster({ sku: {} }), 'InvalidRequestContent sku'],
    [
      'an unknown member inside',
      properties({ networkProfile: { mtu: 1500 } }),
      'InvalidRequestContent properties.networkProfile.mtu',
    ],
    ['an unknown member with an odd name', exampleCluster({ "it's": 1 }), "InvalidRequestContent ['it?s']"],
    ['a member named __proto__', { ...exampleCluster(), ['__proto__']: {} }, 'InvalidRequestContent __proto__'],
    ['a number for a text', exampleCluster({ location: 5 }), 'InvalidRequestContent location'],
    ['a text for a number', worker({ count: '3' }), "InvalidRequestContent properties.workerProfiles['worker'].count"],
    ['half a worker', worker({ count: 2.5 }), "InvalidRequestContent properties.workerProfiles['worker'].count"],
    [
      'a number over 32 bits',
      worker({ diskSizeGB: 2 ** 31 }),
      "InvalidRequestContent properties.workerProfiles['worker'].diskSizeGB",
    ],
    ['a text for an object', properties({ masterProfile: 'big' }), 'InvalidRequestContent properties.masterProfile'],
    ['an object for an array', properties({ workerProfiles: {} }), 'InvalidRequestContent properties.workerProfiles'],
    [
      'an element that is no object',
      properties({ workerProfiles: [null] }),
      'InvalidRequestContent properties.workerProfiles[0]',
    ],
    ['a tag that is no text', exampleCluster({ tags: { a: 1 } }), "InvalidRequestContent tags['a']"],
    [
      'a list without end',
      properties({ workerProfiles: Array(101).fill({}) }),
      'InvalidRequestContent properties.workerProfiles',
    ],
    // What is the service's.
    ['the id of another cluster', exampleCluster({ id: '/x' }), 'MismatchingResourceID id'],
    ['another name', exampleCluster({ name: 'x' }), 'MismatchingResourceName name'],
    ['another type', exampleCluster({ type: 'x' }), 'MismatchingResourceType type'],
    [
      'another provisioning state',
      properties({ provisioningState: 'Failed' }),
      'PropertyChangeNotAllowed properties.provisioningState',
    ],
    [
      'a console',
      properties({ consoleProfile: { url: 'https://x' } }),
      'PropertyChangeNotAllowed properties.consoleProfile.url',
    ],
    [
      'an address',
      properties({ apiserverProfile: { ip: '192.0.2.1' } }),
      'PropertyChangeNotAllowed properties.apiserverProfile.ip',
    ],
    [
      'an address of the ingress',
      properties({ ingressProfiles: [{ name: 'default', visibility: 'Public', ip: '192.0.2.1' }] }),
      "PropertyChangeNotAllowed properties.ingressProfiles['default'].ip",
    ],
    [
      'system data',
      exampleCluster({ systemData: { createdBy: 'eve' } }),
      'PropertyChangeNotAllowed systemData.createdBy',
    ],
    // The envelope.
    ['no location', exampleCluster({ location: undefined }), 'InvalidParameter location'],
    ['another location', exampleCluster({ location: 'westus' }), 'InvalidParameter location'],
    ['51 tags', exampleCluster({ tags: tagsOf(51) }), 'InvalidParameter tags'],
    ['1001 tags', exampleCluster({ tags: tagsOf(1001) }), 'InvalidRequestContent tags'],
    ['a tag without a name', exampleCluster({ tags: { '': 'x' } }), "InvalidParameter tags['']"],
    [
      'a long name of a tag',
      exampleCluster({ tags: { ['k'.repeat(513)]: '' } }),
      `InvalidParameter tags['${'k'.repeat(80)}']`,
    ],
    ['a long value of a tag', exampleCluster({ tags: { k: 'v'.repeat(257) } }), "InvalidParameter tags['k']"],
    ['a tag with a slash', exampleCluster({ tags: { 'a/b': '' } }), "InvalidParameter tags['a/b']"],
    ['a tag with a control character', exampleCluster({ tags: { 'a\u0000': '' } }), "InvalidParameter tags['a?']"],
    // Cluster and service principal.
    ['no cluster profile', properties({ clusterProfile: undefined }), 'InvalidParameter properties.clusterProfile'],
    ['no domain', properties({ clusterProfile: { domain: '' } }), 'InvalidParameter properties.clusterProfile.domain'],
    [
      'a version that is none',
      properties({ clusterProfile: { version: 'latest' } }),
      'InvalidParameter properties.clusterProfile.version',
    ],
    [
      'a group id that is none',
      properties({ clusterProfile: { resourceGroupId: 'group' } }),
      'InvalidParameter properties.clusterProfile.resourceGroupId',
    ],
    [
      'a group of another subscription',
      properties({ clusterProfile: { resourceGroupId: `/subscriptions/${subscription}/resourceGroups/g` } }),
      'InvalidParameter properties.clusterProfile.resourceGroupId',
    ],
    [
      "the cluster's own group",
      properties({
        clusterProfile: { resourceGroupId: `/subscriptions/${exampleId.subscriptionId}/resourceGroups/CLUSTERS` },
      }),
      'InvalidParameter properties.clusterProfile.resourceGroupId',
    ],
    [
      'FIPS that is neither on nor off',
      properties({ clusterProfile: { fipsValidatedModules: 'On' } }),
      'InvalidParameter properties.clusterProfile.fipsValidatedModules',
    ],
    [
      'no service principal',
      properties({ servicePrincipalProfile: undefined }),
      'InvalidParameter properties.servicePrincipalProfile',
    ],
    [
      'a client id that is no UUID',
      properties({ servicePrincipalProfile: { clientId: 'me' } }),
      'InvalidParameter properties.servicePrincipalProfile.clientId',
    ],
    [
      'no client secret',
      properties({ servicePrincipalProfile: { clientSecret: '' } }),
      'InvalidParameter properties.servicePrincipalProfile.clientSecret',
    ],
    // The network.
    [
      'a pod range that is none',
      properties({ networkProfile: { podCidr: '10.0.0.0' } }),
      'InvalidParameter properties.networkProfile.podCidr',
    ],
    [
      'IPv6 for pods',
      properties({ networkProfile: { podCidr: 'fd00::/14' } }),
      'InvalidParameter properties.networkProfile.podCidr',
    ],
    [
      'a pod range of /19',
      properties({ networkProfile: { podCidr: '10.128.0.0/19' } }),
      'InvalidParameter properties.networkProfile.podCidr',
    ],
    [
      'a pod range with host bits',
      properties({ networkProfile: { podCidr: '10.129.0.0/14' } }),
      'InvalidNetworkAddress properties.networkProfile.podCidr',
    ],
    [
      'a service range of /23',
      properties({ networkProfile: { serviceCidr: '172.30.0.0/23' } }),
      'InvalidParameter properties.networkProfile.serviceCidr',
    ],
    [
      'a service range with host bits',
      properties({ networkProfile: { serviceCidr: '172.30.0.1/16' } }),
      'InvalidNetworkAddress properties.networkProfile.serviceCidr',
    ],
    [
      'no service range',
      properties({ networkProfile: { serviceCidr: null } }),
      'InvalidParameter properties.networkProfile.serviceCidr',
    ],
    [
      'pods in a range of the cluster',
      properties({ networkProfile: { podCidr: '100.64.0.0/15' } }),
      'InvalidCIDRRange properties.networkProfile',
    ],
    [
      'services in a range of the cluster',
      properties({ networkProfile: { serviceCidr: '169.254.0.0/16' } }),
      'InvalidCIDRRange properties.networkProfile',
    ],
    [
      'services in another range of it',
      properties({ networkProfile: { serviceCidr: '100.88.0.0/16' } }),
      'InvalidCIDRRange properties.networkProfile',
    ],
    // Machines.
    [
      'a size that no control plane has',
      properties({ masterProfile: { vmSize: 'Standard_D4s_v3' } }),
      'InvalidParameter properties.masterProfile.vmSize',
    ],
    [
      'a subnet id that is none',
      properties({ masterProfile: { subnetId: 'master' } }),
      'InvalidParameter properties.masterProfile.subnetId',
    ],
    [
      'encryption that is neither on nor off',
      properties({ masterProfile: { encryptionAtHost: 'yes' } }),
      'InvalidParameter properties.masterProfile.encryptionAtHost',
    ],
    [
      'a disk encryption set id that is none',
      properties({ masterProfile: { diskEncryptionSetId: 'x' } }),
      'InvalidParameter properties.masterProfile.diskEncryptionSetId',
    ],
    [
      'a size that no worker has',
      worker({ vmSize: 'Standard_D2s_v3' }),
      "InvalidParameter properties.workerProfiles['worker'].vmSize",
    ],
    ['a small disk', worker({ diskSizeGB: 127 }), "InvalidParameter properties.workerProfiles['worker'].diskSizeGB"],
    ['1 worker', worker({ count: 1 }), "InvalidParameter properties.workerProfiles['worker'].count"],
    ['51 workers', worker({ count: 51 }), "InvalidParameter properties.workerProfiles['worker'].count"],
    [
      'no number of workers',
      worker({ count: undefined }),
      "InvalidParameter properties.workerProfiles['worker'].count",
    ],
    ['workers of another name', worker({ name: 'infra' }), "InvalidParameter properties.workerProfiles['infra'].name"],
    ['workers without a name', worker({ name: undefined }), 'InvalidParameter properties.workerProfiles[0].name'],
    [
      'workers in another network',
      worker({ subnetId: `${network}2/subnets/worker` }),
      "InvalidParameter properties.workerProfiles['worker'].subnetId",
    ],
    [
      "workers in the control plane's subnet",
      worker({ subnetId: `${network}/subnets/MASTER` }),
      "InvalidParameter properties.workerProfiles['worker'].subnetId",
    ],
    [
      'another disk encryption set for workers',
      worker({ diskEncryptionSetId: set }),
      "InvalidParameter properties.workerProfiles['worker'].diskEncryptionSetId",
    ],
    ['no workers', properties({ workerProfiles: [] }), 'InvalidParameter properties.workerProfiles'],
    // What is visible.
    [
      'an API server that is neither public nor private',
      properties({ apiserverProfile: { visibility: 'Hidden' } }),
      'InvalidParameter properties.apiserverProfile.visibility',
    ],
    [
      'an ingress of another name',
      properties({ ingressProfiles: [{ name: 'x', visibility: 'Public' }] }),
      "InvalidParameter properties.ingressProfiles['x'].name",
    ],
    [
      'an ingress that is neither',
      properties({ ingressProfiles: [{ name: 'default', visibility: 'x' }] }),
      "InvalidParameter properties.ingressProfiles['default'].visibility",
    ],
    [
      'a client secret that is too long',
      properties({ servicePrincipalProfile: { clientSecret: 'x'.repeat(4097) } }),
      'InvalidParameter properties.servicePrincipalProfile.clientSecret',
    ],
    [
      'a pull secret that is too long',
      properties({ clusterProfile: { pullSecret: `{"auths":{}}${' '.repeat(65_536)}` } }),
      'InvalidParameter properties.clusterProfile.pullSecret',
    ],
    ['no ingress', properties({ ingressProfiles: [] }), 'InvalidParameter properties.ingressProfiles'],
  ])('refuses %s', (_, body, refusal) => {
    expect(refusalsOf(() => create(body))).toEqual([refusal]);
  });

  it('reports everything at once', () => {
    const body = exampleCluster({
      location: 'westus',
      colour: 'red',
      properties: {
        clusterProfile: { domain: 'X' },
        servicePrincipalProfile: { clientSecret: undefined },
        networkProfile: { podCidr: '10.128.0.1/14' },
        workerProfiles: [exampleWorkerProfile({ count: 1, vmSize: undefined })],
      },
    });

    expect(new Set(refusalsOf(() => create(body)))).toEqual(
      new Set([
        'InvalidRequestContent colour',
        'InvalidParameter location',
        'InvalidParameter properties.clusterProfile.domain',
        'InvalidParameter properties.servicePrincipalProfile.clientSecret',
        'InvalidNetworkAddress properties.networkProfile.podCidr',
        "InvalidParameter properties.workerProfiles['worker'].count",
        "InvalidParameter properties.workerProfiles['worker'].vmSize",
      ]),
    );
  });

  it('names all that is required when there is nothing', () => {
    expect(refusalsOf(() => create({ location: exampleLocation }))).toEqual(
      ['cluster', 'servicePrincipal', 'network', 'master', 'worker', 'apiserver', 'ingress'].map(
        (name) => `InvalidParameter properties.${name}Profile${['worker', 'ingress'].includes(name) ? 's' : ''}`,
      ),
    );
  });

  it('says no more than a hundred things about a body', () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`member${index}`, 1]));

    expect(violationsOf(() => create(body))).toHaveLength(100);
  });
});
