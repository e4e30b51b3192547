import { batch, type WritePath } from './batch.ts';
import { checkFence, checkPreconditions } from './conditions.ts';
import { type Stored } from './cosmos/stored.ts';
import { type Lease, type Versioned } from './documents.ts';
import { StoreError } from './errors.ts';
import { type CallOptions, type Change, type MutateOptions, Unchanged } from './stores.ts';

/** Batches of one document. */
interface Place {
  name: string;
  partitionKey: string;
  id: string;
}

/**
 * @param isOwn recognises a document that an earlier try of this create has written, when its answer was lost
 * @throws StoreError `already-exists`
 */
export async function create<T extends Stored>(
  path: WritePath,
  place: Place,
  document: T,
  isOwn: (there: Readonly<T>) => boolean,
  options?: CallOptions,
): Promise<Versioned<T>> {
  const { now } = await batch(
    path,
    {
      ...place,
      ids: [place.id],
      change(found) {
        const there = found.get<T>(place.id);
        if (!there) return { kind: 'write', put: [document], result: undefined };
        if (isOwn(there.document)) return { kind: 'unchanged', result: undefined };
        throw new StoreError('already-exists', `${place.id} exists`);
      },
    },
    options,
  );
  return present(now.get<T>(place.id));
}

/**
 * @param change is asked again when an answer was lost; it must recognise what it wrote already, or be idempotent
 * @throws StoreError `not-found`, `precondition-failed`, `lost-lease`, `contended`
 */
export async function mutate<T extends Stored & { lease?: Lease }>(
  path: WritePath,
  place: Place,
  change: Change<T>,
  options: MutateOptions = {},
): Promise<Versioned<T>> {
  const { now } = await batch(
    path,
    {
      ...place,
      ids: [place.id],
      change(found) {
        const current = found.get<T>(place.id);
        checkFence(current?.document.lease, options.fence);
        checkPreconditions(current, options);
        const next = change(present(current).document);
        if (next === Unchanged) return { kind: 'unchanged', result: undefined };
        return { kind: 'write', put: [next], result: undefined };
      },
    },
    options,
  );
  return present(now.get<T>(place.id));
}

/** Resolves as well when it is not there any more. @throws StoreError `precondition-failed`, `lost-lease`, `contended` */
export async function remove(path: WritePath, place: Place, options: MutateOptions = {}): Promise<void> {
  await batch(
    path,
    {
      ...place,
      ids: [place.id],
      change(found) {
        const current = found.get<Stored & { lease?: Lease }>(place.id);
        if (!current) return { kind: 'unchanged', result: undefined };
        checkFence(current.document.lease, options.fence);
        checkPreconditions(current, options);
        return { kind: 'write', put: [], remove: [place.id], result: undefined };
      },
    },
    options,
  );
}

function present<T>(version: Versioned<T> | undefined): Versioned<T> {
  if (!version) throw new StoreError('not-found', 'there is no such document');
  return version;
}
