import { type Json } from '../../json.ts';
import { idOf, network, type NetworkUnderTest, openNetwork, refusalOf } from './testing.ts';

const global = { location: 'global' };
const zone = (group = 'a') => idOf(`privateDnsZones/${group}.demo.example.com`);

describe('private zones', () => {
  let under: NetworkUnderTest;
  let vnet: string;
  beforeEach(async () => {
    under = openNetwork();
    vnet = (await network(under)).split('/').slice(0, -2).join('/');
    await under.put(zone(), {}, global);
  });
  afterEach(() => under.close());

  const link = (zoneId: string, name: string, network = vnet): Promise<Json> =>
    under.put(`${zoneId}/virtualNetworkLinks/${name}`, { virtualNetwork: { id: network } }, global);

  it('hold records, and count them and their links', async () => {
    await under.put(`${zone()}/A/api-int`, { ttl: 300, aRecords: [{ ipv4Address: '10.0.0.4' }] }, {});
    const linked = await link(zone(), 'l');

    expect(under.show(`${zone()}/A/api-int`)['properties']).toMatchObject({
      fqdn: 'api-int.a.demo.example.com.',
      ttl: 300,
      isAutoRegistered: false,
      aRecords: [{ ipv4Address: '10.0.0.4' }],
    });
    expect(linked['properties']).toMatchObject({
      virtualNetwork: { id: vnet },
      registrationEnabled: false,
      virtualNetworkLinkState: 'Completed',
    });
    expect(under.show(zone())).toMatchObject({
      location: 'global',
      properties: { numberOfRecordSets: 2, numberOfVirtualNetworkLinks: 1, provisioningState: 'Succeeded' },
    });
  });

  it.each<[string, Json]>([
    ['A/x', { ttl: 300, aRecords: [{ ipv4Address: 'no address' }] }],
    ['A/x', { ttl: 300, cnameRecord: { cname: 'y' } }],
    ['A/x', { aRecords: [{ ipv4Address: '10.0.0.4' }] }],
    ['CNAME/@', { ttl: 300, cnameRecord: { cname: 'y' } }],
  ])('refuse what is no record: %s %j', async (path, properties) => {
    expect(await refusalOf(() => under.put(`${zone()}/${path}`, properties, {}))).toBe('400 BadRequest');
  });

  it('stay while a network is linked to them', async () => {
    await link(zone(), 'l');

    expect(await refusalOf(() => under.remove(zone()))).toBe('409 CannotDeleteResource');
    await under.remove(`${zone()}/virtualNetworkLinks/l`);
    expect(await refusalOf(() => under.remove(zone()))).toBe('not refused');
  });

  it('of one name are linked to a network only once, of different names as often as one likes', async () => {
    const same = zone().replace('/resourceGroups/net/', '/resourceGroups/second/');
    under.model.groups.put(same.split('/')[2] ?? '', 'second', { location: 'eastus' });
    await under.put(same, {}, global);
    await under.put(zone('b'), {}, global);
    await link(zone(), 'l');

    const refusals = [
      await refusalOf(() => link(same, 'l')),
      await refusalOf(() => link(zone(), 'again')),
      await refusalOf(() => link(zone('b'), 'l')),
      await refusalOf(() => link(zone('b'), 'l', `${vnet}-2`)),
    ];

    expect(refusals).toEqual(['400 BadRequest', '409 Conflict', 'not refused', '400 BadRequest']);
  });

  it('go with their group, links first', async () => {
    await link(zone(), 'l');

    const [, , subscriptionId = ''] = zone().split('/');
    under.model.operations.start({
      subscriptionId,
      location: 'eastus',
      apiVersion: '2021-04-01',
      work: { kind: 'delete-group', resourceId: `/subscriptions/${subscriptionId}/resourceGroups/net` },
    });
    await under.settle();

    expect(under.model.groups.find(subscriptionId, 'net')).toBeUndefined();
    expect(under.view.get(zone())).toBeUndefined();
  });
});
