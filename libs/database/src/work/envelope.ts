import { isTerminal } from '@aro-rp/api';
import { fromInstant, type Instant, toInstant } from '@aro-rp/time';
import { type Envelope, type PlanState } from '../documents.ts';
import { type ProtocolTimes } from '../protocol-times.ts';
import { type SliceEnd } from '../stores.ts';

/*
 * The protocol's changes of the envelope, pure. `now` is server time in milliseconds (T1). Whatever they do not name is
 * carried through, so that members of a newer version survive.
 */

/**
 * D1: a plan in a non-terminal state; an unknown state is not terminal. For any document, whoever wrote it: what is no
 * object is no plan.
 */
export const isWork = ({ plan, provisioningState }: { plan?: unknown; provisioningState?: unknown }): boolean =>
  typeof plan === 'object' &&
  plan !== null &&
  !(typeof provisioningState === 'string' && isTerminal(provisioningState));

/** W4, W11, D2: a full lease from `now`, one attempt more, nothing to wait for. */
export function taken<T extends Envelope>(
  document: Readonly<T>,
  lease: { id: string; owner: string },
  now: number,
  times: ProtocolTimes,
): T {
  const epoch = (document.leaseEpoch ?? document.lease?.epoch ?? 0) + 1;
  return {
    ...document,
    ...(document.plan && { plan: attempted(document.plan) }),
    lease: { ...lease, epoch, expiresAt: toInstant(now + times.lease) },
    leaseEpoch: epoch,
    ...(document.lease && { lastTakeover: toInstant(now) }),
  };
}

function attempted({ notBefore: _due, ...plan }: PlanState): PlanState {
  return { ...plan, attempts: plan.attempts + 1 };
}

/** W8: until when a renewal at `now` holds the lease. */
export const renewedUntil = (now: number, times: ProtocolTimes): Instant => toInstant(now + times.lease);

export const renewed = <T extends Envelope>(document: Readonly<T>, expiresAt: Instant): T => ({
  ...document,
  ...(document.lease && { lease: { ...document.lease, expiresAt } }),
});

/** W9: the lease is gone, the attempts are none, the next slice is due at `min(wanted, deadline + 5 s)`. */
export function sliceEnded<T extends Envelope>(
  document: Readonly<T>,
  end: SliceEnd,
  now: number,
  times: ProtocolTimes,
): T {
  const { lease: _ended, ...rest } = document;
  return { ...rest, ...(document.plan && { plan: moved(document.plan, end, now, times) }) } as unknown as T;
}

function moved(plan: PlanState, end: SliceEnd, now: number, times: ProtocolTimes): PlanState {
  const { notBefore: _due, waitingFor: _waited, stepStartedAt, ...rest } = plan;
  const startedAt = end.stepStartedAt ?? (end.cursor === plan.cursor ? stepStartedAt : undefined);
  return {
    ...rest,
    cursor: end.cursor,
    attempts: 0,
    ...(end.after !== undefined && { notBefore: due(now + end.after, plan, times) }),
    ...(startedAt !== undefined && { stepStartedAt: startedAt }),
    ...(end.progress && { progress: end.progress }),
    ...(end.waitingFor !== undefined && { waitingFor: end.waitingFor }),
  };
}

function due(wanted: number, { deadline }: PlanState, times: ProtocolTimes): Instant {
  const last = fromInstant(deadline) + times.beyondDeadline;
  return toInstant(last < wanted ? last : wanted);
}

/** D3: terminal, without lease and plan. */
export function planEnded<T extends Envelope>(document: Readonly<T>, provisioningState: string): T {
  const { lease: _ended, plan: _done, ...rest } = document;
  return { ...rest, provisioningState } as unknown as T;
}

/**
 * S1: not terminal, and either nothing about it is younger than the sweep's age, or its deadline passed so long ago,
 * whatever its lease says.
 */
export function isStranded(document: Envelope, writtenAt: number, now: number, times: ProtocolTimes): boolean {
  const { plan, lease } = document;
  if (!plan || !isWork(document)) return false;
  const old = now - times.sweepAge;
  const isOld = (instant: Instant | undefined) => instant === undefined || fromInstant(instant) < old;
  return fromInstant(plan.deadline) < old || (writtenAt < old && isOld(lease?.expiresAt) && isOld(plan.notBefore));
}
