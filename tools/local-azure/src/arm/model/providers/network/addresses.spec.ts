import fc from 'fast-check';
import { asObject, type Json } from '../../json.ts';
import { formatAddress, parseAddress } from './address-range.ts';
import { entriesOf } from './entries.ts';
import {
  idOf,
  internalBalancer,
  network,
  type NetworkUnderTest,
  nicIn,
  openNetwork,
  refusalOf,
  service,
} from './testing.ts';
import { ipConfigurations } from './ip-configurations.ts';

describe('private addresses', () => {
  let under: NetworkUnderTest;
  beforeEach(() => {
    under = openNetwork();
  });
  afterEach(() => under.close());

  const addressOf = (body: Json): unknown =>
    entriesOf(asObject(body['properties']), 'ipConfigurations')[0]?.properties['privateIPAddress'];
  const nic = (name: string, subscriptionId?: string) => idOf(`networkInterfaces/${name}`, subscriptionId);

  it('begin behind the four that Azure keeps, and the lowest free one is taken again', async () => {
    const subnet = await network(under);

    const first = addressOf(await under.put(nic('a'), nicIn(subnet)));
    const second = addressOf(await under.put(nic('b'), nicIn(subnet)));
    await under.remove(nic('a'));
    const again = addressOf(await under.put(nic('c'), nicIn(subnet)));

    expect([first, second, again]).toEqual(['10.0.0.4', '10.0.0.5', '10.0.0.4']);
  });

  it('stay with what has them over a PUT, whatever else is free', async () => {
    const subnet = await network(under);
    await under.put(nic('a'), nicIn(subnet));
    await under.put(nic('b'), nicIn(subnet));
    await under.remove(nic('a'));

    const after = addressOf(await under.put(nic('b'), nicIn(subnet, {}, { enableIPForwarding: true })));

    expect(after).toBe('10.0.0.5');
  });

  it('are counted across interfaces, frontends and subscriptions', async () => {
    const subnet = await network(under);
    await internalBalancer(under, subnet);

    const theirs = addressOf(await under.put(nic('a', service), nicIn(subnet)));
    const ours = addressOf(await under.put(nic('a'), nicIn(subnet)));

    expect([theirs, ours]).toEqual(['10.0.0.5', '10.0.0.6']);
  });

  it.each([
    ['10.0.1.7', '400 PrivateIPAddressNotInSubnet'],
    ['10.0.0.3', '400 PrivateIPAddressInReservedRange'],
    ['10.0.0.255', '400 PrivateIPAddressInReservedRange'],
    ['10.0.0.4', '400 PrivateIPAddressIsAllocated'],
    ['10.0.0.5', 'not refused'],
  ])('that are asked for are checked: %s', async (privateIPAddress, expected) => {
    const subnet = await network(under);
    await under.put(nic('a'), nicIn(subnet));

    const refusal = await refusalOf(() =>
      under.put(nic('b'), nicIn(subnet, { privateIPAllocationMethod: 'Static', privateIPAddress })),
    );

    expect(refusal).toBe(expected);
  });

  it('that are fixed are not taken by a dynamic one of the same request', async () => {
    const subnet = await network(under);
    const part = (name: string, more: Json) => ({ name, properties: { subnet: { id: subnet }, ...more } });

    const body = await under.put(nic('a'), {
      ipConfigurations: [
        part('one', { primary: true }),
        part('two', { privateIPAllocationMethod: 'Static', privateIPAddress: '10.0.0.4' }),
      ],
    });

    expect(
      entriesOf(asObject(body['properties']), 'ipConfigurations').map(
        ({ properties }) => properties['privateIPAddress'],
      ),
    ).toEqual(['10.0.0.5', '10.0.0.4']);
  });

  it('of a full subnet are refused', async () => {
    const subnet = await network(under, { prefix: '10.0.0.0/29' });
    for (const name of ['a', 'b', 'c']) await under.put(nic(name), nicIn(subnet));

    expect(await refusalOf(() => under.put(nic('d'), nicIn(subnet)))).toBe('400 SubnetIsFull');
  });
});

it('an address is never given twice, never a reserved one, and free again when its holder is deleted', async () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('dynamic' as const), name: names }),
    fc.record({ kind: fc.constant('static' as const), name: names, host: fc.nat(16) }),
    fc.record({ kind: fc.constant('remove' as const), name: names }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const under = openNetwork();
      try {
        const subnet = await network(under, { prefix: '10.0.0.0/28' });
        const held = new Map<string, string>();
        for (const one of steps) {
          const id = idOf(`networkInterfaces/${one.name}`);
          const wanted = one.kind === 'static' ? formatAddress((parseAddress('10.0.0.0') ?? 0) + one.host) : undefined;
          const isFree = ![...held].some(([name, address]) => name !== one.name && address === wanted);
          const mayHave = wanted === undefined || (isFree && one.kind === 'static' && one.host >= 4 && one.host < 15);
          if (one.kind === 'remove') {
            await under.remove(id);
            held.delete(one.name);
            continue;
          }
          const asked = wanted === undefined ? {} : { privateIPAllocationMethod: 'Static', privateIPAddress: wanted };
          const refusal = await refusalOf(() => under.put(id, nicIn(subnet, asked)));
          expect(refusal === 'not refused').toBe(mayHave);
          if (!mayHave) continue;
          const address = ipConfigurations(under.view).find(({ owner }) => owner.id === id)?.address ?? '';
          if (wanted !== undefined) expect(address).toBe(wanted);
          held.set(one.name, address);
          const last = (parseAddress(address) ?? 0) % 256;
          expect(last >= 4 && last < 15).toBe(true);
          expect(new Set(held.values()).size).toBe(held.size);
        }
        expect(ipConfigurations(under.view).map(({ address }) => address)).toEqual(
          [...held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address),
        );
      } finally {
        under.close();
      }
    }),
    { numRuns: 40 },
  );
});
