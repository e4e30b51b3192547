import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Claims, type TokenFault, type TokenVerifier } from '../../host/context.ts';
import { CosmosError } from '../model/errors.ts';
import { type CosmosRequest, header } from './request.ts';

/** Who asks: the holder of the account's key, who may do everything, or a principal with roles. */
export type Caller = { kind: 'key' } | { kind: 'principal'; claims: Claims };

const unauthorized = (message: string) => new CosmosError(401, message);

function parse(authorization: string): { type: string; version: string; signature: string } {
  const text = authorization.includes('%') ? decodeURIComponent(authorization) : authorization;
  const match = /^type=([^&]+)&ver=([^&]+)&sig=(.+)$/.exec(text);
  if (match === null) {
    throw unauthorized("Authorization header doesn't confirm to the required format. Please verify and try again.");
  }
  const [, type = '', version = '', signature = ''] = match;
  return { type, version, signature };
}

/** What the request's signature is about: for a feed its owner, for a resource the resource itself. */
export function signedResource(segments: readonly string[]): { type: string; link: string } {
  const isFeed = segments.length % 2 === 1;
  return {
    type: (isFeed ? segments.at(-1) : segments.at(-2)) ?? '',
    link: (isFeed ? segments.slice(0, -1) : segments).join('/'),
  };
}

/**
 * The text that is signed with the account's key (Cosmos DB REST, "Access control"): lower case but for the link, whose
 * ids are not encoded.
 */
export function signedText(method: string, segments: readonly string[], date: string): string {
  const { type, link } = signedResource(segments);
  return `${method.toLowerCase()}\n${type.toLowerCase()}\n${link}\n${date.toLowerCase()}\n\n`;
}

export const sign = (key: string, text: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');

const equal = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

function checkSignature(request: CosmosRequest, key: string, signature: string): void {
  const date = header(request, 'x-ms-date') ?? header(request, 'date') ?? '';
  const text = signedText(request.method, request.segments, date);
  if (equal(sign(key, text), signature)) return;
  throw unauthorized(
    "The input authorization token can't serve the request. The wrong key is being used or the expected payload is not " +
      `built as per the protocol. Server used the following payload to sign: '${text}'`,
  );
}

const faults: Record<TokenFault, string> = {
  missing: 'The Microsoft Entra ID token is missing.',
  malformed: 'The Microsoft Entra ID token is malformed.',
  signature: 'The signature of the Microsoft Entra ID token is invalid.',
  expired: 'The Microsoft Entra ID token is expired.',
  audience: 'The audience of the Microsoft Entra ID token is invalid.',
  issuer: 'The issuer of the Microsoft Entra ID token is invalid.',
};

/** @param audiences of Entra tokens. @throws CosmosError 401 */
export async function authenticate(
  request: CosmosRequest,
  key: string,
  tokens: TokenVerifier,
  audiences: readonly string[],
): Promise<Caller> {
  const authorization = header(request, 'authorization');
  if (authorization === undefined || authorization === '') {
    throw unauthorized('Required Header authorization is missing. Ensure a valid Authorization token is passed.');
  }
  const { type, version, signature } = parse(authorization);
  if (version !== '1.0') throw unauthorized(`Authorization version ${version} is not supported.`);
  if (type === 'master') {
    checkSignature(request, key, signature);
    return { kind: 'key' };
  }
  if (type !== 'aad') throw unauthorized(`Authorization type ${type} is not supported.`);
  const result = await tokens.verify(signature, audiences);
  if ('fault' in result) throw unauthorized(faults[result.fault]);
  return { kind: 'principal', claims: result.claims };
}
