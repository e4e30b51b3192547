import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { absent, bits, boolean, explicit, implicit, integer, octets, oid, sequence, set, time, utf8 } from './der.ts';
import { keyIdentifier } from './keys.ts';

export interface Subject {
  commonName: string;
  /** Kubernetes' groups. */
  organizations?: readonly string[];
  organizationalUnit?: string;
}

export interface CertificateRequest {
  subject: Subject;
  publicKey: KeyObject;
  notBefore: Date;
  notAfter: Date;
  /** An authority; otherwise for TLS servers, clients or both. */
  usage: 'ca' | 'server' | 'client' | 'both';
  /** Names and IPv4 addresses. */
  names?: readonly string[];
}

export interface Issuer {
  subject: Subject;
  privateKey: KeyObject;
}

const signatures = {
  rsa: () => sequence(oid('1.2.840.113549.1.1.11'), absent()),
  ec: () => sequence(oid('1.2.840.10045.4.3.2')),
};

/** A certificate of version 3 in PEM (RFC 5280), signed with SHA-256. An authority may sign itself. */
export function issueCertificate(request: CertificateRequest, issuer: Issuer): string {
  const algorithm = signatures[issuer.privateKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec']();
  const content = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    nameOf(issuer.subject),
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensionsOf(request, issuer))),
  );
  const der = sequence(content, algorithm, bits(sign('sha256', content, issuer.privateKey)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** Positive, 126 random bits. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

/** In the order of Go's `pkix.Name`: organisations, unit, common name. */
function nameOf({ commonName, organizations = [], organizationalUnit }: Subject): Buffer {
  const attribute = (id: string, text: string) => set(sequence(oid(id), utf8(text)));
  return sequence(
    ...organizations.map((text) => attribute('2.5.4.10', text)),
    ...(organizationalUnit === undefined ? [] : [attribute('2.5.4.11', organizationalUnit)]),
    attribute('2.5.4.3', commonName),
  );
}

const purposes = { server: ['1.3.6.1.5.5.7.3.1'], client: ['1.3.6.1.5.5.7.3.2'] };

function extensionsOf({ usage, names = [], publicKey }: CertificateRequest, issuer: Issuer): Buffer[] {
  const extension = (id: string, critical: boolean, value: Buffer) =>
    sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));
  const isCa = usage === 'ca';
  const extended = usage === 'both' ? [...purposes.server, ...purposes.client] : isCa ? [] : purposes[usage];
  return [
    // digitalSignature and keyEncipherment; of an authority keyCertSign too.
    extension('2.5.29.15', true, isCa ? bits(Buffer.from([0xa4]), 2) : bits(Buffer.from([0xa0]), 5)),
    ...(extended.length === 0 ? [] : [extension('2.5.29.37', false, sequence(...extended.map(oid)))]),
    extension('2.5.29.19', true, isCa ? sequence(boolean(true)) : sequence()),
    ...(isCa ? [extension('2.5.29.14', false, octets(keyIdentifier(publicKey)))] : []),
    extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(issuer.privateKey)))),
    ...(names.length === 0 ? [] : [extension('2.5.29.17', false, sequence(...names.map(alternativeName)))]),
  ];
}

const alternativeName = (name: string): Buffer =>
  isIPv4(name) ? implicit(7, Buffer.from(name.split('.').map(Number))) : implicit(2, Buffer.from(name));
