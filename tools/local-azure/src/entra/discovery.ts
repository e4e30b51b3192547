import { issuerOf } from './tenants.ts';

/** OpenID Connect Discovery 1.0, with the members that MSAL requires. `realm` is the first part of the path. */
export function openidConfiguration(origin: string, realm: string, version: 'v1' | 'v2'): Record<string, unknown> {
  const root = `${origin}/${realm}`;
  const oauth = realm === 'adfs' || version === 'v1' ? `${root}/oauth2` : `${root}/oauth2/v2.0`;
  const issuer = realm === 'adfs' ? `${origin}/adfs` : version === 'v2' ? `${root}/v2.0` : issuerOf(realm);
  return {
    issuer,
    authorization_endpoint: `${oauth}/authorize`,
    token_endpoint: `${oauth}/token`,
    jwks_uri: version === 'v2' ? `${root}/discovery/v2.0/keys` : `${root}/discovery/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code', 'id_token', 'token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
    claims_supported: ['aud', 'iss', 'iat', 'exp', 'tid', 'oid', 'sub', 'ver'],
  };
}

/** What a client asks before it trusts an authority that it does not know. */
export function instanceDiscovery(origin: string, realm: string): Record<string, unknown> {
  const { host } = new URL(origin);
  return {
    tenant_discovery_endpoint: `${origin}/${realm}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
