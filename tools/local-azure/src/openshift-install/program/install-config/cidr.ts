/** An IPv4 range; numbers are unsigned 32 bits. */
export interface Cidr {
  /** The address that was written, which need not be the first of the range. */
  address: number;
  first: number;
  last: number;
  prefix: number;
}

/** @returns undefined when the text is no IPv4 address with a prefix length */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const parts = match?.slice(1).map(Number);
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts ?? [];
  if (prefix > 32 || [a, b, c, d].some((part) => part > 255)) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { address, first, last: first + size - 1, prefix };
}

export const overlap = (one: Cidr, other: Cidr): boolean => one.first <= other.last && other.first <= one.last;

export const holds = ({ first, last }: Cidr, address: number): boolean => first <= address && address <= last;

/** The address `offset` places after the first. */
export const addressAt = ({ first }: Cidr, offset: number): string =>
  [24, 16, 8, 0].map((shift) => ((first + offset) >>> shift) & 255).join('.');
