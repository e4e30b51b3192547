import { type ProvisioningState, reservationKinds, reservationsOf } from '@aro-rp/api';
import { toInstant } from '@aro-rp/time';
import { reservationIdOf } from '../clusters/document-ids.ts';
import { ended, mergeProperties, stateBefore } from '../clusters/properties.ts';
import {
  type ClusterDocument,
  type EndedPlan,
  type OperationDocument,
  type PlanState,
  type ReservationKind,
  type WorkDocument,
} from '../documents.ts';
import { type ProtocolTimes } from '../protocol-times.ts';
import { type PlanEnd, type SliceEnd } from '../stores.ts';
import { planEnded, sliceEnded } from './envelope.ts';

/** What a slice has found out goes with the envelope's change, in the same write. */
function withResults(document: WorkDocument, end: Pick<PlanEnd, 'facts' | 'properties'>): WorkDocument {
  const facts = { ...document.facts, ...end.facts };
  if (document.type !== 'cluster') return { ...document, ...(Object.keys(facts).length > 0 && { facts }) };
  // A document that lost its cluster must still be able to end: as Failed, by W10.
  const properties = mergeProperties(document.cluster?.properties, end.properties);
  return { ...document, facts, cluster: { ...document.cluster, properties } };
}

/** W9. */
export const endSliceOf = (document: WorkDocument, end: SliceEnd, now: number, times: ProtocolTimes): WorkDocument =>
  withResults(sliceEnded<WorkDocument>(document, end, now, times), end);

/** D3, D4: the work document as its plan leaves it; a deleted cluster becomes a tombstone. */
export function endPlanOf(document: WorkDocument, end: PlanEnd, now: () => number, times: ProtocolTimes): WorkDocument {
  const before = document.type === 'cluster' ? stateBefore(document.cluster?.properties) : undefined;
  const done = withResults(planEnded<WorkDocument>(document, before ?? end.provisioningState), end);
  // What has no operation keeps itself what an operation would.
  if (done.type !== 'cluster')
    return { ...done, ...(document.plan && { lastPlan: endedPlan(document.plan, end, now()) }) };
  const properties = ended(done.cluster.properties, end.provisioningState, end.error);
  const cluster: ClusterDocument = { ...done, cluster: { ...done.cluster, properties } };
  if (!end.deleted) {
    const released = new Set(releasedBy(document, end).map(reservationIdOf));
    if (released.size === 0) return cluster;
    const held = cluster.reservations ?? [];
    return { ...cluster, reservations: held.filter((one) => !released.has(reservationIdOf(one))) };
  }
  const { reservations: _released, ...rest } = cluster;
  return { ...rest, tombstone: true, ttl: times.tombstone / 1_000 };
}

function endedPlan({ id, kind, progress }: PlanState, end: PlanEnd, now: number): EndedPlan {
  const { provisioningState, error, diagnostics } = end;
  const timeline = end.progress ?? progress;
  return {
    ...{ id, kind, provisioningState, endTime: toInstant(now) },
    ...(error && { error }),
    ...(diagnostics && { diagnostics }),
    ...(timeline && { timeline }),
  };
}

/**
 * The names that a plan's end sets free: all of a deleted cluster; after a change that succeeded, those that the cluster
 * had before it. After a failure the cluster may still have either, so both stay held; an administrator's update says
 * nothing of them.
 */
export function releasedBy(document: WorkDocument, end: PlanEnd): { kind: ReservationKind; value: string }[] {
  if (document.type !== 'cluster') return [];
  const held = document.reservations ?? [];
  if (end.deleted) return held;
  if (end.provisioningState !== 'Succeeded' || stateBefore(document.cluster?.properties)) return [];
  const kept = new Set(reservationsOf(document.cluster).map(reservationIdOf));
  // A kind of a newer release is not ours to set free.
  return held.filter((one) => reservationKinds.has(one.kind) && !kept.has(reservationIdOf(one)));
}

/** D3, D4: the operation as its plan leaves it; from now on Cosmos DB may remove it. */
export function endOperationOf(
  operation: Readonly<OperationDocument>,
  document: WorkDocument,
  end: PlanEnd,
  now: number,
  times: ProtocolTimes,
): OperationDocument {
  const timeline = end.progress ?? document.plan?.progress;
  return {
    ...operation,
    status: end.provisioningState satisfies ProvisioningState,
    endTime: toInstant(now),
    ttl: times.endedOperation / 1_000,
    ...(end.error && { error: end.error }),
    ...(end.diagnostics && { diagnostics: end.diagnostics }),
    ...(timeline && { timeline }),
  };
}
