import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret } from '@aro-rp/telemetry';
import { StoreError } from './errors.ts';
import { type DataKey, type KeyRing } from './key-ring.ts';

const format = 'v1';
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a value with AES-256-GCM (NIST SP 800-38D, random 96-bit nonce), bound to `context`: it opens only under the
 * same. Text form: `v1.<key version>.<nonce>.<ciphertext and tag>`, the last two in base64url.
 */
export function seal(dataKey: DataKey, context: string, value: Secret): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, dataKey.key.reveal(), nonce);
  cipher.setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(value.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [format, dataKey.version, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/**
 * The inverse of {@link seal}. A key version that the ring does not hold yet is fetched by the ring, once.
 * @throws StoreError `sealed` when the form or key version is unknown, the context another, or a byte altered
 */
export async function open(keys: KeyRing, context: string, text: string): Promise<Secret> {
  const [form, version, nonce, sealed, ...rest] = text.split('.');
  if (form !== format || version === undefined || nonce === undefined || sealed === undefined || rest.length > 0) {
    throw new StoreError('sealed', 'not a sealed value of a known form');
  }
  const dataKey = await keys.byVersion(version);
  if (!dataKey) throw new StoreError('sealed', `no data key of version ${version}`);

  const bytes = Buffer.from(sealed, 'base64url');
  const nonceGiven = Buffer.from(nonce, 'base64url');
  try {
    const decipher = createDecipheriv(algorithm, dataKey.key.reveal(), nonceGiven, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const value = Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
    return new Secret(value.toString('utf8'));
  } catch (error) {
    throw new StoreError('sealed', 'altered, or sealed in another place', { cause: error });
  }
}
