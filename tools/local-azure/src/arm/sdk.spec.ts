import { type GenericResourceExpanded } from '@azure/arm-resources';
import { milliseconds } from '@aro-rp/time';
import { type ArmUnderTest, startArm, subscriptionId } from './testing.ts';

describe('Azure Resource Manager and the real SDKs', () => {
  let under: ArmUnderTest;
  beforeAll(async () => {
    under = await startArm({ operationDuration: milliseconds(20) });
  });
  afterAll(() => under.close());

  it('makes, shows, lists and deletes a resource group', async () => {
    const { resourceGroups } = under.resources;

    const made = await resourceGroups.createOrUpdate('groups-1', {
      location: 'East US',
      managedBy: '/x/y',
      tags: { a: 'b' },
    });
    const shown = await resourceGroups.get('GROUPS-1');
    const there = await resourceGroups.checkExistence('groups-1');
    await resourceGroups.delete('groups-1');
    const gone = await resourceGroups.checkExistence('groups-1');

    expect(made).toMatchObject({ location: 'eastus', managedBy: '/x/y', tags: { a: 'b' } });
    expect(shown.properties?.provisioningState).toBe('Succeeded');
    expect(shown.id).toBe(`/subscriptions/${subscriptionId}/resourceGroups/groups-1`);
    expect([there, gone]).toEqual([{ body: true }, { body: false }]);
  });

  it('makes a network security group as a long operation, and deletes it', async () => {
    await under.resources.resourceGroups.createOrUpdate('nsg-1', { location: 'eastus' });
    const groups = under.network.networkSecurityGroups;

    const made = await groups.createOrUpdate('nsg-1', 'c-nsg', {
      location: 'eastus',
      securityRules: [
        {
          name: 'api',
          protocol: 'Tcp',
          access: 'Allow',
          direction: 'Inbound',
          priority: 120,
          destinationPortRange: '6443',
        },
      ],
    });
    const shown = await groups.get('nsg-1', 'c-nsg');
    await groups.delete('nsg-1', 'c-nsg');

    expect(made).toMatchObject({ provisioningState: 'Succeeded', etag: shown.etag });
    expect(shown.securityRules?.[0]).toMatchObject({ name: 'api', priority: 120 });
    expect(shown.defaultSecurityRules).toHaveLength(6);
    await expect(groups.get('nsg-1', 'c-nsg')).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  });

  it('makes a DNS record set once, and changes it only with its ETag', async () => {
    const { zone, resourceGroup } = under.arm.dns;
    const { recordSets } = under.dns;

    const made = await recordSets.createOrUpdate(
      resourceGroup,
      zone,
      'api.one',
      'A',
      { ttl: 300, metadata: { cluster: 'one' } },
      { ifNoneMatch: '*' },
    );
    const again = recordSets.createOrUpdate(resourceGroup, zone, 'api.one', 'A', { ttl: 300 }, { ifNoneMatch: '*' });
    await expect(again).rejects.toMatchObject({ statusCode: 412, code: 'PreconditionFailed' });
    const changed = await recordSets.createOrUpdate(
      resourceGroup,
      zone,
      'api.one',
      'A',
      { ttl: 300, metadata: { cluster: 'one' }, aRecords: [{ ipv4Address: '10.0.0.1' }] },
      { ifMatch: made.etag ?? '' },
    );
    await expect(
      recordSets.delete(resourceGroup, zone, 'api.one', 'A', { ifMatch: made.etag ?? '' }),
    ).rejects.toMatchObject({
      statusCode: 412,
    });
    await recordSets.delete(resourceGroup, zone, 'api.one', 'A', { ifMatch: changed.etag ?? '' });

    expect(made.fqdn).toBe(`api.one.${zone}.`);
    expect(changed).toMatchObject({ metadata: { cluster: 'one' }, aRecords: [{ ipv4Address: '10.0.0.1' }] });
    await expect(recordSets.get(resourceGroup, zone, 'api.one', 'A')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('shows a network with its subnets, and leaves siblings alone when one of them is put', async () => {
    await under.resources.resourceGroups.createOrUpdate('vnet-1', { location: 'eastus' });
    const { virtualNetworks, subnets, networkSecurityGroups } = under.network;
    const nsg = await networkSecurityGroups.createOrUpdate('vnet-1', 'nsg', { location: 'eastus' });

    await virtualNetworks.createOrUpdate('vnet-1', 'net', {
      location: 'eastus',
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'master', addressPrefix: '10.0.0.0/24' }],
    });
    await subnets.createOrUpdate('vnet-1', 'net', 'worker', {
      addressPrefix: '10.0.1.0/24',
      networkSecurityGroup: { id: nsg.id ?? '' },
      serviceEndpoints: [{ service: 'Microsoft.ContainerRegistry' }],
    });
    const network = await virtualNetworks.get('vnet-1', 'net');
    const worker = await subnets.get('vnet-1', 'net', 'worker');
    const users = (await networkSecurityGroups.get('vnet-1', 'nsg')).subnets;

    expect(network.subnets?.map(({ name }) => name)).toEqual(['master', 'worker']);
    expect(network.etag).toMatch(/^W\/"[0-9a-f-]{36}"$/);
    expect(worker).toMatchObject({
      addressPrefix: '10.0.1.0/24',
      privateLinkServiceNetworkPolicies: 'Enabled',
      serviceEndpoints: [{ service: 'Microsoft.ContainerRegistry', provisioningState: 'Succeeded' }],
    });
    expect(users?.map(({ id }) => id)).toEqual([worker.id]);
    await expect(networkSecurityGroups.delete('vnet-1', 'nsg')).rejects.toMatchObject({
      statusCode: 400,
      code: 'InUseNetworkSecurityGroupCannotBeDeleted',
    });
  });

  it('lists what is in a group by type, and pages', async () => {
    await under.resources.resourceGroups.createOrUpdate('list-1', { location: 'eastus' });
    for (const name of ['a', 'b', 'c'])
      await under.network.networkSecurityGroups.createOrUpdate('list-1', name, { location: 'eastus', tags: { name } });
    await under.network.virtualNetworks.createOrUpdate('list-1', 'net', {
      location: 'eastus',
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    });
    const filter = "resourceType eq 'Microsoft.Network/networkSecurityGroups'";

    const pages: (string | undefined)[][] = [];
    for await (const page of under.resources.resources.listByResourceGroup('list-1', { filter, top: 2 }).byPage())
      pages.push(page.map(({ name }) => name));
    const byType: (string | undefined)[] = [];
    for await (const { name } of under.network.networkSecurityGroups.list('list-1')) byType.push(name);

    expect(pages).toEqual([['a', 'b'], ['c']]);
    expect(byType).toEqual(['a', 'b', 'c']);
  });

  it('lists by tags, and what az asks for besides', async () => {
    const { resources, resourceGroups } = under.resources;
    await resourceGroups.createOrUpdate('tagged', { location: 'eastus', tags: { of: 'mine' } });
    await under.network.networkSecurityGroups.createOrUpdate('tagged', 'n', { location: 'eastus', tags: { a: 'b' } });
    const expand = 'createdTime,changedTime,provisioningState';

    const groups: (string | undefined)[] = [];
    const filter = "tagName eq 'of' and tagValue eq 'mine'";
    for await (const { name } of resourceGroups.list({ filter })) groups.push(name);
    const [found] = (await resources.list({ filter: "tagName eq 'a' and tagValue eq 'b'", expand }).byPage().next())
      .value as GenericResourceExpanded[];

    expect(groups).toEqual(['tagged']);
    expect(found).toMatchObject({ name: 'n', provisioningState: 'Succeeded' });
    expect([found?.createdTime, found?.changedTime]).toEqual([expect.any(Date), expect.any(Date)]);
  });

  it('makes, patches and deletes a resource by its id alone', async () => {
    const group = await under.resources.resourceGroups.createOrUpdate('id-1', { location: 'eastus' });
    const id = `${group.id}/providers/Microsoft.Network/networkSecurityGroups/by-id`;
    const { resources } = under.resources;

    const made = await resources.createOrUpdateById(id, '2024-05-01', { location: 'eastus', tags: { a: '1', b: '2' } });
    await resources.updateById(id, '2024-05-01', { tags: { c: '3' } });
    const shown = await resources.getById(id, '2024-05-01');
    await resources.deleteById(id, '2024-05-01');

    expect(made).toMatchObject({ id, type: 'Microsoft.Network/networkSecurityGroups', location: 'eastus' });
    expect(shown.tags).toEqual({ c: '3' });
    expect(await resources.checkExistenceById(id, '2024-05-01')).toEqual({ body: false });
  });

  it('makes a zone with its own records, lists its record sets, and deletes it', async () => {
    const { resourceGroup } = under.arm.dns;

    const zone = await under.dns.zones.createOrUpdate(resourceGroup, 'more.example', { location: 'global' });
    await under.dns.recordSets.createOrUpdate(resourceGroup, 'more.example', '*.apps.one', 'A', {
      ttl: 60,
      aRecords: [{ ipv4Address: '10.1.2.3' }],
    });
    const all: string[] = [];
    for await (const { name, type } of under.dns.recordSets.listByDnsZone(resourceGroup, 'more.example'))
      all.push(`${type?.split('/').at(-1)} ${name}`);
    await under.dns.zones.beginDeleteAndWait(resourceGroup, 'more.example');

    expect(zone).toMatchObject({ numberOfRecordSets: 2, zoneType: 'Public', location: 'global' });
    expect(all).toEqual(['A *.apps.one', 'NS @', 'SOA @']);
    await expect(under.dns.zones.get(resourceGroup, 'more.example')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('tells which providers are registered, and registers another', async () => {
    const { providers } = under.resources;

    const before = await providers.get('Microsoft.RedHatOpenShift');
    const network = await providers.get('microsoft.network');
    await providers.register('Microsoft.RedHatOpenShift');
    const after = await providers.get('Microsoft.RedHatOpenShift');

    expect(before.registrationState).toBe('NotRegistered');
    expect(before.resourceTypes?.[0]?.apiVersions).toContain('2022-04-01');
    expect(network.registrationState).toBe('Registered');
    expect(after.registrationState).toBe('Registering');
  });
});
