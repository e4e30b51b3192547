import { timingSafeEqual } from 'node:crypto';
import { createBlowfish, encipher, expandKey } from './blowfish.ts';

const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * bcrypt's text of a password, `$2a$10$` and 53 characters (Provos and Mazières, "A future-adaptable password scheme").
 * @param salt 16 bytes. @param cost the binary logarithm of the number of rounds, 4 to 31
 */
export function bcrypt(password: string, salt: Uint8Array, cost: number): string {
  const key = Buffer.from(`${password}\0`).subarray(0, 72);
  const cipher = createBlowfish();
  expandKey(cipher, key, salt);
  for (let round = 0; round < 2 ** cost; round += 1) {
    expandKey(cipher, key);
    expandKey(cipher, salt);
  }
  const text = Buffer.from('OrpheanBeholderScryDoubt');
  const words = Uint32Array.from({ length: 6 }, (_, index) => text.readUInt32BE(index * 4));
  for (let round = 0; round < 64; round += 1) for (const at of [0, 2, 4]) encipher(cipher, words, at);
  const hash = Buffer.alloc(24);
  words.forEach((word, index) => hash.writeUInt32BE(word, index * 4));
  // The last byte is dropped by every implementation.
  return `$2a$${String(cost).padStart(2, '0')}$${encode(salt)}${encode(hash.subarray(0, 23))}`;
}

/** Whether the text is bcrypt's of this password; false when it is none of bcrypt's. */
export function matchesBcrypt(password: string, text: string): boolean {
  const [, cost, salt] = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})[./A-Za-z0-9]{31}$/.exec(text) ?? [];
  if (cost === undefined || salt === undefined) return false;
  const expected = Buffer.from(bcrypt(password, decode(salt), Number(cost)).slice(4));
  return timingSafeEqual(expected, Buffer.from(text.slice(4)));
}

const decode = (text: string): Uint8Array =>
  Buffer.from(
    text.replace(/./g, (char) => standard[alphabet.indexOf(char)] ?? ''),
    'base64',
  );

const encode = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('base64')
    .replace(/=+$/, '')
    .replace(/./g, (char) => alphabet[standard.indexOf(char)] ?? '');
