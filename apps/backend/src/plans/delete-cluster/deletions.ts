import { type Accepted, type AzureError } from '@aro-rp/azure';
import { type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { type ClusterFacts, factOf } from '../facts.ts';
import { longestWait } from '../rights.ts';

/** The addresses are long: who waits for hundreds learns of some. */
const kept = 8;

type Deletion = ClusterFacts['deletions'][number];

/** Deletions that Azure goes on with by itself and may give up later, remembered from slice to slice. */
export interface Deletions {
  /** With what the last one of it that ended has failed; undefined when it did not, or is not known. */
  failure(id: string): Promise<AzureError | undefined>;
  /** It was begun. One that is known to have failed stays, so that it can be told why it is still there. */
  begun(id: string, accepted: Accepted): void;
  /** To be learnt. @param isThere whether what was to be deleted is still there */
  facts(isThere: (id: string) => boolean): Pick<ClusterFacts, 'deletions'>;
}

export function rememberedDeletions(context: ClusterContext, run: StepRun): Deletions {
  const known = new Map<string, Deletion>(
    (factOf(run.facts, 'deletions') ?? []).map((one) => [one.id.toLowerCase(), one]),
  );
  const failed = new Set<string>();
  return {
    async failure(id) {
      const { operationUrl } = known.get(id.toLowerCase()) ?? {};
      if (operationUrl === undefined) return undefined;
      const { operations } = await context.customer(run);
      const failure = await operations.failure(operationUrl, context.call(run));
      if (failure) failed.add(id.toLowerCase());
      return failure;
    },
    begun(id, { operationUrl }) {
      if (operationUrl !== undefined && !failed.has(id.toLowerCase()))
        known.set(id.toLowerCase(), { id, operationUrl });
    },
    facts: (isThere) => ({ deletions: [...known.values()].filter(({ id }) => isThere(id)).slice(0, kept) }),
  };
}

/** What is waited for, and what Azure says is in its way. */
export const heldUp = (waitingFor: string, error: AzureError | undefined): string =>
  (error === undefined ? waitingFor : `${waitingFor}; in its way: ${error.code}: ${error.message}`).slice(
    0,
    longestWait,
  );
