import { type PlanEnd, type PlanState, type ProtocolTimes, type SliceEnd, type WorkStore } from '@aro-rp/database';
import { type SliceOutcome } from '@aro-rp/plan';
import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, milliseconds, type Random, seconds, toInstant } from '@aro-rp/time';
import { type KeptLease } from './kept-lease.ts';
import { mayPass, oneTry, tryTimeout } from './lease-write.ts';
import { type PlanBook } from './slice.ts';
import { type Taken } from './take-or-leave.ts';

/** The one write that a slice ends with. */
export type End = { kind: 'slice'; end: SliceEnd } | { kind: 'plan'; end: PlanEnd };

interface WriteOptions {
  work: Pick<WorkStore, 'read' | 'endSlice' | 'endPlan'>;
  clock: Clock;
  times: Pick<ProtocolTimes, 'renewEvery' | 'abortAfter' | 'callTimeout'>;
  log: Log;
  random?: Random;
}

/** @returns undefined when this release does not know the step (P1). */
export function endOf(
  outcome: SliceOutcome,
  plan: Readonly<PlanState>,
  plans: Pick<PlanBook<never>, 'succeeded' | 'failed'>,
): End | undefined {
  switch (outcome.kind) {
    case 'unknown-step':
      return undefined;
    case 'goes-on': {
      const { kind: _, stepStartedAt, ...rest } = outcome;
      const startedAt = stepStartedAt === undefined ? {} : { stepStartedAt: toInstant(stepStartedAt) };
      return { kind: 'slice', end: { ...rest, ...startedAt } };
    }
    case 'ended':
    case 'failed': {
      const { facts, properties, secrets, progress } = outcome;
      const end = outcome.kind === 'ended' ? plans.succeeded(plan.kind) : plans.failed(plan, outcome);
      return { kind: 'plan', end: { ...end, facts, properties, secrets, progress } };
    }
  }
}

const rewrites = { first: milliseconds(100), cap: seconds(2) };

/**
 * - `ended-or-lost`: the lease is not there any more. After a lost answer that is the end's own doing; or else somebody
 *   has taken over and got as far. Nothing tells the two apart, and nothing needs to (W9).
 * - `lost`: the plan that was to end goes on under another lease, or waits for one.
 */
export type Written = 'written' | 'ended-or-lost' | 'lost';

/** What logs and metrics call it. */
export function outcomeOf({ kind, end }: End, written: Written): string {
  if (written !== 'written') return written;
  return kind === 'plan' ? end.provisioningState : 'goes-on';
}

/** W9, D3: fenced, so that it may be tried until the lease is no longer surely ours. */
export async function writeEnd(
  { work, clock, times, log, random }: WriteOptions,
  { ref, leaseId, taken }: Taken,
  lease: KeptLease,
  { kind, end }: End,
): Promise<Written> {
  const limit = tryTimeout(times);
  /** @returns undefined while the lease is ours */
  const look = async (signal: AbortSignal): Promise<Written | undefined> => {
    const found = (await work.read(ref, { signal }))?.document;
    if (found?.lease?.id === leaseId) return undefined;
    const goesOn = found?.plan !== undefined && found.plan.id === taken.document.plan?.id;
    return kind === 'plan' && goesOn ? 'lost' : 'ended-or-lost';
  };
  const write = async (signal: AbortSignal): Promise<Written | undefined> => {
    const answer = await (kind === 'plan'
      ? work.endPlan(ref, leaseId, end, { signal })
      : work.endSlice(ref, leaseId, end, { signal }));
    return answer === 'gone' ? look(signal) : answer;
  };

  return lease.end(async (signal) => {
    for (let attempt = 0; ; attempt++) {
      try {
        const written = await oneTry(clock, limit, signal, async (limited) => {
          // D3: a try whose answer was lost may have ended it; a blind repeat would be told of a lost lease.
          const found = attempt === 0 ? undefined : await look(limited);
          return found ?? write(limited);
        });
        if (written) return written;
      } catch (error) {
        signal.throwIfAborted();
        if (!mayPass(error)) throw error;
        log.warn('the end of the slice has no answer; trying again', { err: error, lease: leaseId });
      }
      await clock.sleep(backoff(rewrites, attempt, random), signal);
    }
  });
}
