import { type FeedRange, type RangeLease, type Versioned } from '@aro-rp/database';
import { type Duration } from '@aro-rp/time';

/** What this process has seen of each lease: its version, and since when it has been that version. */
export type Observations = ReadonlyMap<string, { etag: string; since: number }>;

/** @param now the observer's monotonic clock: no process's wall clock decides whether a range is free (L1). */
export function observe(seen: Observations, leases: readonly Versioned<RangeLease>[], now: number): Observations {
  return new Map(
    leases.map(({ document, etag }) => {
      const before = seen.get(document.id);
      return [document.id, before?.etag === etag ? before : { etag, since: now }];
    }),
  );
}

export interface Choice {
  leases: readonly Versioned<RangeLease>[];
  observations: Observations;
  owner: string;
  now: number;
  /** L1: a lease that has not changed for this long is free. */
  freeAfter: Duration;
}

/**
 * The leases to take now: free ones up to an equal share; when none is free and another owner has at least two more
 * than we, one of its. A loser finds out by its next checkpoint and stops (L5), so stealing loses nothing.
 */
export function chooseRanges({ leases, observations, owner, now, freeAfter }: Choice): Versioned<RangeLease>[] {
  const isFree = ({ document }: Versioned<RangeLease>) => {
    const seen = observations.get(document.id);
    return document.owner === '' || (seen !== undefined && now - seen.since >= freeAfter);
  };
  const byOwner = Map.groupBy(
    leases.filter((lease) => lease.document.owner === owner || !isFree(lease)),
    (lease) => lease.document.owner,
  );
  const mine = byOwner.get(owner)?.length ?? 0;
  const owners = byOwner.size + (byOwner.has(owner) ? 0 : 1);
  const share = Math.ceil(leases.length / owners);
  const free = leases.filter((lease) => lease.document.owner !== owner && isFree(lease));
  if (free.length > 0) return free.slice(0, Math.max(0, share - mine));
  const [busiest] = [...byOwner.entries()].filter(([name]) => name !== owner).sort((a, b) => b[1].length - a[1].length);
  return busiest && busiest[1].length >= mine + 2 ? busiest[1].slice(0, 1) : [];
}

/** The ranges that no lease covers: new ones, or those whose leases were lost. They begin at the beginning. */
export function uncovered(ranges: readonly FeedRange[], leases: readonly Versioned<RangeLease>[]): FeedRange[] {
  return ranges.filter(({ min, max }) => !leases.some(({ document }) => document.min <= min && max <= document.max));
}
