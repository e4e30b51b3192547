import { wordsOfPi } from './pi.ts';

const rounds = 16;
const subkeys = rounds + 2;
const boxes = 4 * 256;

/** The state of Blowfish (Schneier 1993): 18 subkeys, then four boxes of 256 words. */
export interface Blowfish {
  readonly p: Uint32Array;
  readonly s: Uint32Array;
}

/** Made once: it takes as long as half a hash. */
let initial: Uint32Array | undefined;

export function createBlowfish(): Blowfish {
  const words = (initial ??= wordsOfPi(subkeys + boxes));
  return { p: words.slice(0, subkeys), s: words.slice(subkeys) };
}

/** Encrypts the two words at `at` in place. */
export function encipher({ p, s }: Blowfish, block: Uint32Array, at = 0): void {
  let left = block[at] as number;
  let right = block[at + 1] as number;
  for (let round = 0; round < rounds; round += 2) {
    left ^= p[round] as number;
    right ^= mix(s, left);
    right ^= p[round + 1] as number;
    left ^= mix(s, right);
  }
  block[at] = right ^ (p[17] as number);
  block[at + 1] = left ^ (p[16] as number);
}

const mix = (s: Uint32Array, word: number): number =>
  ((((s[word >>> 24] as number) + (s[256 + ((word >>> 16) & 255)] as number)) ^
    (s[512 + ((word >>> 8) & 255)] as number)) +
    (s[768 + (word & 255)] as number)) |
  0;

/** Puts the key into the subkeys, then replaces subkeys and boxes by enciphered blocks, each mixed with the salt. */
export function expandKey(cipher: Blowfish, key: Uint8Array, salt?: Uint8Array): void {
  const { p, s } = cipher;
  const keyWord = wordsOf(key);
  const saltWord = salt === undefined ? () => 0 : wordsOf(salt);
  for (let index = 0; index < subkeys; index += 1) p[index] = (p[index] as number) ^ keyWord();
  const block = new Uint32Array(2);
  for (const target of [p, s])
    for (let index = 0; index < target.length; index += 2) {
      block[0] = (block[0] as number) ^ saltWord();
      block[1] = (block[1] as number) ^ saltWord();
      encipher(cipher, block);
      target.set(block, index);
    }
}

/** Big-endian words, over and over from the start. */
function wordsOf(bytes: Uint8Array): () => number {
  let at = 0;
  return () => {
    let word = 0;
    for (let index = 0; index < 4; index += 1) {
      word = (word << 8) | (bytes[at] as number);
      at = (at + 1) % bytes.length;
    }
    return word;
  };
}
