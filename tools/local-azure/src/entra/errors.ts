import { randomUUID } from 'node:crypto';

/** A refusal in Entra ID's words: an OAuth 2.0 error (RFC 6749 5.2) whose description begins with an AADSTS code. */
export class AadError extends Error {
  override readonly name = 'AadError';
  constructor(
    readonly status: number,
    readonly error: string,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** The body of a refusal; `at` in milliseconds since 1970. */
export function errorBody({ error, code, message }: AadError, at: number): Record<string, unknown> {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}

export const refuse = {
  tenant: (tenant: string) =>
    new AadError(
      400,
      'invalid_request',
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    ),
  parameter: (name: string) =>
    new AadError(400, 'invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`),
  grantType: (grant: string) =>
    new AadError(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grant}'. Only client_credentials is served here.`,
    ),
  application: (clientId: string, tenant: string) =>
    new AadError(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    ),
  disabled: (clientId: string) =>
    new AadError(400, 'unauthorized_client', 7000112, `Application '${clientId}' is disabled.`),
  noProof: () =>
    new AadError(
      401,
      'invalid_client',
      7000218,
      `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
    ),
  secret: (clientId: string) =>
    new AadError(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    ),
  expiredSecret: (clientId: string) =>
    new AadError(
      401,
      'invalid_client',
      7000222,
      `The provided client secret keys for app '${clientId}' are expired. Create new keys for your app.`,
    ),
  assertionType: () =>
    new AadError(
      401,
      'invalid_client',
      50027,
      `JWT token is invalid or malformed. client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer and client_assertion a signed JWT.`,
    ),
  assertionKey: (clientId: string) =>
    new AadError(
      401,
      'invalid_client',
      700027,
      `The certificate with identifier used to sign the client assertion is not registered on application. Client assertion failed signature validation for app '${clientId}'.`,
    ),
  assertionTime: () =>
    new AadError(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.'),
  assertionAudience: (audience: string) =>
    new AadError(
      401,
      'invalid_client',
      700023,
      `Client assertion audience claim does not match Realm issuer. Review the documentation. Audience: '${audience}'.`,
    ),
  assertionClient: (clientId: string) =>
    new AadError(
      401,
      'invalid_client',
      700021,
      `Client assertion application identifier doesn't match 'client_id' parameter '${clientId}'.`,
    ),
  scope: (scope: string) =>
    new AadError(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  resource: (resource: string, tenant: string) =>
    new AadError(
      400,
      'invalid_resource',
      500011,
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    ),
};
