import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Claims, type TokenFault, type TokenVerifier } from '../../host/context.ts';
import { VaultError } from '../model/errors.ts';

export const vaultAudience = 'https://vault.azure.net';

const words: Record<TokenFault, string> = {
  missing: 'AKV10000: Request is missing a Bearer or PoP token.',
  malformed: 'AKV10001: The bearer token is malformed.',
  signature: 'AKV10015: The signature of the bearer token is not valid.',
  expired: 'AKV10046: The bearer token has expired or is not valid yet.',
  audience: `AKV10022: Invalid audience. Expected ${vaultAudience}.`,
  issuer: 'AKV10032: Invalid issuer.',
};

/**
 * Accepts tokens of the vault's own tenant for the vault's audience. A refusal carries the challenge from which the
 * SDKs learn where to get a token and for what. @throws VaultError 401
 */
export async function authenticate(
  request: IncomingMessage,
  response: ServerResponse,
  options: { tokens: TokenVerifier; authority: string; tenantId: string },
): Promise<Claims> {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim() ?? '';
  const verdict = await options.tokens.verify(token, [vaultAudience]);
  if ('claims' in verdict && verdict.claims.tid === options.tenantId) return verdict.claims;
  response.setHeader(
    'WWW-Authenticate',
    `Bearer authorization="${options.authority}/${options.tenantId}", resource="${vaultAudience}"`,
  );
  throw new VaultError(401, 'Unauthorized', words['claims' in verdict ? 'issuer' : verdict.fault]);
}
