import { isStoreError, StoreError } from '../errors.ts';

interface Answered {
  code?: unknown;
  substatus?: number;
  message?: string;
  retryAfterInMs?: number;
}

/** The client wraps a failed batch once more; what the server said is in the cause. */
const answered = (error: unknown): Answered => {
  const { cause } = error as { cause?: unknown };
  const inner = (cause ?? error) as Answered;
  return typeof inner === 'object' ? inner : {};
};

/** The status that Cosmos DB answered with, or undefined when there was no answer. */
export const statusOf = (error: unknown): number | undefined => {
  const { code } = answered(error);
  return typeof code === 'number' ? code : undefined;
};

/** Another writer was faster (412, 409), or the server asks for the same again after a conflict of its own (449). */
export const isRace = (status: number | undefined): boolean => status === 409 || status === 412 || status === 449;

/** What the client threw, in this lib's words. `error` is kept as the cause. */
export function storeErrorOf(error: unknown): StoreError {
  if (isStoreError(error)) return error;
  const status = statusOf(error);
  const { message, retryAfterInMs } = answered(error);
  const said = status === undefined ? (message ?? String(error)) : `${status} ${message ?? ''}`;
  if (status === 413) return new StoreError('too-large', said, { cause: error });
  if (status === 429) {
    return new StoreError('throttled', said, {
      cause: error,
      ...(retryAfterInMs !== undefined && { retryAfterMs: retryAfterInMs }),
    });
  }
  return new StoreError('unavailable', said, { cause: error });
}

/** Refusals that the same request meets again: bad request, no right, no such container. */
const lasting = new Set([400, 401, 403, 404, 405, 413]);

/**
 * Whether a write that failed so may have taken effect, or never reached the server: no answer, a time-out, 408 or
 * 5xx. Then only reading again tells.
 */
export function isUnknownOutcome(error: unknown): boolean {
  if (!isStoreError(error, 'unavailable') || error.cause === undefined) return false;
  const status = statusOf(error.cause);
  return status === undefined || !lasting.has(status);
}
