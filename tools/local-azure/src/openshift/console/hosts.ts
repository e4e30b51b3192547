/** The two hosts that people meet; `domain` is the cluster's, such as `demo.example.com`. */
export const consoleHost = (domain: string): string => `console-openshift-console.apps.${domain}`;
export const oauthHost = (domain: string): string => `oauth-openshift.apps.${domain}`;

/**
 * `/.well-known/oauth-authorization-server` of the Kubernetes API (RFC 8414), with which clients find the login.
 * Values as OpenShift's API server gives them.
 */
export function oauthMetadata(domain: string) {
  const issuer = `https://${oauthHost(domain)}`;
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    scopes_supported: [
      'user:check-access',
      'user:full',
      'user:info',
      'user:list-projects',
      'user:list-scoped-projects',
    ],
    response_types_supported: ['code', 'token'],
    grant_types_supported: ['authorization_code', 'implicit'],
    code_challenge_methods_supported: ['plain', 'S256'],
  };
}
