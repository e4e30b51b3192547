/** The body of every answer that is no success (ARM RPC "common-api-details", error response content). */
export interface ErrorBody {
  code: string;
  message: string;
  /** The wire path of the value at fault, in the API version of the request. */
  target?: string;
  details?: ErrorBody[];
}

/** What the customer is told: a status, a stable code, a message that says what to do. Holds nothing secret. */
export class CloudError extends Error {
  override readonly name = 'CloudError';

  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    options?: ErrorOptions & { retryAfterSeconds?: number },
  ) {
    super(`${status} ${body.code}: ${body.message}`, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  readonly retryAfterSeconds: number | undefined;
}
