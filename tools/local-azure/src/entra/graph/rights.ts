import { decodeJwt } from 'jose';
import { type Claims, type TokenFault, type TokenVerifier } from '../../host/context.ts';
import { type Directory, type ServicePrincipal } from '../directory.ts';
import { refuse } from './errors.ts';

/** Microsoft Graph's public names; its own origin is another. */
export const graphAudiences = ['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'];

const readers = ['Application.Read.All', 'Directory.Read.All'];
const writers = ['Application.ReadWrite.All', 'Directory.ReadWrite.All'];

const words: Record<TokenFault, string> = {
  missing: 'Access token is empty.',
  malformed: 'CompactToken parsing failed with error code: 80049217',
  signature: 'Access token validation failure. Invalid signature.',
  expired: 'Lifetime validation failed, the token is expired.',
  audience: 'Access token validation failure. Invalid audience.',
  issuer: 'Access token validation failure. Invalid issuer.',
};

/** Who asks, and what the application permissions of the token allow. */
export interface Caller {
  claims: Claims;
  mayRead: boolean;
  mayWrite: boolean;
}

/** @throws GraphError 401 for the token, 403 when its service principal is gone */
export async function authenticate(
  tokens: TokenVerifier,
  directory: Directory,
  authorization: string | undefined,
  origin: string,
): Promise<Caller> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const verdict = await tokens.verify(token, [origin, ...graphAudiences]);
  if ('fault' in verdict) throw refuse.token(words[verdict.fault]);
  const { claims } = verdict;
  if (!directory.servicePrincipal(claims.tid, claims.appid)) throw refuse.unknownCaller();
  const { roles } = decodeJwt<{ roles?: string[] }>(token);
  const has = (some: string[]) => some.some((role) => roles?.includes(role) ?? false);
  return { claims, mayRead: has(readers) || has(writers), mayWrite: has(writers) };
}

/**
 * A caller without a permission may read its own service principal, and nothing else: not even that there is no other.
 * @throws GraphError
 */
export function requireReadable({ claims, mayRead }: Caller, found: readonly ServicePrincipal[]): void {
  if (mayRead) return;
  if (found.length === 0 || found.some(({ objectId }) => objectId !== claims.oid)) throw refuse.rights();
}
