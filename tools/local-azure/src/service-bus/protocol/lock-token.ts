/** A GUID's first three groups are little-endian in .NET: its 16 bytes reordered. The function is its own inverse. */
function reorder(bytes: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((at) => bytes[at] ?? 0));
}

/** A lock token as the AMQP uuid of management requests: RFC 4122 order. */
export const toUuid = (token: string): Buffer => Buffer.from(token.replaceAll('-', ''), 'hex');

export function fromUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A lock token as the tag of its delivery: .NET's order. */
export const toTag = (token: string): Buffer => reorder(toUuid(token));

export const fromTag = (tag: Buffer): string => fromUuid(reorder(tag));
