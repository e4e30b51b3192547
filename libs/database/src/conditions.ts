import { type Lease, type Versioned } from './documents.ts';
import { StoreError } from './errors.ts';
import { type Preconditions } from './stores.ts';

/**
 * The caller's own conditions (RFC 9110 13.1) on the document as the caller sees it: a tombstone is no document.
 * @throws StoreError `precondition-failed`
 */
export function checkPreconditions(
  current: Versioned<unknown> | undefined,
  { ifMatch, ifNoneMatch }: Preconditions,
): void {
  if (ifNoneMatch === '*' && current) throw new StoreError('precondition-failed', 'If-None-Match: it exists');
  if (ifMatch === undefined) return;
  if (!current) throw new StoreError('precondition-failed', 'If-Match: there is none');
  if (ifMatch !== '*' && ifMatch !== current.etag) {
    throw new StoreError('precondition-failed', 'If-Match: it is another version');
  }
}

/** D2: the lease id alone is the fence. */
export const isHeldBy = (lease: Lease | undefined, leaseId: string): boolean => lease?.id === leaseId;

/** @throws StoreError `lost-lease` */
export function checkFence(lease: Lease | undefined, leaseId: string | undefined): void {
  if (leaseId !== undefined && !isHeldBy(lease, leaseId)) {
    throw new StoreError('lost-lease', 'the lease is another or none');
  }
}
