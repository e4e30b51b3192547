import { type AzureError, isAzureError } from '@aro-rp/azure';
import { again, type StepResult, type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from './context.ts';

/** How much is told of what is waited for: it is kept in the cluster's document. */
export const longestWait = 500;

/**
 * Rights, secrets and service principals spread slowly through Azure: what is refused is tried again until they should
 * have arrived.
 * @param refused makes the error that the customer is told when they have not
 */
export async function untilRightsSpread(
  { now, pollEvery, spreadWithin }: Pick<ClusterContext, 'now' | 'pollEvery' | 'spreadWithin'>,
  { startedAt }: StepRun,
  refused: (error: AzureError) => Error,
  work: () => Promise<StepResult>,
): Promise<StepResult> {
  try {
    return await work();
  } catch (error) {
    if (!isAzureError(error, 'forbidden', 'unauthorized', 'not-yet')) throw error;
    if (now() - startedAt >= spreadWithin) throw refused(error);
    return again(pollEvery, `rights to spread: ${error.operation}: ${error.code}: ${error.message}`, undefined, error);
  }
}
