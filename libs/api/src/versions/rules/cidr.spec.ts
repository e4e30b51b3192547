import fc from 'fast-check';
import { formatCidr, isNetworkAddress, overlap, parseCidr } from './cidr.ts';

const byte = fc.integer({ min: 0, max: 255 });
const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
const cidr = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([text, prefix]) => `${text}/${prefix}`);

function parsed(text: string) {
  const range = parseCidr(text);
  if (range === undefined) throw new TypeError(`${text} is no range`);
  return range;
}

describe('parseCidr', () => {
  it('gives the first and the last address', () => {
    expect(parsed('10.128.3.4/14')).toEqual({
      address: 0x0a800304,
      prefix: 14,
      first: 0x0a800000,
      last: 0x0a83ffff,
    });
  });

  it('covers everything with /0 and one address with /32', () => {
    expect([parsed('1.2.3.4/0'), parsed('255.255.255.255/32')]).toMatchObject([
      { first: 0, last: 2 ** 32 - 1 },
      { first: 2 ** 32 - 1, last: 2 ** 32 - 1 },
    ]);
  });

  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/33',
    '256.0.0.0/8',
    '10.0.0/8',
    '010.0.0.0/8',
    '10.0.0.0/08',
    ' 10.0.0.0/8',
    '::/0',
  ])('refuses %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it('is undone by formatting, for ranges that begin with their network address', () => {
    fc.assert(
      fc.property(cidr, (text) => {
        const network = formatCidr(parsed(text));

        expect(isNetworkAddress(parsed(network))).toBe(true);
        expect(formatCidr(parsed(network))).toBe(network);
        expect(isNetworkAddress(parsed(text))).toBe(network === text);
      }),
    );
  });
});

describe('overlap', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/9', '10.128.0.0/9', false],
    ['0.0.0.0/0', '255.255.255.255/32', true],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(overlap(parsed(a), parsed(b))).toBe(expected);
  });

  it('is the same both ways, and true of a range and itself', () => {
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        expect(overlap(parsed(a), parsed(b))).toBe(overlap(parsed(b), parsed(a)));
        expect(overlap(parsed(a), parsed(a))).toBe(true);
      }),
    );
  });
});
