import {
  isStoreError,
  type PlanEnd,
  type PlanState,
  type ProtocolTimes,
  type SliceEnd,
  type WorkStore,
} from '@aro-rp/database';
import { type SliceOutcome } from '@aro-rp/plan';
import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, milliseconds, type Random, seconds, toInstant, withTimeout } from '@aro-rp/time';
import { type Taken } from './handle.ts';
import { type KeptLease } from './kept-lease.ts';
import { type PlanBook } from './slice.ts';

/** The one write that a slice ends with. */
export type End = { kind: 'slice'; end: SliceEnd } | { kind: 'plan'; end: PlanEnd };

interface WriteOptions {
  work: Pick<WorkStore, 'endSlice' | 'endPlan'>;
  clock: Clock;
  times: Pick<ProtocolTimes, 'callTimeout'>;
  log: Log;
  random?: Random;
}

export const outcomeOf = ({ kind, end }: End): string => (kind === 'plan' ? end.provisioningState : 'goes-on');

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
      const { facts, properties, progress } = outcome;
      const end = outcome.kind === 'ended' ? plans.succeeded(plan.kind) : plans.failed(plan, outcome);
      return { kind: 'plan', end: { ...end, facts, properties, progress } };
    }
  }
}

const rewrites = { first: milliseconds(100), cap: seconds(2) };

/** W9, D3: fenced, so that it may be tried until the lease is no longer surely ours. */
export async function writeEnd(
  { work, clock, times, log, random }: WriteOptions,
  { ref, leaseId }: Taken,
  lease: KeptLease,
  { kind, end }: End,
): Promise<'written' | 'gone'> {
  return lease.end(async (signal) => {
    for (let attempt = 0; ; attempt++) {
      using timeout = withTimeout(clock, times.callTimeout, signal);
      const call = { signal: timeout.signal };
      try {
        return await (kind === 'plan' ? work.endPlan(ref, leaseId, end, call) : work.endSlice(ref, leaseId, end, call));
      } catch (error) {
        signal.throwIfAborted();
        const mayPass = timeout.signal.aborted || isStoreError(error, 'unavailable', 'throttled', 'contended');
        if (!mayPass) throw error;
        log.warn('the end of the slice has no answer; trying again', { err: error, lease: leaseId });
        await clock.sleep(backoff(rewrites, attempt, random), signal);
      }
    }
  });
}
