import { isStoreError, type Page, type ClusterDocument } from '@aro-rp/database';
import { again, done, type StepAction, type StepRun } from '@aro-rp/plan';
import { milliseconds } from '@aro-rp/time';
import { type SubscriptionContext } from './context.ts';
import { deleteCluster } from './delete-cluster.ts';
import { countOf, none, type Remaining, textOf, withOne } from './remaining.ts';

/** Stored between slices. */
interface Pass {
  /** Of another plan it says nothing. */
  planId: string;
  /** Where its next page begins; absent when it is over. */
  place?: string;
  remaining: Remaining;
}

/** Deletions of one page that are accepted at once. */
const atOnce = 8;
/** A long list is looked at less often: reading it costs by its length. Milliseconds for each cluster. */
const restForEach = 20;

/**
 * Passes over the clusters of the subscription, page by page, until none is left: one at rest gets its deletion, any
 * other is waited for. Ends with a pass that found none and began so late that no later request can add one: those that
 * were let in before the subscription's state changed have ended by then, and since then none is let in. The order of
 * the pages is that of resource ids, so what a pass has found none of it could only miss if it came while it ran.
 */
export const deleteClusters: StepAction<SubscriptionContext> = async (context, run) => {
  const { now, readingFor, pollEvery, requestsEndWithin, planId, state } = context;
  // Nothing is deleted that is not to be: not even when a document was mended by hand.
  if (state !== 'Deleted') return done();
  const begunAt = now();
  let pass = goingOn(run, planId) ?? { planId, remaining: none };
  for (;;) {
    const page = await pageAt(context, run, pass.place);
    if (page === 'refused-place') return again(milliseconds(0), 'the list from its beginning', { pass: ended(pass) });
    pass = await worked(context, run, pass, page);
    if (pass.place === undefined) break;
    if (now() >= begunAt + readingFor)
      return again(milliseconds(0), `${textOf(pass.remaining)}; more to be read`, { pass });
  }

  const count = countOf(pass.remaining);
  const facts = { pass: ended(pass) };
  if (count > 0) return again(milliseconds(Math.max(pollEvery, count * restForEach)), textOf(pass.remaining), facts);
  // A pass that found none has one page, which this slice has read.
  const settledAt = run.startedAt + requestsEndWithin;
  if (begunAt >= settledAt) return done(facts);
  return again(milliseconds(Math.max(settledAt - now(), 0)), 'requests that were let in before', facts);
};

/** Which clusters are left, for whoever asks why it has not ended. Changes nothing. */
export async function listRemaining(context: SubscriptionContext, run: StepRun): Promise<string[]> {
  const lines: string[] = [];
  let place: string | undefined;
  do {
    const page = await pageAt(context, run, place);
    if (page === 'refused-place') break;
    lines.push(...page.items.map(({ document: { provisioningState, key } }) => `${provisioningState} ${key}`));
    place = page.continuation;
  } while (place !== undefined);
  return lines;
}

function goingOn({ facts }: StepRun, planId: string): Pass | undefined {
  const pass = facts['pass'] as Pass | undefined;
  return pass?.planId === planId && pass.place !== undefined ? pass : undefined;
}

const ended = ({ place: _over, ...rest }: Pass): Pass => rest;

/** A place is good while the key lives that it was sealed with. */
async function pageAt(
  { clusters, subscriptionId, pageSize }: SubscriptionContext,
  { signal }: StepRun,
  place: string | undefined,
): Promise<Page<ClusterDocument> | 'refused-place'> {
  const request = { limit: pageSize, ...(place !== undefined && { continuation: place }) };
  try {
    return await clusters.list({ subscriptionId }, request, { signal });
  } catch (error) {
    if (place !== undefined && isStoreError(error, 'refused-continuation')) return 'refused-place';
    throw error;
  }
}

async function worked(
  context: SubscriptionContext,
  run: StepRun,
  pass: Pass,
  { items, continuation }: Page<ClusterDocument>,
): Promise<Pass> {
  let { remaining } = pass;
  const waiting = [...items];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const state = await deleteCluster(context, run, next);
      remaining = withOne(remaining, state, next.document.key);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ...ended(pass), remaining, ...(continuation !== undefined && { place: continuation }) };
}
