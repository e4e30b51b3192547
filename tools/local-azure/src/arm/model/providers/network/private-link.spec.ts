import { asList, asObject, type Json } from '../../json.ts';
import { privateEndpoint } from './private-endpoints.ts';
import { defaultLimits } from './limits.ts';
import { idOf, internalBalancer, network, type NetworkUnderTest, openNetwork, refusalOf, service } from './testing.ts';

const serviceId = idOf('privateLinkServices/pls');
const endpointId = idOf('privateEndpoints/pe', service);
const linkable = { privateLinkServiceNetworkPolicies: 'Disabled' };

describe('private link', () => {
  let under: NetworkUnderTest;
  let master: string;
  let shard: string;
  beforeEach(async () => {
    under = openNetwork({
      privateEndpointsPerVirtualNetwork: 3,
      privateEndpointsPerSubscription: 4,
      privateLinkServicesPerSubscription: 3,
      privateLinkServicesPerLoadBalancer: 2,
    });
    master = await network(under, { subnet: linkable });
    await internalBalancer(under, master);
    shard = await network(under, { subscriptionId: service, name: 'shard', prefix: '10.200.0.0/24' });
  });
  afterEach(() => under.close());

  const plsBody = (more: Json = {}, subnet = master): Json => ({
    loadBalancerFrontendIpConfigurations: [{ id: idOf('loadBalancers/internal/frontendIPConfigurations/front') }],
    ipConfigurations: [{ name: 'pls-nic', properties: { subnet: { id: subnet }, primary: true } }],
    visibility: { subscriptions: [service] },
    autoApproval: { subscriptions: [service] },
    ...more,
  });
  const peBody = (subnet = shard, member = 'manualPrivateLinkServiceConnections'): Json => ({
    subnet: { id: subnet },
    [member]: [{ name: 'link', properties: { privateLinkServiceId: serviceId } }],
  });
  const propertiesOf = (id: string, expand?: string): Json => asObject(under.show(id, expand)['properties']);
  const stateOf = (id: string, member = 'manualPrivateLinkServiceConnections'): unknown => {
    const [connection] = asList(propertiesOf(id)[member]).map(asObject);
    return asObject(asObject(connection?.['properties'])['privateLinkServiceConnectionState'])['status'];
  };
  const connections = (): Json[] => asList(propertiesOf(serviceId)['privateEndpointConnections']).map(asObject);

  it('connects an endpoint of a subscription that is approved unasked, with addresses at both ends', async () => {
    await under.put(serviceId, plsBody());
    await under.put(endpointId, peBody());

    const [nic] = asList(propertiesOf(endpointId, 'networkInterfaces')['networkInterfaces']).map(asObject);
    const [connection] = connections();

    expect(stateOf(endpointId)).toBe('Approved');
    expect(nic).toMatchObject({
      name: expect.stringMatching(/^pe\.nic\.[0-9a-f-]{36}$/) as string,
      location: 'eastus',
      properties: {
        privateEndpoint: { id: endpointId },
        ipConfigurations: [{ properties: { privateIPAddress: '10.200.0.4', subnet: { id: shard } } }],
      },
    });
    expect(propertiesOf(endpointId)['networkInterfaces']).toEqual([{ id: nic?.['id'] }]);
    expect(propertiesOf(shard)['privateEndpoints']).toEqual([{ id: endpointId }]);
    expect(connection).toMatchObject({
      properties: {
        privateEndpoint: { id: endpointId },
        privateLinkServiceConnectionState: { status: 'Approved' },
        linkIdentifier: expect.stringMatching(/^\d+$/) as string,
        provisioningState: 'Succeeded',
      },
    });
    expect(propertiesOf(serviceId)).toMatchObject({
      alias: expect.stringMatching(/^pls\.[0-9a-f-]{36}\.eastus\.azure\.privatelinkservice$/) as string,
      ipConfigurations: [{ properties: { privateIPAddress: '10.0.0.5' } }],
    });
  });

  it('stays as it is when what GET answers is put back', async () => {
    await under.put(serviceId, plsBody());
    await under.put(endpointId, peBody());
    const shown = [serviceId, endpointId].map((id) => propertiesOf(id));

    await under.put(serviceId, shown[0] ?? {});
    await under.put(endpointId, shown[1] ?? {});

    const withoutEtags = (value: unknown) =>
      JSON.stringify(value, (member, inner: unknown) => (member === 'etag' ? undefined : inner));
    expect([serviceId, endpointId].map((id) => withoutEtags(propertiesOf(id)))).toEqual(shown.map(withoutEtags));
  });

  it('waits for approval otherwise, and follows what the owner of the service decides', async () => {
    await under.put(serviceId, plsBody({ autoApproval: { subscriptions: [] } }));
    await under.put(endpointId, peBody());
    const states = [stateOf(endpointId)];
    const connectionId = String(connections()[0]?.['id']);
    const decide = (status: string) => under.put(connectionId, { privateLinkServiceConnectionState: { status } }, {});

    await decide('Approved');
    states.push(stateOf(endpointId));
    await decide('Rejected');
    states.push(stateOf(endpointId));
    await under.remove(connectionId);
    states.push(stateOf(endpointId));

    expect(states).toEqual(['Pending', 'Approved', 'Rejected', 'Disconnected']);
    expect(connections()).toEqual([]);
    expect(await refusalOf(() => under.remove(serviceId))).toBe('not refused');
  });

  it('is approved at once when the caller may approve, and asks for that right', async () => {
    await under.put(serviceId, plsBody({ autoApproval: { subscriptions: [] } }));
    const body = peBody(shard, 'privateLinkServiceConnections');

    await under.put(endpointId, body);

    expect(stateOf(endpointId, 'privateLinkServiceConnections')).toBe('Approved');
    const type = privateEndpoint(defaultLimits);
    const join = { id: shard, action: 'Microsoft.Network/virtualNetworks/subnets/join/action' };
    const approve = 'Microsoft.Network/privateLinkServices/PrivateEndpointConnectionsApproval/action';
    expect(type.linked?.(body)).toEqual([join, { id: serviceId, action: approve }]);
    expect(type.linked?.(peBody())).toEqual([join]);
  });

  it('fails while there is no such service, or none that the subscription sees, and can be tried again', async () => {
    const begin = async () => {
      under.begin(endpointId, { location: 'eastus', properties: peBody() });
      await under.settle();
      return propertiesOf(endpointId)['provisioningState'];
    };
    const states = [await begin()];
    await under.put(serviceId, plsBody({ visibility: { subscriptions: [] } }));
    states.push(await begin());
    await under.put(serviceId, plsBody());
    states.push(await begin());

    expect(states).toEqual(['Failed', 'Failed', 'Succeeded']);
    expect(stateOf(endpointId)).toBe('Approved');
  });

  it('ends with the endpoint, whose interface and address go too', async () => {
    await under.put(serviceId, plsBody());
    await under.put(endpointId, peBody());
    const nicId = String(asObject(asList(propertiesOf(endpointId)['networkInterfaces'])[0])['id']);
    const refusals = [
      await refusalOf(() => under.remove(nicId)),
      await refusalOf(() => under.remove(serviceId)),
      await refusalOf(() => under.remove(idOf('loadBalancers/internal'))),
    ];

    await under.remove(endpointId);

    expect(refusals).toEqual([
      '400 NicInUse',
      '400 PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted',
      '400 CannotDeleteLoadBalancerWithPrivateLinkService',
    ]);
    expect(under.view.get(nicId)).toBeUndefined();
    expect(propertiesOf(shard)['ipConfigurations']).toBeUndefined();
    await under.remove(serviceId);
    expect(under.view.ofType(undefined, 'Microsoft.Network/networkInterfaces')).toEqual([]);
    expect(await refusalOf(() => under.remove(idOf('loadBalancers/internal')))).toBe('not refused');
  });

  it('needs a subnet without network policies, which then stays so', async () => {
    const other = await network(under, { name: 'other', prefix: '10.1.0.0/24' });
    const refused = await refusalOf(() => under.put(serviceId, plsBody({}, other)));
    await under.put(serviceId, plsBody());

    expect(refused).toBe('400 PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled');
    expect(await refusalOf(() => under.put(master, { addressPrefix: '10.0.0.0/24' }, {}))).toBe(
      '400 PrivateLinkServiceNetworkPoliciesCannotBeEnabledOnPrivateLinkServiceSubnet',
    );
  });

  it('keeps the frontend that it stands on', async () => {
    await under.put(serviceId, plsBody());
    const { properties, sku } = under.show(idOf('loadBalancers/internal'));
    const body = {
      ...asObject(properties),
      frontendIPConfigurations: [{ name: 'other', properties: { subnet: { id: master } } }],
      loadBalancingRules: [],
    };

    expect(await refusalOf(() => under.put(idOf('loadBalancers/internal'), body, { location: 'eastus', sku }))).toBe(
      '400 InUseLoadBalancerFrontendCannotBeDeleted',
    );
  });

  it("has Azure's limits unless it is told others", () => {
    expect(defaultLimits).toMatchObject({
      privateEndpointsPerVirtualNetwork: 1_000,
      privateEndpointsPerSubscription: 64_000,
      privateLinkServicesPerSubscription: 800,
      privateLinkServicesPerLoadBalancer: 8,
    });
  });

  it('ends at the limits', async () => {
    const pls = (name: string, balancer = 'internal') => {
      const front = { id: idOf(`loadBalancers/${balancer}/frontendIPConfigurations/front`) };
      const body = plsBody({ loadBalancerFrontendIpConfigurations: [front] });
      return refusalOf(() => under.put(idOf(`privateLinkServices/${name}`), body));
    };
    await internalBalancer(under, master, 'second');
    const pe = (name: string, subnet: string) =>
      refusalOf(() => under.put(idOf(`privateEndpoints/${name}`, service), peBody(subnet)));
    const second = await network(under, { subscriptionId: service, name: 'shard-2', prefix: '10.201.0.0/24' });

    const services = [await pls('pls'), await pls('b'), await pls('c')];
    const others = [await pls('c', 'second'), await pls('d', 'second')];
    const endpoints = [];
    for (const name of ['a', 'b', 'c', 'd']) endpoints.push(await pe(name, shard));
    for (const name of ['d', 'e']) endpoints.push(await pe(name, second));

    expect(services).toEqual(['not refused', 'not refused', '400 PrivateLinkServiceCountLimitReachedForLoadBalancer']);
    expect(others).toEqual(['not refused', '400 PrivateLinkServiceCountLimitReached']);
    expect(endpoints).toEqual([
      'not refused',
      'not refused',
      'not refused',
      '400 PrivateEndpointCountLimitReachedForVirtualNetwork',
      'not refused',
      '400 PrivateEndpointCountLimitReached',
    ]);
  });
});
