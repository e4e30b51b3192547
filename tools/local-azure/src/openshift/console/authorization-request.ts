import { type Client } from './clients.ts';
import { type Grant } from './codes.ts';

/** What a client asks of `/oauth/authorize` (RFC 6749 4.1.1 and 4.2.1, RFC 7636 4.3). */
export interface AuthorizationRequest {
  client: Client;
  kind: 'code' | 'token';
  challenge?: NonNullable<Grant['challenge']>;
  /** Goes back with the answer as it came. */
  state?: string;
}

/** In the words of RFC 6749. */
export interface OAuthFault {
  error: string;
  description: string;
}

/** A faulty request is never answered by a redirect, since its address may be part of the fault. */
export function readAuthorizationRequest(
  query: URLSearchParams,
  clients: readonly Client[],
): AuthorizationRequest | OAuthFault {
  const client = clients.find(({ id }) => id === query.get('client_id'));
  if (!client) return { error: 'unauthorized_client', description: 'There is no such client.' };
  if ((query.get('redirect_uri') ?? client.redirectUri) !== client.redirectUri)
    return { error: 'invalid_request', description: 'The redirect_uri is not registered for this client.' };
  const kind = query.get('response_type');
  if (kind !== 'code' && !(kind === 'token' && client.isPublic))
    return { error: 'unsupported_response_type', description: `The response_type '${kind}' is not supported.` };
  const method = query.get('code_challenge_method') ?? 'plain';
  if (method !== 'plain' && method !== 'S256')
    return { error: 'invalid_request', description: 'The code_challenge_method is neither plain nor S256.' };
  const value = query.get('code_challenge');
  const state = query.get('state');
  return {
    client,
    kind,
    ...(value === null ? {} : { challenge: { method, value } }),
    ...(state === null ? {} : { state }),
  };
}
