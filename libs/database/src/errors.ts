/**
 * - `already-exists`: a create or a reservation met another document; `taken` names it.
 * - `precondition-failed`: the caller's own `If-Match` or `If-None-Match` does not hold; never retried away.
 * - `not-found`: a mutate or remove of what is not there.
 * - `lost-lease`: the fence does not hold any more; whoever holds it must stop and write nothing (W8).
 * - `contended`: other writers were faster until the retries were used up.
 * - `refused-continuation`: the feed's or a list's continuation belongs to another container or was forged.
 * - `clock-unknown`: no trustworthy server time (T1).
 * - `sealed`: a sealed value cannot be opened: unknown key version, another document's, or altered.
 * - `too-large`: the document or batch is over Cosmos DB's limits.
 * - `throttled`, `unavailable`: Cosmos DB said 429 or could not be reached after the client's retries; the write may
 *   have taken effect.
 */
export type StoreErrorKind =
  | 'already-exists'
  | 'precondition-failed'
  | 'not-found'
  | 'lost-lease'
  | 'contended'
  | 'refused-continuation'
  | 'clock-unknown'
  | 'sealed'
  | 'too-large'
  | 'throttled'
  | 'unavailable';

/** Everything that this lib throws on purpose. An abort throws the signal's own reason. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly kind: StoreErrorKind,
    message: string,
    options?: ErrorOptions & { taken?: { kind: string; value: string }; retryAfterMs?: number },
  ) {
    super(message, options);
    this.taken = options?.taken;
    this.retryAfterMs = options?.retryAfterMs;
  }

  /** What is taken, on `already-exists`. */
  readonly taken: { kind: string; value: string } | undefined;
  readonly retryAfterMs: number | undefined;
}

export const isStoreError = (error: unknown, ...kinds: StoreErrorKind[]): error is StoreError =>
  error instanceof StoreError && (kinds.length === 0 || kinds.includes(error.kind));
