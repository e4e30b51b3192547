/**
 * - `unavailable`: cannot be reached, timed out or failed inside; what was sent may have arrived.
 * - `throttled`: told to slow down, or a quota is full.
 * - `unauthorized`: the credential or key is refused.
 * - `not-found`: the queue does not exist.
 * - `too-large`: one message is above the limit of the link.
 * - `closed`: the publisher or receiver was closed before.
 */
export type BusErrorKind = 'unavailable' | 'throttled' | 'unauthorized' | 'not-found' | 'too-large' | 'closed';

/** Everything that this lib throws on purpose; `cause` is what the SDK threw. An abort throws the signal's reason. */
export class BusError extends Error {
  override readonly name = 'BusError';

  constructor(
    readonly kind: BusErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const isBusError = (error: unknown, ...kinds: BusErrorKind[]): error is BusError =>
  error instanceof BusError && (kinds.length === 0 || kinds.includes(error.kind));

const kinds: Record<string, BusErrorKind> = {
  ServiceBusy: 'throttled',
  QuotaExceeded: 'throttled',
  UnauthorizedAccess: 'unauthorized',
  MessagingEntityNotFound: 'not-found',
  MessagingEntityDisabled: 'unavailable',
  MessageSizeExceeded: 'too-large',
};

/** The one mapper of what the SDK throws, by the stable `code` of its errors. Unknown failures count as `unavailable`. */
export function toBusError(error: unknown): BusError {
  if (error instanceof BusError) return error;
  const { code, name, message } = plain(error);
  const kind = name === 'AbortError' || name === 'InvalidOperationError' ? 'closed' : (kinds[code] ?? 'unavailable');
  return new BusError(kind, `Service Bus: ${message}`, { cause: error });
}

/** Several tries of the SDK end in one `AggregateError` without a message; its last error says most. */
function plain(error: unknown): { code: string; name: string; message: string } {
  const last = error instanceof AggregateError ? (error.errors.at(-1) as unknown) : error;
  const { code, name, message } = (last ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  return { code: String(code ?? ''), name: String(name ?? ''), message: String(message ?? last) };
}
