import { type Visibility } from '@aro-rp/api';
import { baseInput, infraId as I, names } from '../testing/template-inputs.ts';
import { type BaseInput, baseTemplate } from './base.ts';
import { type TemplateResource } from './template.ts';

const resourcesOf = (changes: Partial<BaseInput> = {}) => baseTemplate({ ...baseInput, ...changes }).resources;
const find = (type: string, name: string, changes: Partial<BaseInput> = {}): TemplateResource | undefined =>
  resourcesOf(changes).find((one) => one.type === type && one.name === name);
const inNetwork = (type: string, name: string, changes: Partial<BaseInput> = {}) =>
  find(`Microsoft.Network/${type}`, name, changes);
const namesOf = (type: string, changes: Partial<BaseInput> = {}) =>
  resourcesOf(changes)
    .filter((one) => one.type === type)
    .map(({ name }) => name);

const isPrivate = { api: 'Private', ingress: 'Private' } as const;
const inBalancer = (kind: string, balancer: string, name: string) => ({
  id: `[resourceId('Microsoft.Network/loadBalancers/${kind}', '${balancer}', '${name}')]`,
});
const https = (port: number, requestPath: string) => ({
  protocol: 'Https',
  port,
  requestPath,
  intervalInSeconds: 5,
  numberOfProbes: 2,
});

describe('storage', () => {
  it.each([
    ['clusterb4c5d6f7g8', ['ignition', 'aro']],
    ['imageregistryb4c5d6f7g8', ['image-registry']],
  ])('%s is open to both subnets and the service alone, over TLS 1.2, and holds %j', (name, containers) => {
    expect(find('Microsoft.Storage/storageAccounts', name)).toMatchObject({
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: {
        allowBlobPublicAccess: false,
        minimumTlsVersion: 'TLS1_2',
        supportsHttpsTrafficOnly: true,
        networkAcls: {
          defaultAction: 'Deny',
          virtualNetworkRules: [baseInput.masterSubnetId, baseInput.workerSubnetId, ...baseInput.serviceSubnetIds].map(
            (id) => ({ id, action: 'Allow' }),
          ),
        },
      },
    });
    const made = resourcesOf().filter((one) => one.name.startsWith(`${name}/`));
    expect(made.map((one) => one.name)).toEqual(containers.map((container) => `${name}/default/${container}`));
    expect(new Set(made.map(({ type }) => type))).toEqual(
      new Set(['Microsoft.Storage/storageAccounts/blobServices/containers']),
    );
  });
});

describe('the network security group', () => {
  it('lets everybody reach a public API server, at priority 120', () => {
    expect(inNetwork('networkSecurityGroups', `${I}-nsg`)?.properties).toEqual({
      securityRules: [
        {
          name: 'apiserver_in',
          properties: expect.objectContaining({
            ...{ access: 'Allow', direction: 'Inbound', protocol: 'Tcp', priority: 120, destinationPortRange: '6443' },
            ...{ sourceAddressPrefix: '*', sourcePortRange: '*', destinationAddressPrefix: '*' },
          }) as unknown,
        },
      ],
    });
  });

  it('has no rule of its own when the API is private', () => {
    expect(inNetwork('networkSecurityGroups', `${I}-nsg`, { api: 'Private' })?.properties).toEqual({
      securityRules: [],
    });
  });
});

describe('public addresses', () => {
  it.each<[Visibility, Visibility, string[]]>([
    ['Public', 'Public', [`${I}-pip-v4`, `${I}-default-v4`]],
    ['Public', 'Private', [`${I}-pip-v4`]],
    ['Private', 'Public', [`${I}-pip-v4`, `${I}-default-v4`]],
    ['Private', 'Private', [`${I}-pip-v4`]],
  ])('with a %s API and a %s ingress are %j: a way out is always needed', (api, ingress, expected) => {
    expect(namesOf('Microsoft.Network/publicIPAddresses', { api, ingress })).toEqual(expected);
  });

  it.each([
    [
      ['1', '2', '3'],
      ['1', '2', '3'],
    ],
    [[], undefined],
  ])('are Standard and static, in the zones %j', (zones, expected) => {
    for (const name of [names.apiAddress, names.ingressAddress]) {
      const address = inNetwork('publicIPAddresses', name, { zones });
      expect(address).toMatchObject({
        sku: { name: 'Standard' },
        properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
      });
      expect(address?.zones).toEqual(expected);
    }
  });
});

describe('the public load balancer', () => {
  it('is named after the cluster, its first pool too, and lets 6443 in for a public API', () => {
    expect(inNetwork('loadBalancers', I)).toMatchObject({
      sku: { name: 'Standard' },
      properties: {
        backendAddressPools: [{ name: I }],
        frontendIPConfigurations: [
          {
            name: 'public-lb-ip-v4',
            properties: {
              publicIPAddress: { id: `[resourceId('Microsoft.Network/publicIPAddresses', '${I}-pip-v4')]` },
            },
          },
        ],
        loadBalancingRules: [
          {
            name: 'api-internal-v4',
            properties: {
              ...{ protocol: 'Tcp', frontendPort: 6443, backendPort: 6443, idleTimeoutInMinutes: 30 },
              disableOutboundSnat: true,
              frontendIPConfiguration: inBalancer('frontendIPConfigurations', I, 'public-lb-ip-v4'),
              backendAddressPool: inBalancer('backendAddressPools', I, I),
              probe: inBalancer('probes', I, 'api-internal-probe'),
            },
          },
        ],
        probes: [{ name: 'api-internal-probe', properties: https(6443, '/readyz') }],
      },
    });
  });

  it.each<Visibility>(['Public', 'Private'])('is the way out, of all protocols, with a %s API', (api) => {
    expect(inNetwork('loadBalancers', I, { api })?.properties?.['outboundRules']).toEqual([
      {
        name: 'outbound-rule-v4',
        properties: {
          protocol: 'All',
          idleTimeoutInMinutes: 30,
          frontendIPConfigurations: [inBalancer('frontendIPConfigurations', I, 'public-lb-ip-v4')],
          backendAddressPool: inBalancer('backendAddressPools', I, I),
        },
      },
    ]);
  });

  it('lets nothing in when the API is private', () => {
    const properties = inNetwork('loadBalancers', I, isPrivate)?.properties;

    expect(properties).not.toHaveProperty('loadBalancingRules');
    expect(properties).not.toHaveProperty('probes');
    expect(properties).not.toHaveProperty('inboundNatRules');
  });
});

describe.each<Visibility>(['Public', 'Private'])('the internal load balancer of a %s API', (api) => {
  const balancer = () => inNetwork('loadBalancers', `${I}-internal`, { api });

  it('has one frontend in the subnet of the masters, and one pool, which is the first', () => {
    expect(balancer()).toMatchObject({
      sku: { name: 'Standard' },
      properties: {
        backendAddressPools: [{ name: I }],
        frontendIPConfigurations: [
          {
            name: 'internal-lb-ip-v4',
            properties: { subnet: { id: baseInput.masterSubnetId }, privateIPAllocationMethod: 'Dynamic' },
          },
        ],
      },
    });
  });

  it('takes 6443 and 22623 to machines that answer over HTTPS that they are ready', () => {
    const rule = (name: string, port: number, probe: string) => ({
      name,
      properties: expect.objectContaining({
        ...{ protocol: 'Tcp', frontendPort: port, backendPort: port, idleTimeoutInMinutes: 30 },
        frontendIPConfiguration: inBalancer('frontendIPConfigurations', `${I}-internal`, 'internal-lb-ip-v4'),
        backendAddressPool: inBalancer('backendAddressPools', `${I}-internal`, I),
        probe: inBalancer('probes', `${I}-internal`, probe),
      }) as unknown,
    });

    expect(balancer()?.properties).toMatchObject({
      loadBalancingRules: [rule('api-internal-v4', 6443, 'api-internal-probe'), rule('sint-v4', 22623, 'sint-probe')],
      probes: [
        { name: 'api-internal-probe', properties: https(6443, '/readyz') },
        { name: 'sint-probe', properties: https(22623, '/healthz') },
      ],
    });
  });
});

it("the private link service is on the internal frontend, in the masters' subnet, for the service alone", () => {
  const service = [baseInput.serviceSubscriptionId];

  expect(inNetwork('privateLinkServices', `${I}-pls`)?.properties).toMatchObject({
    loadBalancerFrontendIpConfigurations: [
      inBalancer('frontendIPConfigurations', `${I}-internal`, 'internal-lb-ip-v4'),
    ],
    ipConfigurations: [{ properties: { primary: true, subnet: { id: baseInput.masterSubnetId } } }],
    visibility: { subscriptions: service },
    autoApproval: { subscriptions: service },
  });
});

describe('the private zone', () => {
  const zone = 'demo.example.com';

  it('is the whole domain, and linked to the network without registration', () => {
    expect(inNetwork('privateDnsZones', zone)?.location).toBe('global');
    expect(inNetwork('privateDnsZones/virtualNetworkLinks', `${zone}/${I}-network-link`)).toMatchObject({
      location: 'global',
      properties: { registrationEnabled: false, virtualNetwork: { id: baseInput.virtualNetworkId } },
    });
  });

  it('has api and api-int at the internal frontend, and leaves *.apps to the cluster', () => {
    const address = `[reference(resourceId('Microsoft.Network/loadBalancers', '${I}-internal'), '2023-11-01').frontendIPConfigurations[0].properties.privateIPAddress]`;

    expect(namesOf('Microsoft.Network/privateDnsZones/A')).toEqual([`${zone}/api`, `${zone}/api-int`]);
    for (const name of ['api', 'api-int'])
      expect(inNetwork('privateDnsZones/A', `${zone}/${name}`)?.properties).toMatchObject({
        aRecords: [{ ipv4Address: address }],
      });
  });
});

it.each([
  [true, [`${I}-identity`]],
  [false, []],
])('machines get an identity of their own where the version wants one: %j', (machineIdentity, expected) => {
  expect(namesOf('Microsoft.ManagedIdentity/userAssignedIdentities', { machineIdentity })).toEqual(expected);
});

it('makes nothing beside what the table of resources has', () => {
  expect(resourcesOf().map(({ type, name }) => `${type.split('/').slice(1).join('/')} ${name}`)).toEqual([
    'storageAccounts clusterb4c5d6f7g8',
    'storageAccounts/blobServices/containers clusterb4c5d6f7g8/default/ignition',
    'storageAccounts/blobServices/containers clusterb4c5d6f7g8/default/aro',
    'storageAccounts imageregistryb4c5d6f7g8',
    'storageAccounts/blobServices/containers imageregistryb4c5d6f7g8/default/image-registry',
    `networkSecurityGroups ${I}-nsg`,
    `publicIPAddresses ${I}-pip-v4`,
    `publicIPAddresses ${I}-default-v4`,
    `loadBalancers ${I}`,
    `loadBalancers ${I}-internal`,
    `privateLinkServices ${I}-pls`,
    'privateDnsZones demo.example.com',
    'privateDnsZones/A demo.example.com/api',
    'privateDnsZones/A demo.example.com/api-int',
    `privateDnsZones/virtualNetworkLinks demo.example.com/${I}-network-link`,
    `userAssignedIdentities ${I}-identity`,
  ]);
});
