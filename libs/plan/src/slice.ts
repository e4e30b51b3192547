import { backoff, type Clock, type Duration, milliseconds, type Random, seconds, toInstant } from '@aro-rp/time';
import { type PlanPosition, type SliceOutcome, type SliceReport, StepTimeout } from './outcome.ts';
import { type Plan, type Step, type StepResult } from './plan.ts';

/**
 * What to make of an error that a step threw.
 * - `retry`: the step is run again, after `after` (a server's `Retry-After`; taken as from 1 s to what is left of the
 *   step's own time) or a growing, jittered delay.
 * - `fail`: the plan fails with `error`.
 */
export type Classification = { kind: 'retry'; after?: Duration; waitingFor: string } | { kind: 'fail'; error: unknown };

/** Told as it happens, for logs and metrics; must not throw. `duration` counts from the step's first beginning. */
export type StepEvent =
  | { kind: 'started'; step: string; first: boolean }
  | { kind: 'ended'; step: string; duration: Duration }
  | { kind: 'waits'; step: string; duration: Duration; waitingFor: string; after: Duration; error?: Error }
  | { kind: 'failed'; step: string; duration: Duration; error: unknown };

export interface SliceOptions {
  clock: Clock;
  /** Server time in milliseconds since 1970; may throw, which ends the slice like any error of the runner. */
  now(): number;
  signal: AbortSignal;
  /** How long a slice may go on beginning steps, for steps that name no budget of their own. */
  budget: Duration;
  /** True asks the slice to end before its next step, so that a release costs no attempt (W10). */
  stopRequested?(): boolean;
  classify(error: unknown): Classification;
  onStep?(event: StepEvent): void;
  random?: Random;
}

/** How long a slice that begins at `cursor` may take; its cap follows from this (W8). undefined: no such step. */
export function sliceBudget<C>(plan: Plan<C>, cursor: string, fallback: Duration): Duration | undefined {
  const first = plan.steps[indexOf(plan, cursor)];
  return first && (first.budget ?? fallback);
}

/**
 * Runs the plan from `position` until it ends, a step has to wait or fails, the budget is spent, or a stop is asked for.
 * Never sleeps, writes nothing. The first step is always begun, so that every slice makes progress.
 * @throws the signal's reason as soon as it is aborted, even while a step does not heed it: then nothing is reported,
 * and what the step may still do is covered by its idempotence.
 */
export async function runSlice<C>(
  plan: Plan<C>,
  position: PlanPosition,
  context: C,
  options: SliceOptions,
): Promise<SliceOutcome> {
  const start = indexOf(plan, position.cursor);
  if (start < 0) return { kind: 'unknown-step', cursor: position.cursor };

  const report: SliceReport = {
    facts: { ...position.facts },
    properties: {},
    secrets: {},
    progress: [...(position.progress ?? [])],
  };
  const began = options.clock.monotonic();
  const budgetOf = (one: Step<C>) => one.budget ?? options.budget;
  const sliceIsFor = sliceBudget(plan, position.cursor, options.budget) as Duration;

  for (const [index, step] of [...plan.steps.entries()].slice(start)) {
    if (index > start) {
      const spent = options.clock.monotonic() - began >= budgetOf(step);
      // A step with a larger budget gets a slice of its own, since the cap of this one was set by its first step.
      const tooLarge = budgetOf(step) > sliceIsFor;
      if (spent || tooLarge || options.stopRequested?.()) return { kind: 'goes-on', cursor: step.name, ...report };
    }
    const halt = await runStep(step, index === start ? position.stepStartedAt : undefined, report, context, options);
    if (halt !== undefined) return { ...halt, ...report };
  }
  return { kind: 'ended', ...report };
}

type Halt =
  | { kind: 'goes-on'; cursor: string; after: Duration; stepStartedAt: number; waitingFor: string }
  | { kind: 'failed'; step: string; error: unknown };

/** @returns undefined when the step is done. What it learnt is in `report` then, and when it has to wait. */
async function runStep<C>(
  step: Step<C>,
  resumedAt: number | undefined,
  report: SliceReport,
  context: C,
  { now, signal, classify, random, onStep = () => undefined }: SliceOptions,
): Promise<Halt | undefined> {
  signal.throwIfAborted();
  const startedAt = resumedAt ?? now();
  const elapsed = () => milliseconds(Math.max(0, now() - startedAt));
  onStep({ kind: 'started', step: step.name, first: resumedAt === undefined });

  const failed = (error: unknown, cause = error): Halt => {
    onStep({ kind: 'failed', step: step.name, duration: elapsed(), error: cause });
    return { kind: 'failed', step: step.name, error };
  };
  const comeBack = (after: Duration, waitingFor: string, cause?: Error): Halt => {
    if (elapsed() >= step.within) return failed(new StepTimeout(step.name, waitingFor, step.within, { cause }));
    onStep({ kind: 'waits', step: step.name, duration: elapsed(), waitingFor, after, ...(cause && { error: cause }) });
    return { kind: 'goes-on', cursor: step.name, after, stepStartedAt: startedAt, waitingFor };
  };

  let result: StepResult;
  try {
    const run = {
      signal,
      facts: Object.freeze({ ...report.facts }),
      secrets: Object.freeze({ ...report.secrets }),
      startedAt,
    };
    result = await orAborted(step.action(context, run), signal);
  } catch (error) {
    signal.throwIfAborted();
    const verdict = classify(error);
    if (verdict.kind === 'fail') return failed(verdict.error, error);
    const after = verdict.after === undefined ? growing(elapsed(), random) : bounded(step, elapsed(), verdict.after);
    return comeBack(after, verdict.waitingFor, error instanceof Error ? error : new Error(String(error)));
  }

  learn(report, result);
  if (result.kind === 'again') return comeBack(result.after, result.waitingFor, result.cause);
  report.progress.push({ step: step.name, startedAt: toInstant(startedAt), endedAt: toInstant(now()) });
  onStep({ kind: 'ended', step: step.name, duration: elapsed() });
  return undefined;
}

const indexOf = <C>(plan: Plan<C>, cursor: string) =>
  cursor === '' ? 0 : plan.steps.findIndex((step) => step.name === cursor);

/** About doubles the time since the step began, so that no count of attempts has to be stored. */
const growing = (elapsed: Duration, random?: Random) =>
  backoff({ first: milliseconds(Math.max(seconds(1), elapsed / 2)), cap: seconds(60) }, 0, random);

/** A server may ask for any time at all: for none, which would be a busy loop, or for more than the step has. */
const bounded = <C>(step: Step<C>, elapsed: Duration, after: Duration): Duration =>
  milliseconds(Math.max(seconds(1), Math.min(after, step.within - elapsed)));

function learn(report: SliceReport, result: StepResult): void {
  const { facts, properties } = result;
  Object.assign(report.facts, facts);
  if (result.kind === 'done') Object.assign(report.secrets, result.secrets);
  for (const [name, value] of Object.entries(properties ?? {})) {
    const known = report.properties[name];
    report.properties[name] = isPlain(known) && isPlain(value) ? { ...known, ...value } : value;
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void work
      .then((value) => (signal.aborted ? abort() : resolve(value)), reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
