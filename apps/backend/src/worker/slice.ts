import { type PlanEnd, type PlanState, type ProtocolTimes, type WorkDocument, type WorkStore } from '@aro-rp/database';
import { type Classification, type Plan, type PlanPosition, runSlice, sliceBudget, type StepRun } from '@aro-rp/plan';
import { type Log, type Metrics } from '@aro-rp/telemetry';
import { type Clock, type Duration, fromInstant, milliseconds, type Random } from '@aro-rp/time';
import { isPastDeadline } from './decide.ts';
import { gather } from './gather.ts';
import { type End, endOf, outcomeOf, writeEnd } from './end.ts';
import { keepLease, SliceStopped } from './kept-lease.ts';
import { fieldsOf, reportPlanEnd, stepReporter } from './report.ts';
import { type Taken } from './take-or-leave.ts';

/** Why a plan ends without having done all its steps; W10: `deadline` and `attempts`. */
export type FailureReason = { error: unknown; step: string } | 'deadline' | 'attempts';

/** What the worker has to be told about plans; it knows nothing of clusters. */
export interface PlanBook<C> {
  find(kind: string, version: number): Plan<C> | undefined;
  /** May throw: the slice dies then, and W10 ends a document that always does. */
  context(document: Readonly<WorkDocument>, now: () => number): C;
  classify(error: unknown): Classification;
  /** How a plan ends that has done all its steps. */
  succeeded(kind: string): PlanEnd;
  /** How it ends when a step has failed, the deadline has passed, or its slices keep dying (W10). */
  failed(plan: Readonly<PlanState>, why: FailureReason): PlanEnd;
  /**
   * What an SRE may want to know of a plan that is about to fail, text by name, without secrets. Changes nothing.
   * When `run.signal` is aborted its time is over: what it has by then is what it gives. May throw: nothing is kept then.
   */
  diagnose?(
    context: C,
    plan: Readonly<PlanState>,
    why: Exclude<FailureReason, 'attempts'>,
    run: StepRun,
  ): Promise<Record<string, string>>;
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
      const end = await run(options, known, taken, plan, { signal: lease.signal, until: began + cap, log: lines });
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
  options: SlicesOptions<C>,
  known: Plan<C> | undefined,
  { taken: { document }, takenAt, serverTime }: Taken,
  plan: Readonly<PlanState>,
  { signal, until, log }: { signal: AbortSignal; until: number; log: Log },
): Promise<End | undefined> {
  const { clock, times, plans, stopRequested, metrics, random } = options;
  // T1: one reading of server time, that of the take, carried on by the monotonic clock: no jump is felt inside a slice.
  const now = () => serverTime + clock.monotonic() - takenAt;

  // W10: the take is followed at once by the failing batch.
  const position = positionOf(document, plan);
  if (isPastDeadline(plan, now())) {
    const why = 'deadline' as const;
    const given = { facts: position.facts, secrets: {} };
    const parts = await gather(options, () => plans.context(document, now), plan, why, given, { signal, until, log });
    return { kind: 'plan', end: withParts(plans.failed(plan, why), parts) };
  }
  // Nothing is gathered then: it may be what the slices died of.
  if (plan.attempts > maxAttempts) return { kind: 'plan', end: plans.failed(plan, 'attempts') };
  if (known === undefined) return undefined;

  const context = plans.context(document, now);
  const outcome = await runSlice(known, position, context, {
    clock,
    now,
    signal,
    budget: times.sliceBudget,
    stopRequested,
    classify: (error) => plans.classify(error),
    onStep: stepReporter(log, metrics, plan.kind),
    ...(random && { random }),
  });
  const end = endOf(outcome, plan, plans);
  if (end?.kind !== 'plan' || outcome.kind !== 'failed') return end;
  const parts = await gather(options, () => context, plan, outcome, outcome, { signal, until, log });
  return { kind: 'plan', end: withParts(end.end, parts) };
}

const positionOf = (document: Readonly<WorkDocument>, plan: Readonly<PlanState>): PlanPosition => ({
  cursor: plan.cursor,
  facts: 'facts' in document ? document.facts : {},
  ...(plan.stepStartedAt !== undefined && { stepStartedAt: fromInstant(plan.stepStartedAt) }),
  ...(plan.progress && { progress: plan.progress }),
});

const withParts = (end: PlanEnd, parts: Record<string, string> | undefined): PlanEnd =>
  parts === undefined ? end : { ...end, diagnostics: { ...end.diagnostics, parts } };
