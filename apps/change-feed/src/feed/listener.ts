import { randomUUID } from 'node:crypto';
import { type FeedRange, isStoreError, type RangeLease, type Versioned } from '@aro-rp/database';
import { type Duration } from '@aro-rp/time';
import { chooseRanges, type Observations, observe, uncovered } from './choose-ranges.ts';
import { readRange, type RangeReaderParts } from './range-reader.ts';

export interface ListenerParts extends RangeReaderParts {
  owner: string;
  /** How often leases are looked at. */
  balanceEvery: Duration;
}

export interface Listener {
  /** Ranges that this process reads now. */
  ranges(): number;
  /** Why it is not ready: the leases cannot be seen, or a range fails again and again. */
  notReady(): string[];
  /** Stops reading after the pages under way, and gives the ranges back. */
  stop(): Promise<void>;
}

/** Owns its share of a container's ranges and reads each in a loop of its own. Several may run at once. */
export function startListener(parts: ListenerParts): Listener {
  const { clock, log, container, leases, feed, owner } = parts;
  const stopping = new AbortController();
  const readers = new Map<string, Promise<void>>();
  const troubles = new Map<string, string>();
  let observations: Observations = new Map();
  let watching = false;

  const begin = (lease: Versioned<RangeLease>) => {
    const { id } = lease.document;
    log.info('range taken', { container, range: id, epoch: lease.document.epoch });
    const report = (trouble: string | undefined) =>
      trouble === undefined ? troubles.delete(id) : troubles.set(id, trouble);
    const done = readRange(parts, lease, report, stopping.signal).finally(() => {
      readers.delete(id);
      troubles.delete(id);
    });
    readers.set(id, done);
  };

  const take = async (seen: Versioned<RangeLease>) => {
    const { document } = seen;
    const next = { ...document, owner, epoch: document.epoch + 1, renewals: document.renewals + 1 };
    const taken = await leases.replace(seen, next, { signal: stopping.signal }).catch(unlessLost);
    if (taken) begin(taken);
  };

  const create = async ({ min, max }: FeedRange) => {
    const fresh = {
      id: `${min}-${max}`,
      feed: container,
      min,
      max,
      owner: '',
      epoch: 0,
      generation: randomUUID(),
      renewals: 0,
    };
    await leases.create(fresh, { signal: stopping.signal }).catch(unlessExists);
  };

  const balance = async () => {
    const options = { signal: stopping.signal };
    const [known, ranges] = await Promise.all([leases.list(container, options), feed.ranges(options)]);
    const missing = uncovered(ranges, known);
    for (const range of missing) await create(range);
    const all = missing.length > 0 ? await leases.list(container, options) : known;
    const now = clock.monotonic();
    observations = observe(observations, all, now);
    for (const lease of chooseRanges({ leases: all, observations, owner, now, freeAfter: parts.times.rangeFreeAfter }))
      if (!readers.has(lease.document.id)) await take(lease);
    // A lease in our name that nobody here reads is what an answer lost on its way left behind.
    for (const lease of all) if (lease.document.owner === owner && !readers.has(lease.document.id)) await take(lease);
  };

  const loop = async () => {
    while (!stopping.signal.aborted) {
      try {
        await balance();
        watching = true;
      } catch (error) {
        if (stopping.signal.aborted) return;
        watching = false;
        log.warn('cannot see the range leases', { container, err: error });
      }
      await clock.sleep(parts.balanceEvery, stopping.signal).catch(() => undefined);
    }
  };
  const running = loop();

  return {
    ranges: () => readers.size,
    notReady: () => [...(watching ? [] : [`the range leases of ${container} are not seen`]), ...troubles.values()],
    async stop() {
      stopping.abort(new Error('stopping'));
      await running;
      await Promise.all(readers.values());
      await giveBack(parts);
    },
  };
}

/** A released range is taken up at once instead of after `freeAfter`. Best effort: without it the range frees itself. */
async function giveBack({ leases, container, owner, log }: ListenerParts): Promise<void> {
  try {
    for (const lease of await leases.list(container))
      if (lease.document.owner === owner)
        await leases
          .replace(lease, { ...lease.document, owner: '', renewals: lease.document.renewals + 1 })
          .catch(unlessLost);
  } catch (error) {
    log.info('ranges could not be given back; they free themselves', { container, err: error });
  }
}

const unlessLost = (error: unknown): undefined => {
  if (!isStoreError(error, 'lost-lease')) throw error;
};

const unlessExists = (error: unknown): undefined => {
  if (!isStoreError(error, 'already-exists')) throw error;
};
