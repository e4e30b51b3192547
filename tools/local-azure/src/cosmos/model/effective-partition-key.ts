import { murmurHash128 } from './murmur-hash.ts';
import { type KeyComponent } from './partition-key.ts';

/** Type bytes of Cosmos DB's binary encoding of key components. */
const type = { undefined: 0x00, null: 0x01, false: 0x02, true: 0x03, number: 0x05, string: 0x08 } as const;
const endOfString = 0xff;

function encode(component: KeyComponent): Buffer {
  if (component === undefined) return Buffer.from([type.undefined]);
  if (component === null) return Buffer.from([type.null]);
  if (typeof component === 'boolean') return Buffer.from([component ? type.true : type.false]);
  if (typeof component === 'string') {
    return Buffer.concat([Buffer.from([type.string]), Buffer.from(component), Buffer.from([endOfString])]);
  }
  const bytes = Buffer.alloc(9, type.number);
  bytes.writeDoubleLE(component, 1);
  return bytes;
}

function hash(bytes: Buffer): string {
  const [low, high] = murmurHash128(bytes);
  const digits = Buffer.alloc(16);
  digits.writeBigUInt64BE(high);
  digits.writeBigUInt64BE(low, 8);
  // Keys leave the two highest bits free, so that every one is below the last range's end, `FF`.
  digits[0] = (digits[0] ?? 0) & 0x3f;
  return digits.toString('hex').toUpperCase();
}

/**
 * Version 2 of Cosmos DB's effective partition key, as clients compute it themselves for bulk and for prefixes: one hash
 * over all components for `Hash`; for `MultiHash` a hash per component, so that a prefix of keys is a prefix of text.
 */
export function effectivePartitionKey(components: readonly KeyComponent[], kind: 'Hash' | 'MultiHash'): string {
  const encoded = components.map(encode);
  return kind === 'MultiHash' ? encoded.map(hash).join('') : hash(Buffer.concat(encoded));
}
