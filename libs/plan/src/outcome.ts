import { type Duration, type Instant } from '@aro-rp/time';
import { type Facts, type Secrets } from './plan.ts';

/** A step that was finished, for the timeline. Server time. */
export interface StepRecord {
  step: string;
  startedAt: Instant;
  endedAt: Instant;
}

/** Where the plan stands in the document. */
export interface PlanPosition {
  /** A step's name; empty means the first step. */
  cursor: string;
  facts: Readonly<Facts>;
  /** When the step under the cursor was first begun, in milliseconds since 1970 (server time); absent: not yet. */
  stepStartedAt?: number;
  progress?: readonly StepRecord[];
}

/** What a slice leaves behind, whatever its outcome; complete, those of earlier slices included. */
export interface SliceReport {
  facts: Facts;
  /** All that the steps of this slice published; merged one level deep. */
  properties: Record<string, unknown>;
  /** All that the steps of this slice learnt. */
  secrets: Secrets;
  progress: StepRecord[];
}

/**
 * - `ended`: the last step is done.
 * - `goes-on`: another slice is needed, after `after` or at once.
 * - `failed`: the step cannot be done; `error` is what `classify` made of it, or a {@link StepTimeout}.
 * - `unknown-step`: the plan has no such step (P1); nothing was run.
 */
export type SliceOutcome =
  | (SliceReport & { kind: 'ended' })
  | (SliceReport & {
      kind: 'goes-on';
      cursor: string;
      after?: Duration;
      /** Absent when the step under the cursor has not been begun. */
      stepStartedAt?: number;
      waitingFor?: string;
    })
  | (SliceReport & { kind: 'failed'; step: string; error: unknown })
  | { kind: 'unknown-step'; cursor: string };

/** The step was tried or waited for until its own time was over. `cause` is the last error, if it was one. */
export class StepTimeout extends Error {
  override readonly name = 'StepTimeout';

  constructor(
    readonly step: string,
    readonly waitingFor: string,
    readonly within: Duration,
    options?: ErrorOptions,
  ) {
    super(`${step} was not done within ${Math.round(within / 1000)} s, waiting for ${waitingFor}`, options);
  }
}
