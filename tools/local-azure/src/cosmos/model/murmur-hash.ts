const mask = 0xffff_ffff_ffff_ffffn;
const c1 = 0x87c3_7b91_1142_53d5n;
const c2 = 0x4cf5_ad43_2745_937fn;

const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (64n - by))) & mask;
const times = (x: bigint, y: bigint) => (x * y) & mask;
const plus = (x: bigint, y: bigint) => (x + y) & mask;

function finish(hash: bigint): bigint {
  let h = hash ^ (hash >> 33n);
  h = times(h, 0xff51_afd7_ed55_8ccdn);
  h ^= h >> 33n;
  h = times(h, 0xc4ce_b9fe_1a85_ec53n);
  return h ^ (h >> 33n);
}

const mixFirst = (k: bigint) => times(rotate(times(k, c1), 31n), c2);
const mixSecond = (k: bigint) => times(rotate(times(k, c2), 33n), c1);

/** MurmurHash3, the 128-bit variant for 64-bit machines, seed 0: its two 64-bit halves. */
export function murmurHash128(bytes: Buffer): [bigint, bigint] {
  let h1 = 0n;
  let h2 = 0n;
  const whole = bytes.length - (bytes.length % 16);
  for (let at = 0; at < whole; at += 16) {
    h1 ^= mixFirst(bytes.readBigUInt64LE(at));
    h1 = plus(times(plus(rotate(h1, 27n), h2), 5n), 0x52dc_e729n);
    h2 ^= mixSecond(bytes.readBigUInt64LE(at + 8));
    h2 = plus(times(plus(rotate(h2, 31n), h1), 5n), 0x3849_5ab5n);
  }

  const tail = Buffer.alloc(16);
  bytes.copy(tail, 0, whole);
  h2 ^= mixSecond(tail.readBigUInt64LE(8));
  h1 ^= mixFirst(tail.readBigUInt64LE(0));

  h1 ^= BigInt(bytes.length);
  h2 ^= BigInt(bytes.length);
  h1 = plus(h1, h2);
  h2 = plus(h2, h1);
  h1 = finish(h1);
  h2 = finish(h2);
  h1 = plus(h1, h2);
  return [h1, plus(h2, h1)];
}
