const codes: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  408: 'RequestTimeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  424: 'FailedDependency',
  429: 'TooManyRequests',
  449: 'RetryWith',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};

/** The `code` of an error body for a status. */
export const codeOf = (status: number): string => codes[status] ?? 'BadRequest';

export interface ErrorDetails {
  /** `x-ms-substatus`; 0 is not sent. */
  substatus?: number;
  code?: string;
  retryAfterMs?: number;
  /** Further members of the body. */
  body?: Record<string, unknown>;
}

/** An answer of status 304 or 400 and above. */
export class CosmosError extends Error {
  override readonly name = 'CosmosError';
  readonly substatus: number;
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  readonly body: Record<string, unknown>;

  constructor(
    readonly status: number,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message);
    this.substatus = details.substatus ?? 0;
    this.code = details.code ?? codeOf(status);
    this.retryAfterMs = details.retryAfterMs;
    this.body = details.body ?? {};
  }
}

export const badRequest = (message: string, details?: ErrorDetails) => new CosmosError(400, message, details);

export const notFound = () =>
  new CosmosError(
    404,
    'Entity with the specified id does not exist in the system. More info: https://aka.ms/cosmosdb-tsg-not-found',
  );

export const conflict = () => new CosmosError(409, 'Entity with the specified id already exists in the system.');

export const uniqueKeyConflict = () => new CosmosError(409, 'Unique index constraint violation.');

export const preconditionFailed = () =>
  new CosmosError(
    412,
    'One of the specified pre-condition is not met. Learn more: https://aka.ms/CosmosDB/sql/errors/precondition-failed',
  );

export const tooLarge = () => new CosmosError(413, 'Request size is too large');

/** 1001: the key in the header is not the key in the body, or does not fit the container's definition. */
export const keyMismatch = () =>
  badRequest(
    "PartitionKey extracted from document doesn't match the one specified in the header. Learn more: https://aka.ms/CosmosDB/sql/errors/wrong-pk-value",
    { substatus: 1001 },
  );

/** 1002: no such partition key range; clients read the ranges anew. */
export const rangeGone = (id: string) =>
  new CosmosError(410, `Partition key range ${id} is gone.`, { substatus: 1002 });
