import { NetworkManagementClient } from '@azure/arm-network';
import { milliseconds } from '@aro-rp/time';
import { dnsSubscriptionId } from '../../../seed.ts';
import { type ArmUnderTest, startArm } from '../../../testing.ts';

const infra = 'demo-x7k2p';
const group = 'managed';
const standard = { name: 'Standard' };
const location = 'eastus';

/** What stands in Azure before the machines of a cluster, made with the real SDK in the order of its dependencies. */
describe('the base network of a cluster', () => {
  let under: ArmUnderTest;
  let ours: NetworkManagementClient;
  let groupId: string;
  let vnet: string;
  const id = (path: string) => `${groupId}/providers/Microsoft.Network/${path}`;
  const subnet = (name: string) => `${vnet}/subnets/${name}`;
  const part = (balancer: string, list: string, name: string) => ({
    id: id(`loadBalancers/${balancer}/${list}/${name}`),
  });

  beforeAll(async () => {
    under = await startArm({ operationDuration: milliseconds(20) });
    const { arm, credential, network, resources } = under;
    ours = new NetworkManagementClient(credential, dnsSubscriptionId, {
      endpoint: arm.endpoint,
      retryOptions: { maxRetries: 0 },
    });
    await resources.resourceGroups.createOrUpdate('customer', { location });
    groupId = (await resources.resourceGroups.createOrUpdate(group, { location })).id ?? '';
    const made = await network.virtualNetworks.createOrUpdate('customer', 'vnet', {
      location,
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        { name: 'master', addressPrefix: '10.0.0.0/24', privateLinkServiceNetworkPolicies: 'Disabled' },
        { name: 'worker', addressPrefix: '10.0.1.0/24' },
      ],
    });
    vnet = made.id ?? '';
  });
  afterAll(() => under.close());

  it('has public addresses and a load balancer that lets machines out', async () => {
    const { network } = under;
    for (const name of [`${infra}-pip-v4`, `${infra}-default-v4`])
      await network.publicIPAddresses.createOrUpdate(group, name, {
        location,
        sku: standard,
        zones: ['1', '2', '3'],
        publicIPAllocationMethod: 'Static',
      });

    const balancer = await network.loadBalancers.createOrUpdate(group, infra, {
      location,
      sku: standard,
      frontendIPConfigurations: [
        { name: 'public-lb-ip-v4', publicIPAddress: { id: id(`publicIPAddresses/${infra}-pip-v4`) } },
      ],
      backendAddressPools: [{ name: infra }],
      probes: [
        { name: 'api', protocol: 'Https', port: 6443, requestPath: '/readyz', intervalInSeconds: 5, numberOfProbes: 2 },
      ],
      loadBalancingRules: [
        {
          name: 'api-internal-v4',
          protocol: 'Tcp',
          frontendPort: 6443,
          backendPort: 6443,
          disableOutboundSnat: true,
          frontendIPConfiguration: part(infra, 'frontendIPConfigurations', 'public-lb-ip-v4'),
          backendAddressPool: part(infra, 'backendAddressPools', infra),
          probe: part(infra, 'probes', 'api'),
        },
      ],
      outboundRules: [
        {
          name: 'outbound-rule-v4',
          protocol: 'All',
          idleTimeoutInMinutes: 30,
          frontendIPConfigurations: [part(infra, 'frontendIPConfigurations', 'public-lb-ip-v4')],
          backendAddressPool: part(infra, 'backendAddressPools', infra),
        },
      ],
    });
    const address = await network.publicIPAddresses.get(group, `${infra}-pip-v4`);

    expect(address).toMatchObject({
      ipAddress: expect.stringMatching(/^203\.0\.113\.\d+$/) as string,
      publicIPAddressVersion: 'IPv4',
      zones: ['1', '2', '3'],
      sku: { name: 'Standard', tier: 'Regional' },
      ipConfiguration: part(infra, 'frontendIPConfigurations', 'public-lb-ip-v4'),
      provisioningState: 'Succeeded',
    });
    expect(balancer.backendAddressPools?.[0]).toMatchObject({
      name: infra,
      outboundRules: [part(infra, 'outboundRules', 'outbound-rule-v4')],
    });
    expect(balancer.etag).toMatch(/^W\/"/);
  });

  it('has an internal load balancer with an address of the masters’ subnet', async () => {
    const { loadBalancers, loadBalancerFrontendIPConfigurations, loadBalancerBackendAddressPools } = under.network;
    const name = `${infra}-internal`;

    await loadBalancers.createOrUpdate(group, name, {
      location,
      sku: standard,
      frontendIPConfigurations: [
        { name: 'internal-lb-ip-v4', privateIPAllocationMethod: 'Dynamic', subnet: { id: subnet('master') } },
      ],
      backendAddressPools: [{ name: infra }],
      probes: [{ name: 'sint', protocol: 'Https', port: 22623, requestPath: '/healthz' }],
      loadBalancingRules: [
        {
          name: 'sint-v4',
          protocol: 'Tcp',
          frontendPort: 22623,
          backendPort: 22623,
          idleTimeoutInMinutes: 30,
          frontendIPConfiguration: part(name, 'frontendIPConfigurations', 'internal-lb-ip-v4'),
          backendAddressPool: part(name, 'backendAddressPools', infra),
          probe: part(name, 'probes', 'sint'),
        },
      ],
    });
    const frontend = await loadBalancerFrontendIPConfigurations.get(group, name, 'internal-lb-ip-v4');
    await loadBalancerBackendAddressPools.createOrUpdate(group, name, 'ssh-0', {});
    const pools: (string | undefined)[] = [];
    for await (const pool of loadBalancerBackendAddressPools.list(group, name)) pools.push(pool.name);

    expect(frontend).toMatchObject({
      privateIPAddress: '10.0.0.4',
      loadBalancingRules: [part(name, 'loadBalancingRules', 'sint-v4')],
    });
    expect(pools).toEqual([infra, 'ssh-0']);
  });

  it('has machines’ interfaces in both pools', async () => {
    const { networkInterfaces, loadBalancers, subnets } = under.network;
    const pools = [part(infra, 'backendAddressPools', infra), part(`${infra}-internal`, 'backendAddressPools', infra)];

    for (const index of [0, 1, 2])
      await networkInterfaces.createOrUpdate(group, `${infra}-master-${index}-nic`, {
        location,
        enableAcceleratedNetworking: true,
        ipConfigurations: [
          { name: 'pipConfig', subnet: { id: subnet('master') }, loadBalancerBackendAddressPools: pools },
        ],
      });
    const nic = await networkInterfaces.get(group, `${infra}-master-2-nic`);
    const balancer = await loadBalancers.get(group, `${infra}-internal`);
    const master = await subnets.get('customer', 'vnet', 'master');

    expect(nic).toMatchObject({
      enableAcceleratedNetworking: true,
      ipConfigurations: [{ privateIPAddress: '10.0.0.7', primary: true, privateIPAllocationMethod: 'Dynamic' }],
    });
    expect(balancer.backendAddressPools?.[0]?.backendIPConfigurations).toHaveLength(3);
    expect(master.ipConfigurations).toHaveLength(4);
  });

  it('is reached by a private endpoint of the service', async () => {
    const { privateLinkServices } = under.network;
    const shards = await ours.virtualNetworks.createOrUpdate('dns', 'shard-of-the-test', {
      location,
      addressSpace: { addressPrefixes: ['10.220.0.0/16'] },
      subnets: [{ name: 'endpoints', addressPrefix: '10.220.0.0/20' }],
    });

    const service = await privateLinkServices.createOrUpdate(group, `${infra}-pls`, {
      location,
      loadBalancerFrontendIpConfigurations: [
        part(`${infra}-internal`, 'frontendIPConfigurations', 'internal-lb-ip-v4'),
      ],
      ipConfigurations: [{ name: `${infra}-pls-nic`, subnet: { id: subnet('master') } }],
      visibility: { subscriptions: [dnsSubscriptionId] },
      autoApproval: { subscriptions: [dnsSubscriptionId] },
    });
    await ours.privateEndpoints.createOrUpdate('dns', 'rp-pe-1', {
      location,
      subnet: { id: shards.subnets?.[0]?.id ?? '' },
      manualPrivateLinkServiceConnections: [{ name: 'pls', privateLinkServiceId: service.id ?? '' }],
    });
    const endpoint = await ours.privateEndpoints.get('dns', 'rp-pe-1', { expand: 'networkInterfaces' });
    const connected = await privateLinkServices.get(group, `${infra}-pls`);

    expect(endpoint.manualPrivateLinkServiceConnections?.[0]?.privateLinkServiceConnectionState?.status).toBe(
      'Approved',
    );
    expect(endpoint.networkInterfaces?.[0]?.ipConfigurations?.[0]?.privateIPAddress).toBe('10.220.0.4');
    expect(connected.privateEndpointConnections?.[0]).toMatchObject({
      privateEndpoint: { id: endpoint.id },
      linkIdentifier: expect.stringMatching(/^\d+$/) as string,
    });
  });

  it('has a private zone with the names of the API server', async () => {
    const { resources } = under.resources;
    const zone = id('privateDnsZones/demo.example.com');
    const version = '2020-06-01';
    const address = { ttl: 300, aRecords: [{ ipv4Address: '10.0.0.4' }] };

    await resources.createOrUpdateById(zone, version, { location: 'global' });
    for (const name of ['api', 'api-int'])
      await resources.createOrUpdateById(`${zone}/A/${name}`, version, { properties: address });
    await resources.createOrUpdateById(`${zone}/virtualNetworkLinks/${infra}-network-link`, version, {
      location: 'global',
      properties: { registrationEnabled: false, virtualNetwork: { id: vnet } },
    });
    const { body } = await under.send('GET', `${zone}/all?api-version=${version}`);

    expect((body['value'] as { name: string }[]).map(({ name }) => name)).toEqual(['api', 'api-int', '@']);
  });

  it('goes with its group when nothing outside uses it any more', async () => {
    const { resourceGroups } = under.resources;
    const refusal = await resourceGroups.delete(group).catch((error: unknown) => error);
    await ours.privateEndpoints.delete('dns', 'rp-pe-1');

    await resourceGroups.delete(group);

    expect(refusal).toMatchObject({ code: 'ResourceGroupDeletionBlocked' });
    expect(await resourceGroups.checkExistence(group)).toEqual({ body: false });
    expect((await under.network.subnets.get('customer', 'vnet', 'master')).ipConfigurations).toBeUndefined();
  });
});
