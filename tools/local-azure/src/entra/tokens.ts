import { randomUUID } from 'node:crypto';
import { type Clock } from '@aro-rp/time';
import { SignJWT } from 'jose';
import { type Claims } from '../host/context.ts';
import { type SigningKey } from './keys.ts';
import { issuerOf } from './tenants.ts';

export interface TokenRequest {
  tenantId: string;
  objectId: string;
  clientId: string;
  audience: string;
  /** Seconds from now on the clock; an hour unless told. */
  lifetime?: number;
  roles?: readonly string[];
  /** How the application proved itself: 1 is a secret, 2 a certificate. */
  proof?: '1' | '2';
}

/** An application's access token in version 1.0, signed with RS256. Times are the clock's, in whole seconds. */
export async function issueToken(key: SigningKey, clock: Clock, request: TokenRequest): Promise<string> {
  const now = Math.floor(clock.now() / 1_000);
  const claims: Claims & Record<string, unknown> = {
    aud: request.audience,
    iss: issuerOf(request.tenantId),
    tid: request.tenantId,
    oid: request.objectId,
    sub: request.objectId,
    appid: request.clientId,
    appidacr: request.proof ?? '1',
    idp: issuerOf(request.tenantId),
    idtyp: 'app',
    ver: '1.0',
    uti: randomUUID(),
    iat: now - 300,
    nbf: now - 300,
    exp: now + (request.lifetime ?? 3_600),
    ...(request.roles === undefined ? {} : { roles: request.roles }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid, x5t: key.kid })
    .sign(key.privateKey);
}
