import { CloudError, type ErrorBody } from '@aro-rp/api';
import { AzureError } from '@aro-rp/azure';
import { type OperationDocument } from '@aro-rp/database';
import { InstallerError, isLasting } from '@aro-rp/openshift';
import { type Classification } from '@aro-rp/plan';
import { milliseconds } from '@aro-rp/time';
import { finding } from './error-codes.ts';
import { chain, errorBodyOf, type PlanVerb, remedy, support } from './failure-body.ts';

/** What an operation ends with when it fails: one part for the customer, one for the SRE. */
export interface Failure {
  error: ErrorBody;
  diagnostics: NonNullable<OperationDocument['diagnostics']>;
}

/**
 * What may pass is tried again until the step's own time is over: rights and registrations spread slowly, resources
 * show late, and an error of our own may be mended by the next release. What a customer has to change fails at once,
 * and so does what the installer refuses of what the operation has settled on.
 */
export function classify(error: unknown): Classification {
  if (error instanceof CloudError) return { kind: 'fail', error };
  if (error instanceof InstallerError && isLasting(error)) return { kind: 'fail', error };
  if (!(error instanceof AzureError) || error.identity === 'service') return tryAgain(error);
  switch (error.kind) {
    case 'invalid':
    case 'conflict':
    case 'quota':
    case 'capacity':
    case 'unregistered':
    case 'policy':
    case 'locked':
      return { kind: 'fail', error };
    case 'not-found':
    case 'in-use':
    case 'not-yet':
    case 'forbidden':
    case 'unauthorized':
    case 'throttled':
    case 'precondition-failed':
    case 'transient':
      return tryAgain(error);
  }
}

const tryAgain = (error: unknown): Classification => ({
  kind: 'retry',
  waitingFor: textOf(error),
  ...(error instanceof AzureError && error.retryAfterMs !== undefined && { after: milliseconds(error.retryAfterMs) }),
});

/** @param error what a slice's outcome carries: a {@link CloudError}, an {@link AzureError}, a `StepTimeout`. */
export const failureOf = (error: unknown, step: string, verb: PlanVerb): Failure => ({
  error: errorBodyOf(error, step, verb),
  diagnostics: { step, detail: chain(error).map(textOf).join('; caused by ') },
});

/** W10: the deadline has passed. */
export const deadlineExceeded = (plan: { cursor: string; waitingFor?: string }, verb: PlanVerb): Failure => ({
  error: finding(
    'OperationDeadlineExceeded',
    `The operation was not done in the time that it is given, and was ended at the step '${plan.cursor}'. ${remedy[verb]} ${support}`,
  ),
  diagnostics: { step: plan.cursor, detail: `the deadline passed; waiting for ${plan.waitingFor ?? 'nothing known'}` },
});

/** W10: poison, counted in the document. */
export const attemptsExceeded = (plan: { cursor: string; attempts: number }, verb: PlanVerb): Failure => ({
  error: finding(
    'OperationAttemptsExceeded',
    `The service failed repeatedly at the step '${plan.cursor}', and ended the operation. ${remedy[verb]} ${support}`,
  ),
  diagnostics: { step: plan.cursor, detail: `${plan.attempts - 1} slices in a row died before their end was written` },
});

function textOf(error: unknown): string {
  if (error instanceof AzureError)
    return `${error.operation}: ${error.status ?? 'no status'} ${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
