/**
 * Resource ids (`_rid`) as clients decode them: 4 bytes database, 4 bytes container, 8 bytes item, in base64 with `-`
 * for `/`. Clients keep a session token only where the container's decodes to exactly 8 bytes, and compare the item's
 * bytes as one little-endian number.
 */
const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('/', '-');

export function databaseRid(database: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(database);
  return text(bytes);
}

function containerBytes(database: number, container: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(database);
  // The high bit tells a container's rid from a user's.
  bytes.writeUInt32BE((container | 0x80000000) >>> 0, 4);
  return bytes;
}

export const containerRid = (database: number, container: number): string => text(containerBytes(database, container));

export function itemRid(rid: string, item: number): string {
  const bytes = Buffer.alloc(16);
  Buffer.from(rid.replaceAll('-', '/'), 'base64').copy(bytes);
  bytes.writeBigUInt64LE(BigInt(item), 8);
  return text(bytes);
}

/** The inverse of {@link itemRid} for its last part. */
export const itemNumber = (rid: string): number =>
  Number(Buffer.from(rid.replaceAll('-', '/'), 'base64').readBigUInt64LE(8));
