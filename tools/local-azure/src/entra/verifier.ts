import { type Clock } from '@aro-rp/time';
import { compactVerify, errors } from 'jose';
import { type Claims, type TokenFault, type TokenVerifier } from '../host/context.ts';
import { type SigningKey } from './keys.ts';
import { issuerOf, tenants } from './tenants.ts';

const remembered = 1_000;

type Payload = Partial<Claims> & { exp?: unknown; nbf?: unknown };

/**
 * Checks tokens of this local Entra ID. There is no tolerance: a token ends with the clock's second that it names.
 * A token whose signature was found good is remembered, since services send the same one thousands of times.
 */
export function createTokenVerifier(key: SigningKey, clock: Clock): TokenVerifier {
  const signed = new Map<string, Payload>();

  const readSigned = async (token: string): Promise<Payload | TokenFault> => {
    const known = signed.get(token);
    if (known) return known;
    try {
      const { payload } = await compactVerify(token, key.publicKey, { algorithms: ['RS256'] });
      return remember(signed, token, JSON.parse(new TextDecoder().decode(payload)) as Payload);
    } catch (error) {
      return error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JOSEAlgNotAllowed
        ? 'signature'
        : 'malformed';
    }
  };

  return {
    async verify(token, audiences) {
      if (token === '') return { fault: 'missing' };
      const payload = await readSigned(token);
      if (typeof payload === 'string') return { fault: payload };
      const { aud, iss, tid, oid, appid, exp, nbf } = payload;
      if (!isText(aud) || !isText(iss) || !isText(tid) || !isText(oid) || !isText(appid) || typeof exp !== 'number')
        return { fault: 'malformed' };
      if (!tenants.includes(tid) || iss !== issuerOf(tid)) return { fault: 'issuer' };
      const now = clock.now() / 1_000;
      if (exp <= now || (typeof nbf === 'number' && nbf > now)) return { fault: 'expired' };
      if (!audiences.some((one) => trimmed(one) === trimmed(aud))) return { fault: 'audience' };
      return { claims: { tid, oid, appid, aud, iss } };
    },
  };
}

function remember(signed: Map<string, Payload>, token: string, payload: Payload): Payload {
  if (signed.size >= remembered) signed.delete(signed.keys().next().value ?? '');
  signed.set(token, payload);
  return payload;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const trimmed = (audience: string): string => audience.replace(/\/+$/, '').toLowerCase();
