import { randomUUID } from 'node:crypto';

/** A refusal in Microsoft Graph's words (Graph REST, errors). */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The body of a refusal; `at` in milliseconds since 1970. `az` cannot read any other. */
export function errorBody({ code, message }: GraphError, requestId: string, at: number): object {
  const date = new Date(at).toISOString().slice(0, 19);
  return { error: { code, message, innerError: { date, 'request-id': requestId, 'client-request-id': randomUUID() } } };
}

const badRequest = (code: string, message: string) => new GraphError(400, code, message);

export const refuse = {
  token: (message: string) => new GraphError(401, 'InvalidAuthenticationToken', message),
  unknownCaller: () =>
    new GraphError(
      403,
      'Authorization_IdentityNotFound',
      'The identity of the calling application could not be established.',
    ),
  rights: () =>
    new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  absent: (id: string) =>
    new GraphError(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  segment: (segment: string) => badRequest('BadRequest', `Resource not found for the segment '${segment}'.`),
  method: () =>
    new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.'),
  body: () =>
    badRequest(
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    ),
  unknownProperty: (name: string) => badRequest('Request_BadRequest', `Invalid property '${name}'.`),
  value: (name: string, type: string) =>
    badRequest('Request_BadRequest', `Invalid value specified for property '${name}' of resource '${type}'.`),
  required: (name: string, type: string) =>
    badRequest('Request_BadRequest', `A value is required for property '${name}' of resource '${type}'.`),
  filter: (message: string) => badRequest('Request_UnsupportedQuery', `Unsupported or invalid query: ${message}`),
  noBackingApplication: (appId: string) =>
    badRequest(
      'Request_BadRequest',
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    ),
  principalExists: (name: string) =>
    new GraphError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${name} is already in use.`,
    ),
  password: (keyId: string) =>
    badRequest('Request_BadRequest', `No password credential found with keyId '${keyId}' on the application.`),
};
