/**
 * Why a registry did not do what was asked.
 * - `not-found`: no such repository, manifest or blob, which some registries also say to who may not see it.
 * - `unauthorized`: no credentials, wrong ones, or ones that may not do this.
 * - `throttled`, `unavailable`: 429, 408 or 5xx still at the last attempt.
 * - `unreachable`: no connection: name, address; or connections that break.
 * - `untrusted`: its certificate is not one that is trusted here.
 * - `stalled`: connected, but no byte came or went for the stall limit.
 * - `digest-mismatch`: the bytes are not those of the digest, also after another try from the start.
 * - `no-space`: the registry says that it is full, or that a quota is.
 * - `refused`: any other answer that is no success; trying again is no use.
 * - `malformed`: an answer that is not what the protocol says, or a manifest of a kind that is not known here.
 */
export type RegistryErrorKind =
  | 'not-found'
  | 'unauthorized'
  | 'throttled'
  | 'unavailable'
  | 'unreachable'
  | 'untrusted'
  | 'stalled'
  | 'digest-mismatch'
  | 'no-space'
  | 'refused'
  | 'malformed';

/** What the error is about; all of it is in the message too. */
export interface RegistryErrorContext {
  /** Host and port. */
  host: string;
  repository?: string;
  /** Tag or digest. */
  reference?: string;
  /** HTTP's. */
  status?: number;
  /** The registry's own, such as `BLOB_UPLOAD_UNKNOWN` (OCI distribution specification, "Error codes"). */
  code?: string;
  /** The longest that the registry wants to be left alone, in milliseconds. */
  retryAfterMs?: number;
}

/** The only error that this lib throws, beside the reason of a caller's signal. Holds no secret. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  constructor(
    readonly kind: RegistryErrorKind,
    message: string,
    readonly context: RegistryErrorContext,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether the same request may succeed a little later. */
export const isTransient = (error: unknown): error is RegistryError =>
  error instanceof RegistryError && ['throttled', 'unavailable', 'unreachable', 'stalled'].includes(error.kind);
