import { type PlanEnd, type PlanState, type ProtocolTimes, type WorkDocument, type WorkStore } from '@aro-rp/database';
import { type Classification, type Plan, runSlice, sliceBudget } from '@aro-rp/plan';
import { type Log, type Metrics } from '@aro-rp/telemetry';
import { type Clock, type Duration, fromInstant, milliseconds, type Random } from '@aro-rp/time';
import { isPastDeadline } from './decide.ts';
import { type End, endOf, outcomeOf, writeEnd } from './end.ts';
import { keepLease, SliceStopped } from './kept-lease.ts';
import { fieldsOf, reportPlanEnd, stepReporter } from './report.ts';
import { type Taken } from './take-or-leave.ts';

/** What the worker has to be told about plans; it knows nothing of clusters. */
export interface PlanBook<C> {
  find(kind: string, version: number): Plan<C> | undefined;
  /** May throw: the slice dies then, and W10 ends a document that always does. */
  context(document: Readonly<WorkDocument>, now: () => number): C;
  classify(error: unknown): Classification;
  /** How a plan ends that has done all its steps. */
  succeeded(kind: string): PlanEnd;
  /** How it ends when a step has failed, the deadline has passed, or its slices keep dying (W10). */
  failed(plan: Readonly<PlanState>, why: { error: unknown; step: string } | 'deadline' | 'attempts'): PlanEnd;
}

/** P1: the plan in its version, and the step that the cursor names. Never throws, whatever the document holds there. */
export const knownIn =
  <C>(plans: Pick<PlanBook<C>, 'find'>, sliceTime: Duration) =>
  ({ kind, version, cursor }: Pick<PlanState, 'kind' | 'version' | 'cursor'>): boolean => {
    const plan = plans.find(kind, version);
    return plan !== undefined && sliceBudget(plan, cursor, sliceTime) !== undefined;
  };

export interface SlicesOptions<C> {
  work: Pick<WorkStore, 'read' | 'renew' | 'endSlice' | 'endPlan'>;
  clock: Clock;
  times: ProtocolTimes;
  plans: PlanBook<C>;
  /** W10: true while the service drains. */
  stopRequested(): boolean;
  log: Log;
  metrics: Pick<Metrics, 'count' | 'time'>;
  random?: Random;
}

/** W10: so many takes in a row whose slice died before its end was written. */
export const maxAttempts = 5;

/** Runs the slices of documents that were just taken. A slice that is stopped or fails writes nothing; it resolves. */
export function createSlices<C>(options: SlicesOptions<C>): (taken: Taken) => Promise<void> {
  const { work, clock, times, plans, log } = options;

  return async (taken) => {
    const { ref, leaseId, takenAt } = taken;
    const { document } = taken.taken;
    const { plan } = document;
    if (plan === undefined) return;
    const known = plans.find(plan.kind, plan.version);
    const budget = (known && sliceBudget(known, plan.cursor, times.sliceBudget)) ?? times.sliceBudget;
    const cap = milliseconds(budget + times.capBeyondBudget);
    const lines = log.with(fieldsOf(document));
    const began = clock.monotonic();

    using lease = keepLease({ work, clock, times, cap, ref, leaseId, takenAt, log: lines });
    lines.info('slice started', { event: 'slice-started', step: plan.cursor, attempts: plan.attempts });
    try {
      await lease.confirmed();
      const end = await run(options, known, taken, plan, lease.signal, lines);
      const written = end && (await writeEnd(options, taken, lease, end));
      const duration = Math.round(clock.monotonic() - began);
      const outcome = end === undefined || written === undefined ? 'unknown-step' : outcomeOf(end, written);
      const said = written === 'ended-or-lost' ? 'slice ended or lost' : 'slice ended';
      lines.info(said, { event: 'slice-ended', duration, outcome });
      if (end?.kind === 'plan' && written !== 'lost')
        reportPlanEnd(lines, options.metrics, plan.kind, end.end, written === 'written');
      options.metrics.count('backend_slices', { plan: plan.kind, outcome });
    } catch (error) {
      // W8, W9: nothing is written; whoever holds the lease now, or the watch-dog of the last renewal, goes on.
      const outcome = error instanceof SliceStopped ? error.why : 'died';
      const duration = Math.round(clock.monotonic() - began);
      lines.warn('slice stopped', { event: 'slice-ended', duration, outcome, err: error });
      options.metrics.count('backend_slices', { plan: plan.kind, outcome });
    }
  };
}

/** @returns how the slice is to end; undefined when this release cannot say (P1). */
async function run<C>(
  { clock, times, plans, stopRequested, metrics, random }: SlicesOptions<C>,
  known: Plan<C> | undefined,
  { taken: { document }, takenAt, serverTime }: Taken,
  plan: Readonly<PlanState>,
  signal: AbortSignal,
  log: Log,
): Promise<End | undefined> {
  // T1: one reading of server time, that of the take, carried on by the monotonic clock: no jump is felt inside a slice.
  const now = () => serverTime + clock.monotonic() - takenAt;

  // W10: the take is followed at once by the failing batch.
  if (isPastDeadline(plan, now())) return { kind: 'plan', end: plans.failed(plan, 'deadline') };
  if (plan.attempts > maxAttempts) return { kind: 'plan', end: plans.failed(plan, 'attempts') };
  if (known === undefined) return undefined;

  const position = {
    cursor: plan.cursor,
    facts: 'facts' in document ? document.facts : {},
    ...(plan.stepStartedAt !== undefined && { stepStartedAt: fromInstant(plan.stepStartedAt) }),
    ...(plan.progress && { progress: plan.progress }),
  };
  const outcome = await runSlice(known, position, plans.context(document, now), {
    clock,
    now,
    signal,
    budget: times.sliceBudget,
    stopRequested,
    classify: (error) => plans.classify(error),
    onStep: stepReporter(log, metrics, plan.kind),
    ...(random && { random }),
  });
  return endOf(outcome, plan, plans);
}
