import { isTerminal } from '@aro-rp/api';
import { batch, type BatchRequest, type Found, type Verdict, type WritePath } from '../batch.ts';
import { reservationIdOf, secretsIdOf } from '../clusters/document-ids.ts';
import { type SealedValues, sealValues, withSealed } from '../clusters/sealed-values.ts';
import { isHeldBy } from '../conditions.ts';
import { type OperationDocument, type WorkContainer, type WorkDocument, type WorkRef } from '../documents.ts';
import { firstTry } from '../first-try.ts';
import { type KeyRing } from '../key-ring.ts';
import { type ProtocolTimes } from '../protocol-times.ts';
import { mutate } from '../single.ts';
import { type CallOptions, type PlanEnd, Unchanged, type WorkStore } from '../stores.ts';
import { endOperationOf, endPlanOf, releasedBy, endSliceOf } from './endings.ts';
import { renewed, renewedUntil, taken } from './envelope.ts';
import { strandedWork } from './stranded.ts';

/**
 * Every write names server time, and is refused while that is unknown (T1).
 * @param keys seal what slices learn that nobody may read
 */
export function workStore(paths: Record<WorkContainer, WritePath>, times: ProtocolTimes, keys: KeyRing): WorkStore {
  const write = <R>(
    name: string,
    ref: WorkRef,
    change: (found: Found) => Verdict<R>,
    options: CallOptions | undefined,
    seen: BatchRequest<R>['seen'] = [],
  ) => batch<R>(paths[ref.container], { name, partitionKey: ref.partitionKey, ids: [ref.id], change, seen }, options);

  return {
    read: (ref, options) => paths[ref.container].container.read<WorkDocument>(ref.partitionKey, ref.id, options),

    async take(ref, seen, lease, options) {
      const now = firstTry(paths[ref.container]);
      const { result, now: after } = await write<'taken' | 'moved'>(
        'take',
        ref,
        (found) => {
          const current = found.get<WorkDocument>(ref.id);
          // D2: the own id first; an earlier try has won and its answer was lost.
          if (isHeldBy(current?.document.lease, lease.id)) return { kind: 'unchanged', result: 'taken' };
          // W4, W6: exactly the version that the decision was made on; any other needs a decision of its own.
          if (!current || current.etag !== seen.etag) return { kind: 'unchanged', result: 'moved' };
          return { kind: 'write', put: [taken(current.document, lease, now(), times)], result: 'taken' };
        },
        options,
        [{ id: ref.id, version: seen }],
      );
      const current = after.get<WorkDocument>(ref.id);
      return result === 'taken' && current ? { kind: 'taken', taken: current } : { kind: 'moved', current };
    },

    async renew(ref, leaseId, options) {
      const now = firstTry(paths[ref.container]);
      await mutate<WorkDocument>(
        paths[ref.container],
        { name: 'renew', ...ref },
        (current) => {
          const expiresAt = renewedUntil(now(), times);
          // An earlier try of this renewal was written, its answer lost.
          return current.lease?.expiresAt === expiresAt ? Unchanged : renewed(current, expiresAt);
        },
        { ...options, fence: leaseId },
      );
    },

    async endSlice(ref, leaseId, end, options) {
      const now = firstTry(paths[ref.container]);
      const sealed = await sealValues(keys, ref.id, end.secrets);
      const { result } = await write<'written' | 'gone'>(
        'end-slice',
        ref,
        (found) => {
          const current = found.get<WorkDocument>(ref.id)?.document;
          if (!current || !isHeldBy(current.lease, leaseId)) return { kind: 'gone', result: 'gone' };
          if (sealed && !found.has(sealed.secretsId)) return { kind: 'read', ids: [sealed.secretsId] };
          const kept = sealed ? [withSealed(found, ref.partitionKey, sealed)] : [];
          return { kind: 'write', put: [endSliceOf(current, end, now(), times), ...kept], result: 'written' };
        },
        options,
      );
      return result;
    },

    async endPlan(ref, leaseId, end, options) {
      const now = firstTry(paths[ref.container]);
      const sealed = end.deleted ? undefined : await sealValues(keys, ref.id, end.secrets);
      const { result } = await write<'written' | 'gone'>(
        'end-plan',
        ref,
        (found) => planEnding(found, ref, leaseId, end, sealed, now, times),
        options,
      );
      return result;
    },

    stranded: (container, options) => strandedWork(paths[container], container, times, options),
  };
}

/** D3: the work document and its operation end together, fenced; what the cluster held goes with a deleted one. */
function planEnding(
  found: Found,
  ref: WorkRef,
  leaseId: string,
  end: PlanEnd,
  sealed: SealedValues | undefined,
  now: () => number,
  times: ProtocolTimes,
): Verdict<'written' | 'gone'> {
  const current = found.get<WorkDocument>(ref.id)?.document;
  if (!current || !isHeldBy(current.lease, leaseId)) return { kind: 'gone', result: 'gone' };
  const document = endPlanOf(current, end, now, times);
  if (current.type !== 'cluster') return { kind: 'write', put: [document], result: 'written' };

  const held = [...(end.deleted ? [secretsIdOf(ref.id)] : []), ...releasedBy(current, end).map(reservationIdOf)];
  const needed = [current.operationId, ...held, sealed?.secretsId].filter((id) => typeof id === 'string');
  if (!needed.every((id) => found.has(id))) return { kind: 'read', ids: needed };

  // A missing operation must not keep the cluster from ending; one that has ended stays as it ended.
  const operation = current.operationId && found.get<OperationDocument>(current.operationId)?.document;
  const ending =
    operation && !isTerminal(operation.status) ? [endOperationOf(operation, current, end, now(), times)] : [];
  const kept = sealed ? [withSealed(found, ref.partitionKey, sealed)] : [];
  return { kind: 'write', put: [document, ...ending, ...kept], remove: held, result: 'written' };
}
