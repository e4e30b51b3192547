import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, importPKCS8, importSPKI, type JWK } from 'jose';
import { createOnce, readIfThere } from '../host/durable-file.ts';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  /** As the JWKS endpoint shows it. */
  jwk: JWK;
}

/** The RSA key that signs every token of `folder`, made when it has none. */
export async function loadSigningKey(folder: string): Promise<SigningKey> {
  const path = join(folder, 'signing-key.pem');
  const pem = (await readIfThere(path)) ?? (await createOnce(path, generateKey()));
  const publicPem = publicKeyOf(path, pem).export({ type: 'spki', format: 'pem' }).toString();
  const kid = createHash('sha256').update(publicPem).digest('base64url').slice(0, 27);
  const publicKey = await importSPKI(publicPem, 'RS256', { extractable: true });
  return {
    kid,
    privateKey: await importPKCS8(pem, 'RS256'),
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), kid, x5t: kid, use: 'sig', alg: 'RS256' },
  };
}

function publicKeyOf(path: string, pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new Error(`${path} is damaged; move it away to have a signing key made anew`, { cause });
  }
}

function generateKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}
