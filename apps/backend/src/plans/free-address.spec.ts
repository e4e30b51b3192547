import fc from 'fast-check';
import { freeAddress } from './free-address.ts';

const toText = (address: number) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
const toNumber = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** A range as Azure writes it, of 8 to 256 addresses, and some of its addresses. */
const ranges = fc
  .record({ network: fc.integer({ min: 0, max: 2 ** 24 - 1 }), bits: fc.integer({ min: 24, max: 29 }) })
  .chain(({ network, bits }) => {
    const size = 2 ** (32 - bits);
    const first = network * 256;
    const addresses = Array.from({ length: size }, (_, index) => toText(first + index));
    return fc.record({
      range: fc.constant(`${toText(first)}/${bits}`),
      addresses: fc.constant(addresses),
      taken: fc.oneof(fc.subarray(addresses), fc.constant(addresses.slice(0, -1))),
    });
  });

it("is in the range, not taken, none of Azure's own, and none is free when there is none", () => {
  fc.assert(
    fc.property(ranges, ({ range, addresses, taken }) => {
      const found = freeAddress(range, new Set(taken));

      const usable = addresses.slice(4, -1).filter((one) => !taken.includes(one));
      expect(found).toBe(usable.at(-1));
    }),
  );
});

it('is in a large range too, without a look at all of it', () => {
  expect(freeAddress('10.0.0.0/8', new Set())).toBe('10.255.255.254');
});

it("takes a range as the customer may write it, with bits of the host's", () => {
  expect(freeAddress('10.0.0.77/24', new Set(['10.0.0.254']))).toBe('10.0.0.253');
});

it('never leaves the range, however much is taken', () => {
  const all = Array.from({ length: 256 }, (_, index) => toText(toNumber('10.0.0.0') + index));

  expect(freeAddress('10.0.0.0/24', new Set(all))).toBeUndefined();
});

it.each([
  '',
  '/',
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0/24',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.256/24',
  'fd00::/64',
  'x/24',
])('finds none in %j, which is no range of IPv4', (range) => {
  expect(freeAddress(range, new Set())).toBeUndefined();
});
