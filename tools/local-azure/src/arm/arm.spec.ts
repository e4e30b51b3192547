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
});
