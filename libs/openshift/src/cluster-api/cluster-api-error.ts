/**
 * What an answer of a cluster's API, or the lack of one, means to a step.
 * - `unreachable`: no connection: refused, no route, no such name, the proxy or the private endpoint refused it, TLS
 *   failed, or no answer within the limit. What a cluster that is coming up looks like.
 * - `unauthorized`: our client certificate is not accepted.
 * - `forbidden`: it is accepted and lacks the right.
 * - `not-found`: the object is not there, or the cluster does not know its kind (yet).
 * - `conflict`: another writer was faster, as often as we tried.
 * - `invalid`: the cluster will never accept this request, or its answer is not of the shape that we know.
 * - `transient`: 429, 5xx, or a connection that broke. A write may have taken effect.
 */
export type ClusterApiErrorKind =
  'unreachable' | 'unauthorized' | 'forbidden' | 'not-found' | 'conflict' | 'invalid' | 'transient';

/** Everything that a connection to a cluster throws, but for an abort by the caller, which throws the signal's reason. */
export class ClusterApiError extends Error {
  override readonly name = 'ClusterApiError';

  /**
   * @param operation what was called, for logs: `read ConfigMap kube-system/bootstrap`
   * @param code the status, or the code of the broken connection: `404`, `ECONNREFUSED`, `Timeout`
   */
  constructor(
    readonly kind: ClusterApiErrorKind,
    readonly operation: string,
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${operation}: ${message}`, options);
  }
}

export const isClusterApiError = (error: unknown, ...kinds: ClusterApiErrorKind[]): error is ClusterApiError =>
  error instanceof ClusterApiError && (kinds.length === 0 || kinds.includes(error.kind));
