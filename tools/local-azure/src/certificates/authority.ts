import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type CertificateRequest, type KeyPair } from './index.ts';

const day = 86_400_000;
const lifetime = 3_650 * day;
const signing = { name: 'ECDSA', hash: 'SHA-256' };
const curve = { name: 'ECDSA', namedCurve: 'P-256' };
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** A new self-signed authority with an EC P-256 key. */
export async function createAuthority(commonName: string): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [commonName] }],
      serialNumber: serialNumber(),
      ...validity(),
      keys,
      signingAlgorithm: signing,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto,
  );
  return { certificate: pemText(certificate), privateKey: await exportKey(keys.privateKey) };
}

/** A new certificate for a new key, signed by `authority`. */
export async function issueCertificate(authority: KeyPair, request: CertificateRequest): Promise<KeyPair> {
  const keys = (await webcrypto.subtle.generateKey(request.keyType === 'RSA' ? rsa : curve, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const issuer = new X509Certificate(authority.certificate);
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
    new ExtendedKeyUsageExtension(extendedUsages(request.usage)),
    await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
  ];
  const names = request.names ?? [];
  if (names.length > 0)
    extensions.push(
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
    );
  const certificate = await X509CertificateGenerator.create(
    {
      subject: [{ CN: [request.commonName] }],
      issuer: issuer.subject,
      serialNumber: serialNumber(),
      ...validity(request),
      publicKey: keys.publicKey,
      signingKey: await importSigningKey(authority.privateKey),
      signingAlgorithm: signing,
      extensions,
    },
    webcrypto,
  );
  return { certificate: pemText(certificate), privateKey: await exportKey(keys.privateKey) };
}

/** Begins yesterday, since TLS compares with a machine's clock that may be a little behind. */
function validity(request: Pick<CertificateRequest, 'notBefore' | 'notAfter'> = {}) {
  const notBefore = request.notBefore ?? new Date(Date.now() - day);
  return { notBefore, notAfter: request.notAfter ?? new Date(notBefore.getTime() + lifetime) };
}

function extendedUsages(usage: CertificateRequest['usage']): ExtendedKeyUsage[] {
  return [
    ...(usage === 'client' ? [] : [ExtendedKeyUsage.serverAuth]),
    ...(usage === 'server' ? [] : [ExtendedKeyUsage.clientAuth]),
  ];
}

/** Positive, at most 20 octets (RFC 5280 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

/** Ends in a line break, so that texts can be put one after the other. */
const pemText = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`;

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function importSigningKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [der] = PemConverter.decode(pem);
  if (!der) throw new Error('the authority has no private key');
  return webcrypto.subtle.importKey('pkcs8', der, curve, false, ['sign']);
}
