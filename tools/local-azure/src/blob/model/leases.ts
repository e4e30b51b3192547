import { BlobError } from './errors.ts';

/** A lease as its blob keeps it, also when it has ended; times are milliseconds since 1970. */
export interface StoredLease {
  id: string;
  /** Whole seconds; -1: for ever. */
  seconds: number;
  /** Null: for ever. */
  until: number | null;
  /** When it is broken, once somebody has broken it. */
  breakAt?: number;
}

export type LeaseState = 'available' | 'leased' | 'expired' | 'breaking' | 'broken';

/** "Lease Blob": five actions and their headers, which are judged already. */
export type LeaseAction =
  | { kind: 'acquire'; seconds: number; id: string }
  | { kind: 'renew'; id: string }
  | { kind: 'change'; id: string; to: string }
  | { kind: 'release'; id: string }
  | { kind: 'break'; seconds?: number };

export function leaseState(lease: StoredLease | undefined, now: number): LeaseState {
  if (!lease) return 'available';
  if (lease.breakAt !== undefined) return now < lease.breakAt ? 'breaking' : 'broken';
  return lease.until !== null && now >= lease.until ? 'expired' : 'leased';
}

/** Whether writes need its id. */
export const isLocked = (state: LeaseState): boolean => state === 'leased' || state === 'breaking';

/** What a blob keeps of its lease after a write: one that has ended is forgotten. */
export const afterWrite = (lease: StoredLease | undefined, now: number): StoredLease | undefined =>
  isLocked(leaseState(lease, now)) ? lease : undefined;

/**
 * "Lease Blob", outcomes of use attempts on blobs by lease state.
 * @param given the id that the caller names; undefined for none
 * @throws BlobError 412
 */
export function checkLease(
  lease: StoredLease | undefined,
  given: string | undefined,
  now: number,
  access: 'read' | 'write',
): void {
  const state = leaseState(lease, now);
  if (given === undefined) {
    if (access === 'write' && isLocked(state)) throw faults.missing();
    return;
  }
  if (state === 'available') throw faults.notPresentForBlob();
  if (!isLocked(state)) throw faults.lost();
  if (!sameId(lease?.id, given)) throw faults.mismatchForBlob();
}

/**
 * "Lease Blob", outcomes of lease operations by lease state.
 * @returns the lease afterwards; undefined when it was released. @throws BlobError 409
 */
export function applyLease(lease: StoredLease | undefined, action: LeaseAction, now: number): StoredLease | undefined {
  const state = leaseState(lease, now);
  switch (action.kind) {
    case 'acquire':
      if (isLocked(state) && !sameId(lease?.id, action.id)) throw faults.alreadyPresent();
      if (state === 'breaking') throw faults.breaking('acquired');
      return begin(action.id, action.seconds, now);
    case 'break':
      if (!lease) throw faults.notPresent();
      return { ...lease, breakAt: breakTime(lease, state, action.seconds, now) };
    default: {
      if (!lease) throw action.kind === 'change' ? faults.notPresent() : faults.mismatch();
      const isChanged = action.kind === 'change' && sameId(lease.id, action.to);
      if (!sameId(lease.id, action.id) && !isChanged) throw faults.mismatch();
      if (action.kind === 'release') return undefined;
      if (action.kind === 'change') {
        if (state === 'breaking') throw faults.breaking('changed');
        if (state !== 'leased') throw faults.notPresent();
        return { ...lease, id: action.to };
      }
      if (state === 'breaking' || state === 'broken') throw faults.broken();
      return begin(lease.id, lease.seconds, now);
    }
  }
}

const begin = (id: string, seconds: number, now: number): StoredLease => ({
  id,
  seconds,
  until: seconds < 0 ? null : now + seconds * 1_000,
});

/** A break takes the time that is asked for, and what the lease has left at most; it only gets shorter. */
function breakTime(lease: StoredLease, state: LeaseState, seconds: number | undefined, now: number): number {
  if (state === 'broken') return lease.breakAt ?? now;
  if (state === 'expired') return now;
  const left = lease.breakAt ?? lease.until ?? (seconds === undefined ? now : Infinity);
  return Math.min(left, seconds === undefined ? Infinity : now + seconds * 1_000);
}

/** Whole seconds until the lease is broken. */
export const secondsToBreak = (lease: StoredLease, now: number): number =>
  Math.max(0, Math.ceil(((lease.breakAt ?? now) - now) / 1_000));

/** What GET, HEAD and lists say of it. */
export function describeLease(
  lease: StoredLease | undefined,
  now: number,
): { status: 'locked' | 'unlocked'; state: LeaseState; duration?: 'infinite' | 'fixed' } {
  const state = leaseState(lease, now);
  return {
    status: isLocked(state) ? 'locked' : 'unlocked',
    state,
    ...(state === 'leased' && { duration: lease?.until === null ? 'infinite' : 'fixed' }),
  };
}

const sameId = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

/** "Blob service error codes". */
const faults = {
  missing: () =>
    new BlobError(
      412,
      'LeaseIdMissing',
      'There is currently a lease on the blob and no lease ID was specified in the request.',
    ),
  mismatchForBlob: () =>
    new BlobError(
      412,
      'LeaseIdMismatchWithBlobOperation',
      'The lease ID specified did not match the lease ID for the blob.',
    ),
  notPresentForBlob: () =>
    new BlobError(412, 'LeaseNotPresentWithBlobOperation', 'There is currently no lease on the blob.'),
  lost: () => new BlobError(412, 'LeaseLost', 'A lease ID was specified, but the lease for the blob has expired.'),
  alreadyPresent: () => new BlobError(409, 'LeaseAlreadyPresent', 'There is already a lease present.'),
  notPresent: () => new BlobError(409, 'LeaseNotPresentWithLeaseOperation', 'There is currently no lease on the blob.'),
  mismatch: () =>
    new BlobError(
      409,
      'LeaseIdMismatchWithLeaseOperation',
      'The lease ID specified did not match the lease ID for the blob.',
    ),
  breaking: (what: 'acquired' | 'changed') =>
    new BlobError(
      409,
      `LeaseIsBreakingAndCannotBe${what === 'acquired' ? 'Acquired' : 'Changed'}`,
      `The lease ID matched, but the lease is currently in breaking state and cannot be ${what} until it is broken.`,
    ),
  broken: () =>
    new BlobError(
      409,
      'LeaseIsBrokenAndCannotBeRenewed',
      'The lease ID matched, but the lease has been broken explicitly and cannot be renewed.',
    ),
} as const;
