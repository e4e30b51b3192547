import { CloudError, type ErrorBody } from '@aro-rp/api';
import { AzureError } from '@aro-rp/azure';
import { type OperationDocument } from '@aro-rp/database';
import { type Classification, StepTimeout } from '@aro-rp/plan';
import { milliseconds } from '@aro-rp/time';
import { sentence } from './customer-errors.ts';

export type PlanVerb = 'create' | 'update' | 'delete';

/** What an operation ends with when it fails: one part for the customer, one for the SRE. */
export interface Failure {
  error: ErrorBody;
  diagnostics: NonNullable<OperationDocument['diagnostics']>;
}

/**
 * What may pass is tried again until the step's own time is over: rights and registrations spread slowly, resources
 * show late, and an error of our own may be mended by the next release. What a customer has to change fails at once.
 */
export function classify(error: unknown): Classification {
  if (error instanceof CloudError) return { kind: 'fail', error };
  if (!(error instanceof AzureError) || error.identity === 'service') return tryAgain(error);
  switch (error.kind) {
    case 'invalid':
    case 'conflict':
    case 'quota':
    case 'policy':
    case 'locked':
      return { kind: 'fail', error };
    case 'not-found':
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

/** @param error what a slice's outcome carries: a {@link CloudError}, an {@link AzureError}, a {@link StepTimeout}. */
export const failureOf = (error: unknown, step: string, verb: PlanVerb): Failure => ({
  error: errorBodyOf(error, verb),
  diagnostics: { step, detail: chain(error).map(textOf).join('; caused by ') },
});

/** W10: the deadline has passed. */
export const deadlineExceeded = (plan: { cursor: string; waitingFor?: string }, verb: PlanVerb): Failure => ({
  error: {
    code: 'OperationDeadlineExceeded',
    message: `The operation was not done in the time that it is given, and was ended. ${remedy[verb]}`,
  },
  diagnostics: { step: plan.cursor, detail: `the deadline passed; waiting for ${plan.waitingFor ?? 'nothing known'}` },
});

/** W10: poison, counted in the document. */
export const attemptsExceeded = (plan: { cursor: string; attempts: number }, verb: PlanVerb): Failure => ({
  error: {
    code: 'OperationAttemptsExceeded',
    message: `The service failed repeatedly while it worked on the operation, and ended it. ${remedy[verb]} ${support}`,
  },
  diagnostics: { step: plan.cursor, detail: `${plan.attempts - 1} slices in a row died before their end was written` },
});

const remedy: Record<PlanVerb, string> = {
  create: 'Delete the cluster and create it again.',
  update: 'Send the update again.',
  delete: 'Delete the cluster again.',
};
const support = 'If it stays, open a support request with the operation id.';

function errorBodyOf(error: unknown, verb: PlanVerb): ErrorBody {
  if (error instanceof CloudError) return error.body;
  const last = chain(error).find((one) => one instanceof AzureError);
  if (last !== undefined && last.identity !== 'service') return azureBody(last, verb);
  // Errors of our own, and those of Azure about what is ours, tell the customer nothing that helps.
  const code = error instanceof StepTimeout ? 'OperationTimedOut' : 'InternalServerError';
  const what =
    error instanceof StepTimeout ? 'A part of the operation took too long.' : 'The service met an error of its own.';
  return { code, message: `${what} ${remedy[verb]} ${support}` };
}

/** Azure's answer to what was done in the customer's own subscription: theirs to read, and mostly theirs to mend. */
function azureBody({ kind, code, message, target, identity }: AzureError, verb: PlanVerb): ErrorBody {
  const told = (does: string): ErrorBody => ({
    code,
    message: `${sentence(message)} ${does} ${remedy[verb]}`,
    ...(target !== undefined && { target }),
  });
  switch (kind) {
    case 'policy':
      return told("Exempt the cluster's managed resource group from the policy assignment.");
    case 'locked':
      return told('Remove the lock.');
    case 'quota':
      return told('Request more quota, or choose another size or region.');
    case 'forbidden':
      return told(
        identity === 'cluster'
          ? "Give the cluster's service principal that right."
          : "Make sure that the subscription's registration for 'Microsoft.RedHatOpenShift' is complete.",
      );
    case 'unauthorized':
      return {
        code: 'AuthorizationFailed',
        message:
          identity === 'cluster'
            ? `The cluster's service principal could not sign in: ${sentence(message)} ${remedy[verb]}`
            : `The service could not sign in to the subscription's tenant. Register 'Microsoft.RedHatOpenShift' in the subscription again. ${remedy[verb]}`,
      };
    case 'not-found':
    case 'conflict':
    case 'precondition-failed':
    case 'invalid':
    case 'throttled':
    case 'transient':
      return {
        code: verb === 'delete' ? 'DeletionFailed' : 'DeploymentFailed',
        message: `Azure could not do a part of the operation. ${remedy[verb]} ${support}`,
        details: [{ code, message, ...(target !== undefined && { target }) }],
      };
  }
}

/** The error and its causes, outermost first. */
export function chain(error: unknown): unknown[] {
  const links: unknown[] = [];
  for (let link = error; link !== undefined && links.length < 5; link = link instanceof Error ? link.cause : undefined)
    links.push(link);
  return links;
}

function textOf(error: unknown): string {
  if (error instanceof AzureError)
    return `${error.operation}: ${error.status ?? 'no status'} ${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
