import { asList, asObject, type Json } from '../../json.ts';
import {
  idOf,
  internalBalancer,
  network,
  type NetworkUnderTest,
  nicIn,
  openNetwork,
  refusalOf,
  standard,
} from './testing.ts';

const balancerId = idOf('loadBalancers/internal');
const partId = (list: string, name: string) => `${balancerId}/${list}/${name}`;
const poolId = partId('backendAddressPools', 'pool');
const nicId = idOf('networkInterfaces/master-0');

describe('load balancers', () => {
  let under: NetworkUnderTest;
  let subnet: string;
  beforeEach(async () => {
    under = openNetwork();
    subnet = await network(under);
    await internalBalancer(under, subnet);
  });
  afterEach(() => under.close());

  const list = (member: string, id = balancerId): Json[] =>
    asList(asObject(under.show(id)['properties'])[member]).map(asObject);
  const first = (member: string): Json => asObject(list(member)[0]?.['properties']);
  const rules = (names: string[]) =>
    names.map((name, index) => ({
      name,
      properties: {
        protocol: 'Tcp',
        frontendPort: 80 + index,
        backendPort: 80,
        frontendIPConfiguration: { id: partId('frontendIPConfigurations', 'front') },
        backendAddressPool: { id: poolId },
      },
    }));

  it('show who uses what, and keep their pools in order', async () => {
    await under.put(nicId, nicIn(subnet, { loadBalancerBackendAddressPools: [{ id: poolId }] }));
    const rule = { id: partId('loadBalancingRules', 'api') };

    expect(list('backendAddressPools').map(({ name }) => name)).toEqual(['pool', 'a-later-one']);
    expect(first('backendAddressPools')).toMatchObject({
      provisioningState: 'Succeeded',
      backendIPConfigurations: [{ id: `${nicId}/ipConfigurations/c` }],
      loadBalancingRules: [rule],
    });
    expect(first('frontendIPConfigurations')).toMatchObject({
      privateIPAddress: '10.0.0.4',
      privateIPAllocationMethod: 'Dynamic',
      loadBalancingRules: [rule],
    });
    expect(first('probes')).toMatchObject({ intervalInSeconds: 15, numberOfProbes: 2, loadBalancingRules: [rule] });
    expect(list('backendAddressPools')[1]?.['properties']).toEqual({ provisioningState: 'Succeeded' });
  });

  it.each(['frontendIPConfigurations/front', 'backendAddressPools/pool', 'loadBalancingRules/api', 'probes/ready'])(
    'have parts that are read by their ids: %s',
    (path) => {
      const [member = '', name] = path.split('/');

      const part = under.show(`${balancerId}/${path}`);

      expect(part).toMatchObject({ id: `${balancerId}/${path}`, type: `Microsoft.Network/loadBalancers/${member}` });
      const inside = list(member).find((one) => one['name'] === name);
      expect(part['properties']).toEqual(inside?.['properties']);
      expect(part['etag']).toBe(inside?.['etag']);
    },
  );

  it('lose what a PUT does not name, such as what the cluster wrote', async () => {
    const frontend = { name: 'service', properties: { subnet: { id: subnet } } };
    const { properties, sku } = under.show(balancerId);
    const before = asObject(properties);
    await under.put(
      balancerId,
      { ...before, frontendIPConfigurations: [...asList(before['frontendIPConfigurations']), frontend] },
      { location: 'eastus', sku },
    );
    expect(list('frontendIPConfigurations')).toHaveLength(2);

    await internalBalancer(under, subnet);

    expect(list('frontendIPConfigurations').map(({ name }) => name)).toEqual(['front']);
    expect(under.view.get(partId('frontendIPConfigurations', 'service'))).toBeUndefined();
  });

  it('are the same after what GET answers is put back', async () => {
    await under.put(nicId, nicIn(subnet, { loadBalancerBackendAddressPools: [{ id: poolId }] }));
    const before = under.show(balancerId);

    await under.put(balancerId, asObject(before['properties']), { location: 'eastus', sku: before['sku'] });

    const { etag: _etag, ...after } = under.show(balancerId);
    expect(after).toEqual({ ...before, etag: undefined });
  });

  it('take a pool by its own id, and let it go', async () => {
    await under.put(partId('backendAddressPools', 'ssh-0'), {}, {});
    expect(list('backendAddressPools').map(({ name }) => name)).toEqual(['pool', 'a-later-one', 'ssh-0']);

    await under.remove(partId('backendAddressPools', 'a-later-one'));

    expect(list('backendAddressPools').map(({ name }) => name)).toEqual(['pool', 'ssh-0']);
    expect(await refusalOf(() => under.remove(poolId))).toBe('400 InvalidResourceReference');
    expect(await refusalOf(() => under.put(partId('probes', 'new'), { port: 1 }, {}))).toBe('405 MethodNotAllowed');
  });

  it('leave the interfaces of a pool alone when they go', async () => {
    await under.put(nicId, nicIn(subnet, { loadBalancerBackendAddressPools: [{ id: poolId }] }));

    await under.remove(balancerId);

    const [configuration] = asList(asObject(under.show(nicId)['properties'])['ipConfigurations']);
    expect(asObject(configuration)['properties']).toMatchObject({ loadBalancerBackendAddressPools: [] });
    expect(await refusalOf(() => under.show(poolId))).toBe('404 ResourceNotFound');
  });

  it('refuse references to what they do not have', async () => {
    const frontendIPConfigurations = [{ name: 'front', properties: { subnet: { id: subnet } } }];
    const put = (more: Json) => refusalOf(() => under.put(balancerId, { frontendIPConfigurations, ...more }, standard));

    const refusals = [
      await put({ loadBalancingRules: rules(['api']) }),
      await put({ frontendIPConfigurations: [{ name: 'front', properties: { subnet: { id: `${subnet}-2` } } }] }),
      await put({ frontendIPConfigurations: [{ name: 'front', properties: {} }] }),
    ];

    expect(refusals).toEqual([
      '400 InvalidResourceReference',
      '400 InvalidResourceReference',
      '400 LoadBalancerFrontendIPConfigurationInvalid',
    ]);
  });

  it('show the pool of a rule in both of its members, whichever was given', async () => {
    const frontendIPConfigurations = [{ name: 'front', properties: { subnet: { id: subnet } } }];
    const [rule] = rules(['web']);
    const { backendAddressPool: _pool, ...others } = rule?.properties ?? {};
    const late = { name: 'late', properties: { ...others, frontendPort: 443, backendAddressPools: [{ id: poolId }] } };

    await under.put(
      balancerId,
      { frontendIPConfigurations, backendAddressPools: [{ name: 'pool' }], loadBalancingRules: [rule, late] },
      standard,
    );

    for (const one of list('loadBalancingRules'))
      expect(one['properties']).toMatchObject({
        backendAddressPool: { id: poolId },
        backendAddressPools: [{ id: poolId }],
      });
  });

  it('refuse two rules for one port, and rules that both send', async () => {
    const frontendIPConfigurations = [{ name: 'front', properties: { subnet: { id: subnet } } }];
    const backendAddressPools = [{ name: 'pool' }];
    const [rule] = rules(['api']);
    const outboundRules = [
      {
        name: 'out',
        properties: {
          protocol: 'All',
          frontendIPConfigurations: [{ id: partId('frontendIPConfigurations', 'front') }],
          backendAddressPool: { id: poolId },
        },
      },
    ];
    const silent = { name: 'api', properties: { ...rule?.properties, disableOutboundSnat: true } };
    const put = (more: Json) =>
      refusalOf(() => under.put(balancerId, { frontendIPConfigurations, backendAddressPools, ...more }, standard));

    const refusals = [
      await put({ loadBalancingRules: [rule, { ...rule, name: 'again' }] }),
      await put({ loadBalancingRules: [rule], outboundRules }),
      await put({ loadBalancingRules: [silent], outboundRules }),
    ];

    expect(refusals).toEqual([
      '400 RulesUseSameFrontendPortProtocolAndIP',
      '400 LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule',
      'not refused',
    ]);
  });

  it('are waited for by what refers to them', async () => {
    const { properties, sku } = under.show(balancerId);
    under.begin(balancerId, { location: 'eastus', sku, properties });
    const put = () => under.put(nicId, nicIn(subnet, { loadBalancerBackendAddressPools: [{ id: poolId }] }));

    expect(await refusalOf(put)).toBe('429 ReferencedResourceNotProvisioned');
    await under.settle();
    expect(await refusalOf(put)).toBe('not refused');
  });
});
