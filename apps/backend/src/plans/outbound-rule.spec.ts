import fc from 'fast-check';
import { type Resource } from '@aro-rp/azure';
import { outboundNames, outboundRule } from '../names.ts';
import { toOutbound } from './outbound-rule.ts';

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/demo';
const names = outboundNames('demo-abcde');
const ours = new Set(names.map(({ frontend }) => frontend));
const wantedOf = (count: number) =>
  names.slice(0, count).map(({ frontend, address }) => ({ frontend, addressId: `/publicIPAddresses/${address}` }));
const frontendId = (name: string) => `${id}/frontendIPConfigurations/${name}`;

/** As the template makes it, with a frontend and a rule of the cloud provider's beside. */
const balancer: Resource = {
  id,
  location: 'westeurope',
  sku: { name: 'Standard' },
  etag: '"1"',
  properties: {
    frontendIPConfigurations: [
      { name: 'public-lb-ip-v4', id: frontendId('public-lb-ip-v4'), properties: { publicIPAddress: { id: '/api' } } },
      { name: 'a0123', id: frontendId('a0123'), properties: { publicIPAddress: { id: '/router' } } },
    ],
    backendAddressPools: [{ name: 'demo', id: `${id}/backendAddressPools/demo` }],
    loadBalancingRules: [
      { name: 'api', properties: { frontendIPConfiguration: { id: frontendId('public-lb-ip-v4') } } },
      { name: 'a0123-TCP-443', properties: { frontendIPConfiguration: { id: frontendId('a0123') } } },
    ],
    outboundRules: [
      {
        name: outboundRule,
        properties: { protocol: 'All', frontendIPConfigurations: [{ id: frontendId('public-lb-ip-v4') }] },
      },
    ],
  },
};

const to = (from: Resource, count: number) => toOutbound(from, wantedOf(count), ours, outboundRule);
const shown = ({ properties }: Resource) => ({
  frontends: (properties?.['frontendIPConfigurations'] as { name: string }[]).map(({ name }) => name).sort(),
  onRule: (
    properties?.['outboundRules'] as { properties: { frontendIPConfigurations: { id: string }[] } }[]
  )[0]?.properties.frontendIPConfigurations.map((one) => one.id),
});

describe('toOutbound', () => {
  it('asks for nothing when the rule has what is wanted, whatever the case of its ids', () => {
    const text = JSON.stringify(balancer).replace(`"${frontendId('public-lb-ip-v4')}"}]`, (one) =>
      one.replace('loadBalancers', 'LOADBALANCERS'),
    );

    expect(to(JSON.parse(text) as Resource, 1)).toBeUndefined();
  });

  it('reaches every count from every other, in one change, and leaves what is not ours alone', () => {
    const count = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.array(count, { minLength: 1, maxLength: 5 }), (counts) => {
        let now = balancer;
        for (const wanted of counts) {
          now = to(now, wanted) ?? now;
          expect(to(now, wanted)).toBeUndefined();
          const expected = wantedOf(wanted).map(({ frontend }) => frontend);
          expect(shown(now)).toEqual({ frontends: ['a0123', ...expected].sort(), onRule: expected.map(frontendId) });
        }
        expect(now.properties?.['loadBalancingRules']).toEqual(balancer.properties?.['loadBalancingRules']);
        expect(now).toMatchObject({ sku: balancer['sku'], etag: balancer.etag });
      }),
    );
  });

  it('makes the rule anew that somebody has removed, for the first pool', () => {
    const without = { ...balancer, properties: { ...balancer.properties, outboundRules: [] } };

    expect(to(without, 1)?.properties?.['outboundRules']).toEqual([
      {
        name: outboundRule,
        properties: expect.objectContaining({
          protocol: 'All',
          backendAddressPool: { id: `${id}/backendAddressPools/demo` },
          frontendIPConfigurations: [{ id: frontendId('public-lb-ip-v4') }],
        }) as object,
      },
    ]);
  });

  it('keeps a frontend that it does not want while another rule uses it', () => {
    const three = to(balancer, 3) as Resource;
    const rules = three.properties?.['loadBalancingRules'] as object[];
    const used = { name: 'x', properties: { frontendIPConfiguration: { id: frontendId('outbound-2-v4') } } };
    const loadBalancingRules = [...rules, used];

    const one = to({ ...three, properties: { ...three.properties, loadBalancingRules } }, 1) as Resource;

    expect(shown(one)).toEqual({
      frontends: ['a0123', 'outbound-2-v4', 'public-lb-ip-v4'],
      onRule: [frontendId('public-lb-ip-v4')],
    });
  });
});
