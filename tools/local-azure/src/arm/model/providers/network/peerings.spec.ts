import { asList, asObject, type Json } from '../../json.ts';
import { customer, idOf, network, type NetworkUnderTest, openNetwork, refusalOf, service } from './testing.ts';

describe('peerings of virtual networks', () => {
  let under: NetworkUnderTest;
  const one = idOf('virtualNetworks/one');
  const two = idOf('virtualNetworks/two', service);
  const there = `${one}/virtualNetworkPeerings/two`;
  const back = `${two}/virtualNetworkPeerings/one`;
  beforeEach(async () => {
    under = openNetwork();
    await network(under, { name: 'one', prefix: '10.1.0.0/16' });
    await network(under, { subscriptionId: service, name: 'two', prefix: '10.2.0.0/16' });
  });
  afterEach(() => under.close());

  const to = (id: string, more: Json = {}): Json => ({ remoteVirtualNetwork: { id }, ...more });
  const peer = (id: string, remote: string) => under.put(id, to(remote), {});
  const stateOf = (id: string): unknown => asObject(under.show(id)['properties'])['peeringState'];

  it('are initiated by one side and connected by the other', async () => {
    await peer(there, two);
    expect(asObject(under.show(there)['properties'])).toMatchObject({
      peeringState: 'Initiated',
      peeringSyncLevel: 'RemoteNotInSync',
      remoteAddressSpace: { addressPrefixes: ['10.2.0.0/16'] },
    });

    await peer(back, one);
    expect([stateOf(there), stateOf(back)]).toEqual(['Connected', 'Connected']);
    const [shown] = asList(asObject(under.show(one)['properties'])['virtualNetworkPeerings']).map(asObject);
    expect(shown).toMatchObject({ id: there, properties: { peeringState: 'Connected' } });
  });

  it('are disconnected when the other side goes, and come back when both are made again', async () => {
    await peer(there, two);
    await peer(back, one);

    await under.remove(back);
    expect(stateOf(there)).toBe('Disconnected');
    expect(await refusalOf(() => peer(back, one))).toBe('400 RemotePeeringIsDisconnected');
    await under.remove(there);
    await peer(there, two);
    await peer(back, one);
    expect([stateOf(there), stateOf(back)]).toEqual(['Connected', 'Connected']);
  });

  it('are disconnected when the other network goes', async () => {
    await peer(there, two);
    await peer(back, one);

    await under.remove(two);

    expect(stateOf(there)).toBe('Disconnected');
  });

  it('outlast a PUT of their network, which says nothing of them', async () => {
    await peer(there, two);

    await network(under, { name: 'one', prefix: '10.1.0.0/16' });

    expect(stateOf(there)).toBe('Initiated');
    expect(asList(asObject(under.show(one)['properties'])['subnets'])).toHaveLength(1);
  });

  it.each([
    ['itself', '10.3.0.0/16', one, 'CannotPeerVirtualNetworkWithItself'],
    ['a network with the same addresses', '10.1.128.0/17', idOf('virtualNetworks/three'), 'VnetAddressSpacesOverlap'],
    [
      'a network with the addresses of another that it is peered with',
      '10.2.0.0/24',
      idOf('virtualNetworks/three'),
      'VnetAddressSpaceOverlapsWithAlreadyPeeredVnet',
    ],
    ['a network twice', '10.3.0.0/16', two, 'AnotherPeeringAlreadyReferencesRemoteVnet'],
    ['a network that is not there', '10.3.0.0/16', idOf('virtualNetworks/none'), 'InvalidResourceReference'],
  ])('are not made to %s', async (_what, prefix, remote, code) => {
    await network(under, { subscriptionId: customer, name: 'three', prefix });
    await peer(there, two);

    expect(await refusalOf(() => peer(`${one}/virtualNetworkPeerings/other`, remote))).toBe(`400 ${code}`);
  });
});
