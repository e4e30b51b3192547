import { isDeepStrictEqual } from 'node:util';
import { batch, type WritePath } from '../batch.ts';
import { type Stored } from '../cosmos/stored.ts';
import { type Versioned } from '../documents.ts';
import { StoreError } from '../errors.ts';
import { type RangeLease, type RangeLeaseStore } from '../feed.ts';
import { create } from '../single.ts';

type StoredLease = RangeLease & Stored;

export function rangeLeaseStore(path: WritePath): RangeLeaseStore {
  return {
    async list(feed, options) {
      const leases: Versioned<RangeLease>[] = [];
      const scope = { partitionKey: feed };
      for await (const page of path.container.query<StoredLease>({ query: 'SELECT * FROM c' }, scope, options)) {
        leases.push(...page);
      }
      return leases;
    },

    create: (lease, options) =>
      create<StoredLease>(
        path,
        { name: 'create-range-lease', partitionKey: lease.feed, id: lease.id },
        lease,
        (there) => isSame(there, lease),
        options,
      ),

    async replace(seen, next, options) {
      const { id, feed: partitionKey } = seen.document;
      const { now } = await batch<void>(
        path,
        {
          name: 'replace-range-lease',
          partitionKey,
          ids: [id],
          seen: [{ id, version: seen }],
          change(found) {
            const current = found.get<StoredLease>(id);
            // L5: never repeated on another version, but a lost answer's own write is recognised.
            if (current?.etag === seen.etag) return { kind: 'write', put: [onto(seen, next)], result: undefined };
            if (current && isSame(current.document, onto(seen, next))) return { kind: 'unchanged', result: undefined };
            throw new StoreError('lost-lease', 'the range has another owner');
          },
        },
        options,
      );
      const written = now.get<StoredLease>(id);
      if (!written) throw new StoreError('lost-lease', 'the range lease has gone');
      return written;
    },
  };
}

/** A continuation that `next` leaves out is dropped (L5); members of a newer version are kept. */
function onto(seen: Versioned<RangeLease>, next: RangeLease): StoredLease {
  const { continuation: _before, ...rest } = seen.document;
  return { ...rest, ...next };
}

const isSame = (there: StoredLease, wanted: StoredLease): boolean =>
  isDeepStrictEqual({ ...there, revision: 0 }, { ...wanted, revision: 0 });
