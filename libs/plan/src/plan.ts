import { type Secret } from '@aro-rp/telemetry';
import { type Duration } from '@aro-rp/time';

/** What a step learns; merged into the facts of the document at the slice's end. */
export type Facts = Record<string, unknown>;

/** What a step learns that nobody may read; sealed at the slice's end, by name. */
export type Secrets = Record<string, Secret>;

/**
 * - `done`: the plan goes on with the next step.
 * - `again`: come back after `after`; nothing sleeps meanwhile. `waitingFor` tells the SRE on what; `cause` is what was
 *   met on the way, and becomes the cause of the time-out when the step's time is over.
 */
export type StepResult =
  | { kind: 'done'; facts?: Facts; properties?: Record<string, unknown>; secrets?: Secrets }
  | {
      kind: 'again';
      after: Duration;
      waitingFor: string;
      facts?: Facts;
      properties?: Record<string, unknown>;
      cause?: Error;
    };

export const done = (facts?: Facts, properties?: Record<string, unknown>, secrets?: Secrets): StepResult => ({
  kind: 'done',
  ...(facts && { facts }),
  ...(properties && { properties }),
  ...(secrets && { secrets }),
});
export const again = (after: Duration, waitingFor: string, facts?: Facts, cause?: Error): StepResult => ({
  kind: 'again',
  after,
  waitingFor,
  ...(facts && { facts }),
  ...(cause && { cause }),
});

/** What each run of a step is given beside the plan's own context. */
export interface StepRun {
  /** Aborted when the slice must stop; every outward call gets it. */
  signal: AbortSignal;
  /** The document's facts, those of earlier steps of this slice included. */
  facts: Readonly<Facts>;
  /** What earlier steps of this slice have learnt; those of earlier slices are with the document. */
  secrets: Readonly<Secrets>;
  /** When this step was first begun, in milliseconds since 1970 (server time); the same after a crash. */
  startedAt: number;
}

/** Idempotent and cancellable: it may be run again from the start after any crash, and never writes the document. */
export type StepAction<C> = (context: C, run: StepRun) => Promise<StepResult>;

export interface Step<C> {
  /** A verb phrase; log field, metric label, timeline entry and resume key. Never renamed after a release. */
  name: string;
  action: StepAction<C>;
  /** From the step's first beginning; past it the step fails for good. */
  within: Duration;
  /** How long a slice may take when it runs this step; 40 s unless told. */
  budget?: Duration;
}

export interface Plan<C> {
  kind: string;
  version: number;
  /** From acceptance; past it the plan fails (W10). */
  deadline: Duration;
  steps: readonly Step<C>[];
}
