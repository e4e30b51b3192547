import { isTerminal } from '@aro-rp/api';
import { isWork, type ProtocolTimes, type Versioned, type WorkDocument } from '@aro-rp/database';
import { type WorkMessage } from '@aro-rp/messaging';

/**
 * - `take`: begin a slice on exactly this version (W4).
 * - `complete`: there is nothing to do for this message, now or later (W3, W5).
 * - `reread`: what was read is older than what the message names; it will show (W2).
 * - `leave`: not for this release of the service; another may take it (P1).
 */
export type Decision =
  | { kind: 'take'; seen: Versioned<WorkDocument> }
  | { kind: 'complete'; why: 'terminal' | 'tombstone' | 'no-work' | 'newer-version-has-its-own-message' }
  | { kind: 'reread'; why: 'absent' | 'older' }
  | { kind: 'leave'; why: 'unknown-plan' };

export interface DecisionContext {
  /** Server time in milliseconds since 1970 (T1). */
  now: number;
  times: Pick<ProtocolTimes, 'leaseOverdue'>;
  /** Whether this release has the plan, in that version, and the step (P1). */
  knows(plan: NonNullable<WorkDocument['plan']>): boolean;
}

/**
 * W2 to W5 for a message and what was just read. Pure; never throws, whatever the members of the envelope hold, because a
 * document that could not be decided on would never end.
 */
export function decide(
  message: Pick<WorkMessage, 'etag' | 'revision'>,
  read: Versioned<WorkDocument> | undefined,
  { now, times, knows }: DecisionContext,
): Decision {
  // W2
  if (read === undefined) return { kind: 'reread', why: 'absent' };
  const { document } = read;
  const { revision, provisioningState, plan, lease } = document;
  if (typeof revision === 'number' && revision < message.revision) return { kind: 'reread', why: 'older' };

  // W3, D1: an unknown state is not terminal; without a plan there is no work.
  if ('tombstone' in document && document.tombstone) return { kind: 'complete', why: 'tombstone' };
  if (isTerminal(provisioningState)) return { kind: 'complete', why: 'terminal' };
  if (!plan || !isWork(document)) return { kind: 'complete', why: 'no-work' };

  // W4. On the version that the message names the broker's clock has decided; on another one ours has to.
  const named = unquoted(read.etag) === unquoted(message.etag);
  const free = !lease || now > momentOf(lease.expiresAt) + times.leaseOverdue;
  const due = plan.notBefore === undefined || now >= momentOf(plan.notBefore);
  if (!named && !(free && due)) return { kind: 'complete', why: 'newer-version-has-its-own-message' }; // W5

  // P1
  if (!knows(plan) && !isPastDeadline(plan, now)) return { kind: 'leave', why: 'unknown-plan' };
  return { kind: 'take', seen: read };
}

/** W10. A deadline that cannot be read has passed: such a document must end, not run for ever. */
export const isPastDeadline = ({ deadline }: { deadline: unknown }, now: number): boolean =>
  !(now <= momentOf(deadline));

/** NaN, which no comparison is true for, when it is no date. */
const momentOf = (instant: unknown): number => (typeof instant === 'string' ? Date.parse(instant) : Number.NaN);

/** Messages carry ETags without the quotes that Cosmos DB gives them (L3). */
const unquoted = (etag: string) => etag.replace(/^"|"$/g, '');
