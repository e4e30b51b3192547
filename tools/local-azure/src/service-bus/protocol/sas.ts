import { createHmac, timingSafeEqual } from 'node:crypto';
import { unauthorized } from '../model/errors.ts';

/**
 * Checks a shared access signature (Service Bus "SAS authentication": HMAC-SHA256 over the resource, a newline and the
 * expiry).
 * @returns until when it is valid, in milliseconds since 1970
 * @throws BrokerError `amqp:unauthorized-access`
 */
export function verifySas(token: string, keyName: string, key: string, now: number): number {
  const [scheme, rest] = token.split(' ', 2);
  if (scheme !== 'SharedAccessSignature' || !rest) throw unauthorized('InvalidToken: not a shared access signature.');
  const fields = new Map(rest.split('&').map((pair) => pair.split('=', 2) as [string, string]));
  const [resource, expiry, signature, name] = ['sr', 'se', 'sig', 'skn'].map((field) => fields.get(field) ?? '') as [
    string,
    string,
    string,
    string,
  ];
  const expected = createHmac('sha256', key).update(`${resource}\n${expiry}`).digest();
  const given = Buffer.from(decodeURIComponent(signature), 'base64');
  if (decodeURIComponent(name) !== keyName || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthorized('InvalidSignature: The token has an invalid signature.');
  }
  const until = Number(expiry) * 1000;
  if (!(until > now)) throw unauthorized('ExpiredToken: The token is expired.');
  return until;
}
