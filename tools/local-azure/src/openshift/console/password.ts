import { randomBytes, timingSafeEqual } from 'node:crypto';
import { bcrypt } from '../../openshift-install/program/password/bcrypt.ts';

const cost = 10;
const shape = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})[./A-Za-z0-9]{31}$/;
const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A bcrypt hash, `$2a$10$…`, with a salt of its own. Takes a fraction of a second, on this thread. */
export const hashPassword = (password: string): string => bcrypt(password, randomBytes(16), cost);

/**
 * Whether a bcrypt hash (`$2a$`, `$2b$` or `$2y$`, cost 4 to 31) is that of the password. False for a text that is no
 * hash.
 */
export function verifyPassword(password: string, hash: string): boolean {
  const [, rounds = '', salt = ''] = shape.exec(hash) ?? [];
  if (Number(rounds) < 4 || Number(rounds) > 31) return false;
  const made = bcrypt(password, decodeSalt(salt), Number(rounds));
  // What stands before is letter, cost and salt; the letters tell of bugs in old implementations only.
  return timingSafeEqual(Buffer.from(made.slice(-31)), Buffer.from(hash.slice(-31)));
}

const decodeSalt = (text: string): Buffer =>
  Buffer.from(
    text.replace(/./g, (char) => standard[alphabet.indexOf(char)] ?? ''),
    'base64',
  ).subarray(0, 16);
