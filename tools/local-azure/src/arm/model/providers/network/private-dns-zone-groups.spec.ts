import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type ArmUnderTest, startArm, subscriptionId } from '../../../testing.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const providers = `${subscription}/resourceGroups/private/providers`;
const at = (path: string) => `${providers}/Microsoft.Network/${path}`;
const store = `${providers}/Microsoft.Storage/storageAccounts/privatestore`;
const zone = at('privateDnsZones/privatelink.blob.core.windows.net');
const endpoint = at('privateEndpoints/store');
const subnet = at('virtualNetworks/net/subnets/endpoints');

describe('private endpoints to other services of Azure', () => {
  let clock: FakeClock;
  let under: ArmUnderTest;
  const versionOf = (id: string) =>
    id.includes('privateDnsZones/') ? '2020-06-01' : id.includes('Microsoft.Storage') ? '2023-01-01' : '2023-11-01';
  const send = (method: string, id: string, body?: object) =>
    under.send(method, `${id}?api-version=${versionOf(id)}`, body === undefined ? {} : { body });
  const put = async (id: string, properties: object, more: object = { location: 'eastus' }) => {
    const { status, body } = await send('PUT', id, { ...more, properties });
    await clock.advance(seconds(2));
    return `${status} ${(body['error'] as { code?: string } | undefined)?.code ?? ''}`.trim();
  };
  const endpointTo = (groupIds: string[], target = store) => ({
    subnet: { id: subnet },
    privateLinkServiceConnections: [{ name: 'link', properties: { privateLinkServiceId: target, groupIds } }],
  });
  const groupOf = (privateDnsZoneId: string) => ({
    privateDnsZoneConfigs: [{ name: 'blob', properties: { privateDnsZoneId } }],
  });
  const recordsOf = async () => {
    const { body } = await send('GET', `${zone}/A`);
    return (body['value'] as { name: string; properties: { aRecords: unknown } }[]).map(({ name, properties }) => [
      name,
      properties.aRecords,
    ]);
  };

  beforeAll(async () => {
    clock = createFakeClock();
    under = await startArm({ operationDuration: seconds(1) }, { clock });
    await under.send('PUT', `${subscription}/resourceGroups/private`, { body: { location: 'eastus' } });
    await put(at('virtualNetworks/net'), {
      addressSpace: { addressPrefixes: ['10.0.0.0/24'] },
      subnets: [{ name: 'endpoints', properties: { addressPrefix: '10.0.0.0/24' } }],
    });
    await put(store, {}, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    await put(zone, {}, { location: 'global' });
  });
  afterAll(() => under.close());

  it('reach one part of the service, which it has', async () => {
    expect(await put(endpoint, endpointTo(['vault']))).toBe('400 InvalidRequestFormat');
    expect(await put(endpoint, endpointTo(['blob', 'file']))).toBe('400 InvalidRequestFormat');
    expect(await put(endpoint, endpointTo(['blob'], at('virtualNetworks/net')))).toBe('400 InvalidRequestFormat');
    expect(await put(endpoint, endpointTo(['blob']))).toBe('201');
  });

  it('have their address in the zones of their group as long as they are there', async () => {
    const group = `${endpoint}/privateDnsZoneGroups/default`;
    const address = [['privatestore', [{ ipv4Address: '10.0.0.4' }]]];

    expect(await put(group, groupOf(`${zone}x`), {})).toBe('400 InvalidResourceReference');
    expect(await put(group, groupOf(zone), {})).toBe('201');
    expect(await recordsOf()).toEqual(address);
    const { body } = await send('GET', group);
    expect(body['properties']).toMatchObject({
      privateDnsZoneConfigs: [
        { properties: { recordSets: [{ recordSetName: 'privatestore', ipAddresses: ['10.0.0.4'] }] } },
      ],
    });

    await send('DELETE', group);
    await clock.advance(seconds(2));
    expect(await recordsOf()).toEqual([]);
    await put(group, groupOf(zone), {});
    expect(await recordsOf()).toEqual(address);
    await send('DELETE', endpoint);
    await clock.advance(seconds(2));
    expect(await recordsOf()).toEqual([]);
  });
});
