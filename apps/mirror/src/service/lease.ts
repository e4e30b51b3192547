import { randomUUID } from 'node:crypto';
import { isStoreError, type RangeLease, type RangeLeaseStore, type Versioned } from '@aro-rp/database';
import { type Log } from '@aro-rp/telemetry';
import { type Clock, type Duration, milliseconds } from '@aro-rp/time';
import { MirrorError } from '../mirror-error.ts';

/** The partition of `Leases` that the mirrors share. */
const feed = 'mirror';

export interface LeaseParts {
  leases: RangeLeaseStore;
  clock: Clock;
  log: Log;
  /** Names this process. */
  owner: string;
  /** A lease that has not changed for so long is free. */
  freeAfter: Duration;
}

/** A release that this process alone works on, as long as the signal is not aborted. */
export interface HeldLease {
  /** Larger than that of every holder before: the fence of what is written about the release. */
  epoch: number;
  /** Aborts with MirrorError `lost` when another process has the release, or may have. */
  signal: AbortSignal;
  /** Ends the renewals and lets others have it at once. Best effort: without it the lease frees itself. */
  giveBack(): Promise<void>;
}

/** One lease for each release. No process's wall clock decides whether one is free: an observer's monotonic clock does. */
export interface ReleaseLeases {
  /**
   * Asked again and again, it takes over what nobody renews any more.
   * @returns undefined while another process works on it @throws StoreError
   */
  take(release: string, signal: AbortSignal): Promise<HeldLease | undefined>;
}

export function createReleaseLeases(parts: LeaseParts): ReleaseLeases {
  const { leases, clock, owner, freeAfter } = parts;
  const seen = new Map<string, { etag: string; since: number }>();

  const isFree = ({ document, etag }: Versioned<RangeLease>): boolean => {
    const before = seen.get(document.id);
    const since = before?.etag === etag ? before.since : clock.monotonic();
    seen.set(document.id, { etag, since });
    return document.owner === '' || clock.monotonic() - since >= freeAfter;
  };

  const takeOver = async (found: Versioned<RangeLease> | undefined, release: string, signal: AbortSignal) => {
    const lease: RangeLease = {
      ...found?.document,
      // A release is no range of a feed.
      ...{ id: release, feed, min: '', max: '', owner, generation: randomUUID() },
      ...{ epoch: (found?.document.epoch ?? 0) + 1, renewals: (found?.document.renewals ?? 0) + 1 },
    };
    try {
      return found ? await leases.replace(found, lease, { signal }) : await leases.create(lease, { signal });
    } catch (error) {
      if (isStoreError(error, 'lost-lease', 'already-exists')) return undefined;
      throw error;
    }
  };

  return {
    async take(release, signal) {
      const found = (await leases.list(feed, { signal })).find(({ document }) => document.id === release);
      if (found && !isFree(found)) return undefined;
      const asked = clock.monotonic();
      const taken = await takeOver(found, release, signal);
      return taken && hold(parts, taken, asked);
    },
  };
}

/** @param since when the write that gave us the lease began: others count from later */
function hold(parts: LeaseParts, taken: Versioned<RangeLease>, since: number): HeldLease {
  const { leases, clock, log, freeAfter } = parts;
  const { id: release, epoch } = taken.document;
  const lost = new AbortController();
  const ended = new AbortController();
  let current = taken;
  const next = (owner: string): RangeLease => ({
    ...current.document,
    ...{ owner, renewals: current.document.renewals + 1 },
  });
  const lose = (why: string) => lost.abort(new MirrorError('lost', `${release}: ${why}`));

  const renewal = (async () => {
    let renewed = since;
    while (!ended.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(milliseconds(freeAfter / 5), ended.signal).catch(() => undefined);
      if (ended.signal.aborted) return;
      const asked = clock.monotonic();
      try {
        current = await leases.replace(current, next(current.document.owner), { signal: ended.signal });
        renewed = asked;
      } catch (error) {
        if (ended.signal.aborted) return;
        if (isStoreError(error, 'lost-lease')) return lose('another mirror works on it now');
        log.warn('a lease could not be renewed', { release, err: error });
      }
      // Whoever has seen nothing of us for so long may take it.
      if (clock.monotonic() - renewed >= freeAfter) return lose('its lease could not be renewed in time');
    }
  })();

  return {
    epoch,
    signal: lost.signal,
    async giveBack() {
      ended.abort();
      await renewal;
      if (lost.signal.aborted) return;
      await leases
        .replace(current, next(''))
        .catch((error: unknown) =>
          log.info('a lease could not be given back; it frees itself', { release, err: error }),
        );
    },
  };
}
