import fc from 'fast-check';
import { contains, overlaps, parseAddressRange } from './address-range.ts';

/** The range of `bits` that holds the address, in CIDR notation. */
const cidr = (address: number, bits: number): string => {
  const size = 2 ** (32 - bits);
  const first = address - (address % size);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${bits}`;
};
const ranges = fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 }));

describe('address ranges', () => {
  it('are read as written', () => {
    fc.assert(
      fc.property(ranges, ([address, bits]) => {
        const range = parseAddressRange(cidr(address, bits));
        expect(range && range.last - range.first + 1).toBe(2 ** (32 - bits));
        expect(range && range.first <= address && address <= range.last).toBe(true);
      }),
    );
  });

  it('overlap exactly when one of them holds the other', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const [a, b] = [parseAddressRange(cidr(...one)), parseAddressRange(cidr(...other))];
        if (!a || !b) throw new Error('not read');
        expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a));
      }),
    );
  });

  it.each(['10.0.0.1/24', '10.0.0.0/33', '10.0.256.0/24', '10.0.0.0', '', undefined])('does not take %p', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });
});
