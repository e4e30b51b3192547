import { type Json } from '../../arm/model/json.ts';

/** A refusal in the words of the Kubernetes API (API conventions, "Response Status Kind"). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details: Json = {},
  ) {
    super(message);
  }

  body(): Json {
    const { code, reason, message, details } = this;
    const base = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason };
    return { ...base, ...(Object.keys(details).length > 0 ? { details } : {}), code };
  }
}

interface Named {
  resource: string;
  group: string;
}

const qualified = ({ resource, group }: Named) => (group === '' ? resource : `${resource}.${group}`);
const detailsOf = ({ resource, group }: Named, name: string) => ({
  ...(name === '' ? {} : { name }),
  ...(group === '' ? {} : { group }),
  kind: resource,
});

export const refusals = {
  unauthorized: () => new ApiError(401, 'Unauthorized', 'Unauthorized'),
  forbidden: (user: string, verb: string, path: string) =>
    new ApiError(
      403,
      'Forbidden',
      `forbidden: User ${JSON.stringify(user)} cannot ${verb} path ${JSON.stringify(path)}`,
    ),
  noSuchPath: () => new ApiError(404, 'NotFound', 'the server could not find the requested resource'),
  notFound: (kind: Named, name: string) =>
    new ApiError(404, 'NotFound', `${qualified(kind)} ${JSON.stringify(name)} not found`, detailsOf(kind, name)),
  alreadyExists: (kind: Named, name: string) =>
    new ApiError(
      409,
      'AlreadyExists',
      `${qualified(kind)} ${JSON.stringify(name)} already exists`,
      detailsOf(kind, name),
    ),
  conflict: (kind: Named, name: string) =>
    new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(kind)} ${JSON.stringify(name)}: the object has been modified; please apply your changes to the latest version and try again`,
      detailsOf(kind, name),
    ),
  precondition: (kind: Named, name: string) =>
    new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(kind)} ${JSON.stringify(name)}: Precondition failed`,
      detailsOf(kind, name),
    ),
  invalid: (kind: Named & { kind: string }, name: string, field: string, message: string) =>
    new ApiError(422, 'Invalid', `${kind.kind} ${JSON.stringify(name)} is invalid: ${field}: ${message}`, {
      ...detailsOf(kind, name),
      causes: [{ reason: 'FieldValueInvalid', message, field }],
    }),
  badRequest: (message: string) => new ApiError(400, 'BadRequest', message),
  methodNotAllowed: () =>
    new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'),
  unsupportedMedia: (type: string) =>
    new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format: ${type}`),
  gone: (message: string) => new ApiError(410, 'Expired', message),
};
