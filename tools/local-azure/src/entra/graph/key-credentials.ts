import { createHash, X509Certificate } from 'node:crypto';
import { type Application } from '../directory.ts';
import { refuse } from './errors.ts';

/**
 * The certificates of an application after a PATCH of `keyCredentials`, which replaces them all: a new one is
 * `AsymmetricX509Cert` for `Verify` with the DER bytes in base64, one that stays is named by its `keyId` (Graph REST v1.0,
 * resource type keyCredential). @returns them as PEM @throws GraphError 400 for anything else
 */
export function readKeyCredentials(value: unknown, { certificates = [] }: Partial<Application>): string[] {
  if (!Array.isArray(value)) throw refuse.value('keyCredentials', 'Application');
  return value.map((one: unknown) => {
    const { type, usage, key, keyId } = (one ?? {}) as Record<string, unknown>;
    const known = certificates.find((pem) => keyIdOf(new X509Certificate(pem)) === keyId);
    if (known !== undefined && (key === undefined || key === null)) return known;
    if (type !== 'AsymmetricX509Cert' || usage !== 'Verify' || typeof key !== 'string')
      throw refuse.value('keyCredentials', 'Application');
    try {
      return new X509Certificate(Buffer.from(key, 'base64')).toString();
    } catch {
      throw refuse.value('keyCredentials', 'Application');
    }
  });
}

/** As Graph shows it: never with its bytes in a list. */
export function showKeyCredential(pem: string): Record<string, unknown> {
  const certificate = new X509Certificate(pem);
  return {
    customKeyIdentifier: certificate.fingerprint.replaceAll(':', ''),
    displayName: certificate.subject,
    endDateTime: certificate.validToDate.toISOString(),
    key: null,
    keyId: keyIdOf(certificate),
    startDateTime: certificate.validFromDate.toISOString(),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
  };
}

/** The same for the same certificate. */
const keyIdOf = ({ raw }: X509Certificate): string =>
  createHash('sha256')
    .update(raw)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
