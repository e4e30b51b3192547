import { createHash } from 'node:crypto';

declare const digestBrand: unique symbol;

/** `sha256:` or `sha512:` and lower-case hex (OCI image specification, "Digests"). */
export type Digest = string & { readonly [digestBrand]: 'digest' };

const lengths: Record<string, number> = { sha256: 64, sha512: 128 };

/** Whether `text` is a digest that can be verified here; a tag never is. */
export function isDigest(text: string): text is Digest {
  const match = /^(sha256|sha512):([0-9a-f]+)$/.exec(text);
  return match !== null && match[2]?.length === lengths[match[1] ?? ''];
}

/** `sha256` or `sha512`, as `node:crypto` names them too. */
export const algorithmOf = (digest: Digest): string => digest.slice(0, digest.indexOf(':'));

/** @param algorithm of the digest wanted; sha256 unless told */
export const digestOf = (bytes: Uint8Array, algorithm = 'sha256'): Digest =>
  `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest;
