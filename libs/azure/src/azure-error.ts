/**
 * What an answer from Azure, or the lack of one, means to a step.
 * - `not-found`: the resource, or something it lives in, is not there.
 * - `conflict`: another state of the resource, or another resource, is in the way; trying again alone does not help.
 * - `in-use`: something else still holds it, so that it cannot be deleted or taken; it may be let go of.
 * - `not-yet`: what the request names was not found where it is needed; when it is new, it only has not spread there.
 * - `forbidden`: the identity lacks a right on the scope. Right after a role assignment it may only not have spread yet.
 * - `unauthorized`: the identity could not sign in, or its token was refused.
 * - `throttled`: 429; `retryAfterMs` says when to come back.
 * - `precondition-failed`: our own `If-Match` or `If-None-Match` does not hold.
 * - `invalid`: Azure will never accept this request.
 * - `quota`: a quota is used up, or the subscription may not have it at all.
 * - `capacity`: the region or the zone has no room for it now, and may have some before long.
 * - `unregistered`: a resource provider is not registered in the subscription.
 * - `policy`: an Azure Policy assignment forbids it.
 * - `locked`: a management lock forbids it.
 * - `transient`: no answer in time, a broken connection, 408, 5xx, or a conflict that Azure says will pass. A write may
 *   have taken effect.
 */
export type AzureErrorKind =
  | 'not-found'
  | 'conflict'
  | 'in-use'
  | 'not-yet'
  | 'forbidden'
  | 'unauthorized'
  | 'throttled'
  | 'precondition-failed'
  | 'invalid'
  | 'quota'
  | 'capacity'
  | 'unregistered'
  | 'policy'
  | 'locked'
  | 'transient';

export interface AzureErrorFields {
  /** Who was refused. What Azure says to `service` is about what is ours, and not for customers. */
  identity: 'service' | 'rp' | 'cluster';
  /** Undefined when there was no answer. */
  status?: number | undefined;
  /** Azure's own, or the sign-in's (`AADSTS…`), or `Timeout`. */
  code: string;
  /** What Azure asked for, from 0 up and without any limit: whoever waits sets one. */
  retryAfterMs?: number | undefined;
  /** What Azure says is at fault. */
  target?: string | undefined;
  /** As Azure sent them; what failed inside. */
  details?: unknown;
  /** Azure's own id of the request, by which its support finds it. */
  requestId?: string | undefined;
  /** Host and path that were asked, without the query, which may be signed. */
  asked?: string | undefined;
}

/** Everything that this lib throws, but for an abort by the caller, which throws the signal's own reason. */
export class AzureError extends Error {
  override readonly name = 'AzureError';
  readonly identity: AzureErrorFields['identity'];
  readonly status: number | undefined;
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  readonly target: string | undefined;
  readonly details: unknown;
  readonly requestId: string | undefined;
  readonly asked: string | undefined;

  /** @param operation what was called, for logs: `resource group PUT`. */
  constructor(
    readonly kind: AzureErrorKind,
    readonly operation: string,
    message: string,
    { identity, status, code, retryAfterMs, target, details, requestId, asked }: AzureErrorFields,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.identity = identity;
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.target = target;
    this.details = details;
    this.requestId = requestId;
    this.asked = asked;
  }
}

export const isAzureError = (error: unknown, ...kinds: AzureErrorKind[]): error is AzureError =>
  error instanceof AzureError && (kinds.length === 0 || kinds.includes(error.kind));
