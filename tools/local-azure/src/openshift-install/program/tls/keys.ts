import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

export interface Keys {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** The binary makes RSA keys only; where nobody looks at the kind, P-256 keys take a hundredth of the time. */
export const makeKeys = (type: 'RSA' | 'EC'): Promise<Keys> =>
  type === 'RSA' ? generate('rsa', { modulusLength: 2048 }) : generate('ec', { namedCurve: 'P-256' });

/** `RSA PRIVATE KEY` or `EC PRIVATE KEY`. */
export const privateKeyPem = (key: KeyObject): string =>
  String(
    key.asymmetricKeyType === 'rsa'
      ? key.export({ type: 'pkcs1', format: 'pem' })
      : key.export({ type: 'sec1', format: 'pem' }),
  );

/** `PUBLIC KEY` */
export const publicKeyPem = (key: KeyObject): string => String(key.export({ type: 'spki', format: 'pem' }));

/** The hash of the public key by which certificates name it (RFC 5280 4.2.1.2, first method). @param key either half */
export function keyIdentifier(key: KeyObject): Buffer {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  const content =
    half.asymmetricKeyType === 'rsa'
      ? half.export({ type: 'pkcs1', format: 'der' })
      : // A P-256 point is 65 bytes and ends the structure.
        half.export({ type: 'spki', format: 'der' }).subarray(-65);
  return createHash('sha1').update(content).digest();
}
