import fc from 'fast-check';
import { overlaps, type UsedRange } from './ranges.ts';
import { addressesIn } from './subnets.ts';

/** Small ones at the bottom of one network, so that they meet often. */
const small = fc
  .record({ prefix: fc.integer({ min: 26, max: 32 }), address: fc.integer({ min: 0, max: 255 }) })
  .map(({ prefix, address }) => {
    const size = 2 ** (32 - prefix);
    const first = address - (address % size);
    return { text: `10.0.0.${first}/${prefix}`, addresses: Array.from({ length: size }, (_, at) => first + at) };
  });

const used = (of: string, range: string): UsedRange => ({ of, range, target: of });

it('finds a pair exactly when the two have an address in common', () => {
  fc.assert(
    fc.property(fc.array(small, { minLength: 2, maxLength: 5 }), (given) => {
      const found = overlaps(
        given.map(({ text }, at) => used(`subnet ${at}`, text)),
        [],
        [],
      );

      const pairs = given.flatMap((one, at) =>
        given.slice(at + 1).filter((other) => other.addresses.some((address) => one.addresses.includes(address))),
      );
      expect(found).toHaveLength(pairs.length);
    }),
  );
});

it('holds subnets, and subnets alone, against what every cluster uses', () => {
  const [subnet, pods] = [used('the subnet', '100.64.8.0/24'), used('the pods', '100.88.0.0/16')];

  const found = overlaps([subnet], [pods], ['100.64.0.0/16', '100.88.0.0/16']);

  expect(found.map(({ error }) => [error.target, error.message])).toEqual([
    ['the subnet', expect.stringMatching(/100\.64\.8\.0\/24 of the subnet .* 100\.64\.0\.0\/16/)],
  ]);
});

it('lets two ranges of one subnet be', () => {
  expect(overlaps([used('a', '10.0.0.0/24'), used('a', '10.0.0.0/24')], [], [])).toEqual([]);
});

it('leaves out what is no range of IPv4', () => {
  expect(overlaps([used('a', 'fd00::/64'), used('b', 'fd00::/64')], [], ['fd00::/8'])).toEqual([]);
});

it('counts the addresses of a range without those that Azure keeps', () => {
  fc.assert(
    fc.property(small, ({ text, addresses }) => {
      expect(addressesIn(text)).toBe(Math.max(0, addresses.length - 5));
    }),
  );
  expect([addressesIn('10.0.0.0/27'), addressesIn('fd00::/64')]).toEqual([27, 0]);
});
