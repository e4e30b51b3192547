import { createHash, X509Certificate } from 'node:crypto';
import { type Clock } from '@aro-rp/time';
import { decodeProtectedHeader, errors, importX509, jwtVerify } from 'jose';
import { type Application } from './directory.ts';
import { type AadError, refuse } from './errors.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Seconds by which an assertion's times may be off, as in Entra ID. */
const tolerance = 300;

export interface Assertion {
  type: string | undefined;
  jwt: string;
  /** Any of these must be its audience: the token endpoints and the issuer. */
  audiences: string[];
}

/**
 * Checks a client assertion (RFC 7523 3) made with a certificate of the application: RS256 with `x5t` (SHA-1) or PS256
 * with `x5t#S256`, which the SDKs send. @returns why it is refused
 */
export async function judgeAssertion(
  application: Application,
  assertion: Assertion,
  clock: Clock,
): Promise<AadError | undefined> {
  const { clientId } = application;
  const header = readHeader(assertion.jwt);
  if (assertion.type !== assertionType || !header) return refuse.assertionType();
  const signer = application.certificates.find((pem) => isThumbprint(pem, header));
  if (!signer) return refuse.assertionKey(clientId);
  try {
    const key = await importX509(signer, header.alg);
    await jwtVerify(assertion.jwt, key, {
      algorithms: ['RS256', 'PS256'],
      issuer: clientId,
      subject: clientId,
      audience: assertion.audiences,
      requiredClaims: ['exp'],
      currentDate: new Date(clock.now()),
      clockTolerance: tolerance,
    });
    return undefined;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refuse.assertionTime();
    if (!(error instanceof errors.JWTClaimValidationFailed)) return refuse.assertionKey(clientId);
    if (error.claim === 'aud') return refuse.assertionAudience(String(error.payload.aud));
    return error.claim === 'nbf' || error.claim === 'exp' ? refuse.assertionTime() : refuse.assertionClient(clientId);
  }
}

interface Header {
  alg: string;
  sha1: unknown;
  sha256: unknown;
}

function readHeader(jwt: string): Header | undefined {
  try {
    const {
      alg = '',
      x5t,
      'x5t#S256': sha256,
    } = decodeProtectedHeader(jwt) as Record<string, unknown> & { alg?: string };
    return { alg, sha1: x5t, sha256 };
  } catch {
    return undefined;
  }
}

function isThumbprint(pem: string, { sha1, sha256 }: Header): boolean {
  const { raw } = new X509Certificate(pem);
  const thumbprint = (hash: string) => createHash(hash).update(raw).digest('base64url');
  return sha256 === undefined ? sha1 === thumbprint('sha1') : sha256 === thumbprint('sha256');
}
