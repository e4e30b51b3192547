import { type PlanEnd, type PlanState } from '@aro-rp/database';
import { type Classification, StepTimeout } from '@aro-rp/plan';
import { type Duration } from '@aro-rp/time';
import { type FailureCode } from '../plans/error-codes.ts';
import { type FailureReason } from '../worker/slice.ts';

/**
 * Nothing here is for good: what fails now may be mended by the next release, and the deadline bounds it. The one step
 * takes hours, so that its own age says nothing of how long the fault has been there.
 */
export const classifyWith =
  (after: Duration) =>
  (error: unknown): Classification => ({ kind: 'retry', after, waitingFor: String(error) });

/** For the SRE alone: no customer asks for the end of a subscription. */
export function failureOf(
  { cursor, attempts, waitingFor }: Readonly<PlanState>,
  why: FailureReason,
): Required<Pick<PlanEnd, 'error' | 'diagnostics'>> {
  const isTime = why === 'deadline' || (typeof why === 'object' && why.error instanceof StepTimeout);
  const code: FailureCode = isTime
    ? 'OperationDeadlineExceeded'
    : why === 'attempts'
      ? 'OperationAttemptsExceeded'
      : 'InternalServerError';
  return {
    error: {
      code,
      message: 'Not all clusters of the subscription were deleted. Telling its state again begins anew.',
    },
    diagnostics: { step: cursor, detail: detailOf(why, attempts, waitingFor ?? 'nothing known') },
  };
}

function detailOf(why: FailureReason, attempts: number, waitingFor: string): string {
  if (why === 'deadline') return `the deadline passed; waiting for ${waitingFor}`;
  if (why === 'attempts') return `${attempts - 1} slices in a row died before their end was written`;
  return `${String(why.error)}; waiting for ${waitingFor}`;
}
