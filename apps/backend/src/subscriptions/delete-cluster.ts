import { derivedId, isTerminal, parseResourceId, reservationsOf } from '@aro-rp/api';
import {
  type Acceptance,
  type ClusterDocument,
  isStoreError,
  type StoreErrorKind,
  type Versioned,
} from '@aro-rp/database';
import { type StepRun } from '@aro-rp/plan';
import { milliseconds, minutes, seconds } from '@aro-rp/time';
import { deleteCluster as deletion } from '../plans/delete-cluster/index.ts';
import { type SubscriptionContext } from './context.ts';

/** After a deletion that failed, before the next. */
const rest = { first: seconds(30), cap: minutes(20) };

/** No fault of the one cluster. */
const ofEverybody: ReadonlySet<StoreErrorKind> = new Set(['unavailable', 'throttled', 'contended', 'clock-unknown']);

/**
 * Gives a cluster at rest its deletion, as a DELETE would: with its ETag, and an operation id that follows from the plan
 * and the version seen, so that whoever repeats this accepts nothing twice.
 * @returns what is to be waited for
 * @throws what Cosmos DB has against everybody, so that it is tried again later
 */
export async function deleteCluster(
  { clusters, planId, now }: SubscriptionContext,
  { signal, startedAt }: StepRun,
  seen: Versioned<ClusterDocument>,
): Promise<string> {
  const { id: documentId, revision, provisioningState } = seen.document;
  if (!isTerminal(provisioningState)) return provisioningState;
  if (now() < restsUntil(seen, startedAt)) return 'Failed to be deleted';
  // One that cannot be read must not keep the others from being deleted.
  const id = parseResourceId((seen.document.cluster as ClusterDocument['cluster'] | undefined)?.id ?? '');
  if (id === undefined) return 'unreadable';
  const operationId = derivedId(planId, documentId, revision);
  const ids = { operationId, planId: derivedId(operationId, 'plan') };
  try {
    await clusters.accept(id, ids, () => acceptanceOf(seen.document, planId), { signal, ifMatch: seen.etag });
    return 'Deleting';
  } catch (error) {
    // Somebody was faster; the next pass sees what they did.
    if (isStoreError(error) && error.kind === 'precondition-failed') return 'changed meanwhile';
    if (!isStoreError(error) || ofEverybody.has(error.kind)) throw error;
    return `refused (${error.kind})`;
  }
}

/** Longer each time that it fails: half of the time from the plan's beginning to the failure, so that no count is kept. */
function restsUntil({ document, writtenAt }: Versioned<ClusterDocument>, startedAt: number): number {
  const { provisioningState, failedProvisioningState } = document.cluster?.properties ?? {};
  if (provisioningState !== 'Failed' || failedProvisioningState !== 'Deleting') return 0;
  const pause = Math.min(rest.cap, Math.max(rest.first, (writtenAt - startedAt) / 2));
  return writtenAt + milliseconds(pause);
}

function acceptanceOf({ cluster, reservations }: Readonly<ClusterDocument>, planId: string): Acceptance {
  const { kind, version, deadline } = deletion;
  const correlation = { correlationId: planId };
  return {
    cluster,
    reservations: reservations ?? reservationsOf(cluster),
    correlation,
    plan: { kind, version, cursor: '', deadline },
    operation: { kind: 'delete', status: 'Deleting', correlation },
  };
}
