import 'reflect-metadata';
import { createPrivateKey, type webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface KeyPair {
  certificate: string;
  key: string;
}

const algorithms = {
  EC: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  RSA: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
};

export interface AuthorityOptions {
  type?: keyof typeof algorithms;
  notBefore?: Date;
  notAfter?: Date;
}

const day = 86_400_000;

/** A self-signed authority; the key as the installer writes it: PKCS#1 for RSA, SEC1 for EC. */
export async function createAuthority(commonName: string, options: AuthorityOptions = {}): Promise<KeyPair> {
  const { type = 'EC', notBefore = new Date(Date.now() - day), notAfter = new Date(Date.now() + 3650 * day) } = options;
  const keys = (await crypto.subtle.generateKey(algorithms[type], true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ OU: ['openshift'] }, { CN: [commonName] }],
    keys,
    notBefore,
    notAfter,
    signingAlgorithm: algorithms[type],
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await pem(keys.privateKey, type) };
}

/** A server's certificate for these names, signed by an EC authority. */
export async function issueServerCertificate(authority: KeyPair, names: readonly string[]): Promise<KeyPair> {
  const keys = (await crypto.subtle.generateKey(algorithms.EC, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const pkcs8 = createPrivateKey(authority.key).export({ format: 'der', type: 'pkcs8' });
  const certificate = await X509CertificateGenerator.create({
    issuer: new X509Certificate(authority.certificate).subject,
    subject: [{ CN: ['kube-apiserver'] }],
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    publicKey: keys.publicKey,
    signingKey: await crypto.subtle.importKey('pkcs8', pkcs8, algorithms.EC, false, ['sign']),
    signingAlgorithm: algorithms.EC,
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
  });
  return { certificate: certificate.toString('pem'), key: await pem(keys.privateKey, 'EC') };
}

async function pem(key: webcrypto.CryptoKey, type: keyof typeof algorithms): Promise<string> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return String(privateKey.export({ format: 'pem', type: type === 'RSA' ? 'pkcs1' : 'sec1' }));
}
