import { createHmac, timingSafeEqual } from 'node:crypto';
import { unauthorized } from '../model/errors.ts';

/** Whose signature was accepted, and until when, in milliseconds since 1970. */
export interface Signed {
  keyName: string;
  until: number;
}

/**
 * Checks a shared access signature (Service Bus "SAS authentication": HMAC-SHA256 over the resource, a newline and the
 * expiry).
 * @throws BrokerError `amqp:unauthorized-access`
 */
export function verifySas(token: string, find: (keyName: string) => string | undefined, now: number): Signed {
  const [scheme, rest] = token.split(' ', 2);
  if (scheme !== 'SharedAccessSignature' || !rest) throw unauthorized('InvalidToken: not a shared access signature.');
  const fields = new Map(rest.split('&').map((pair) => pair.split('=', 2) as [string, string]));
  const [resource, expiry, signature, name] = ['sr', 'se', 'sig', 'skn'].map((field) => fields.get(field) ?? '') as [
    string,
    string,
    string,
    string,
  ];
  const keyName = decodeURIComponent(name);
  const key = find(keyName);
  const expected = createHmac('sha256', key ?? '')
    .update(`${resource}\n${expiry}`)
    .digest();
  const given = Buffer.from(decodeURIComponent(signature), 'base64');
  if (key === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthorized('InvalidSignature: The token has an invalid signature.');
  }
  const until = Number(expiry) * 1000;
  if (!(until > now)) throw unauthorized('ExpiredToken: The token is expired.');
  return { keyName, until };
}
