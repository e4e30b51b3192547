import { isIPv4 } from 'node:net';

/**
 * The highest address of the range that is neither taken nor Azure's own (the first four and the last; Azure Virtual
 * Network, "restrictions on using IP addresses"): Azure hands addresses out from below.
 * @param range such as `10.0.0.0/24`. @returns undefined when there is none, or the range is none of IPv4
 */
export function freeAddress(range: string, taken: ReadonlySet<string>): string | undefined {
  const [base = '', bits = ''] = range.split('/');
  if (!isIPv4(base) || !/^\d+$/.test(bits) || Number(bits) > 32) return undefined;
  const count = 2 ** (32 - Number(bits));
  const given = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = given - (given % count);
  for (let address = first + count - 2; address >= first + 4; address--) {
    const text = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
    if (!taken.has(text)) return text;
  }
  return undefined;
}
