import { type IncomingMessage } from 'node:http';
import { header } from '../http/call.ts';

/** Logs are no place for whatever length a caller chooses. */
const longest = 256;

/** What ARM tells of its caller (ARM RPC "common-api-details", request headers) and nobody minds to find in a log. */
const recorded = {
  principalId: 'x-ms-client-principal-id',
  objectId: 'x-ms-client-object-id',
  tenantId: 'x-ms-client-tenant-id',
  applicationId: 'x-ms-client-app-id',
  applicationAuthentication: 'x-ms-client-app-id-acr',
  audience: 'x-ms-client-audience',
  issuer: 'x-ms-client-issuer',
  authorizationSource: 'x-ms-client-authorization-source',
  identityProvider: 'x-ms-client-identity-provider',
} as const;

/** Any of these may be absent: a service principal has no principal id, for one. */
export const callerOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recorded).flatMap(([name, field]) => {
      const value = header(request, field);
      return value === undefined ? [] : [[name, value.slice(0, longest)]];
    }),
  );
