import 'reflect-metadata';
import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface Signer {
  /** PEM texts; the key RSA or EC, in PKCS#1, SEC1 or PKCS#8. */
  certificate: string;
  key: string;
}

export interface ClientIdentity {
  commonName: string;
  /** Kubernetes' groups. */
  organizations: readonly string[];
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/**
 * A new P-256 key and its certificate for TLS clients, PEM texts. The certificate ends with its signer at the latest.
 * @throws Error when the signer's key cannot be read; the message has nothing of it
 */
export async function issueClientCertificate(
  signer: Signer,
  { commonName, organizations }: ClientIdentity,
  { notBefore, notAfter }: { notBefore: Date; notAfter: Date },
): Promise<{ certificate: string; key: string }> {
  const issuer = new X509Certificate(firstCertificate(signer.certificate));
  const { key: signingKey, algorithm: signingAlgorithm } = await importSigner(signer.key);
  const keys = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    issuer: issuer.subject,
    subject: [{ CN: [commonName] }, ...organizations.map((organization) => ({ O: [organization] }))],
    notBefore,
    notAfter: new Date(Math.min(notAfter.getTime(), issuer.notAfter.getTime())),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
    ],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return { certificate: `${certificate.toString('pem')}\n`, key: String(key.export({ format: 'pem', type: 'pkcs8' })) };
}

/** Positive, 126 random bits. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function firstCertificate(pem: string): string {
  const found = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0];
  if (found === undefined) throw new TypeError('the signer has no certificate');
  return found;
}

async function importSigner(pem: string) {
  const key = readKey(pem);
  const algorithm = algorithmOf(key);
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  return { algorithm, key: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']) };
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new TypeError("the signer's key cannot be read");
  }
}

const curves: Record<string, { namedCurve: string; hash: string }> = {
  prime256v1: { namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { namedCurve: 'P-384', hash: 'SHA-384' },
  secp521r1: { namedCurve: 'P-521', hash: 'SHA-512' },
};

function algorithmOf(key: KeyObject) {
  if (key.asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const known = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (key.asymmetricKeyType !== 'ec' || known === undefined)
    throw new TypeError("the signer's key is neither RSA nor EC");
  return { name: 'ECDSA', ...known };
}
