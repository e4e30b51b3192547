import { randomUUID } from 'node:crypto';
import {
  type ChangeFeed,
  isStoreError,
  type ProtocolTimes,
  type RangeLease,
  type RangeLeaseStore,
  type ServerClock,
  type StoreError,
  type Versioned,
  type WorkContainer,
} from '@aro-rp/database';
import { type Publisher, type QueueName } from '@aro-rp/messaging';
import { type Log, type Metrics } from '@aro-rp/telemetry';
import { backoff, type Clock, type Duration, milliseconds, seconds, withTimeout } from '@aro-rp/time';
import { announce } from './announce.ts';

export interface RangeReaderParts {
  container: WorkContainer;
  queue: QueueName;
  feed: ChangeFeed;
  leases: RangeLeaseStore;
  publisher: Publisher;
  serverClock: ServerClock;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  times: ProtocolTimes;
  /** An idle range writes its lease this often, so that observers see it alive. */
  renewEvery: Duration;
}

const errorDelays = { first: milliseconds(100), cap: seconds(5) };
/** Failures in a row from which on the service says that it is not ready. */
const worrying = 3;

/**
 * Reads one range and announces its work until the lease is another's or the signal aborts. Never throws: every error
 * but a lost lease is tried again, the whole page each time; message ids drop the doubles (L5). The lease is renewed all
 * the while, so that a broker that is away does not send the range from one process to the next.
 * @param seen the range's lease, just written by this process
 * @param report told what is wrong with the range, and `undefined` when nothing is any more
 */
export async function readRange(
  parts: RangeReaderParts,
  seen: Versioned<RangeLease>,
  report: (trouble: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, metrics, container, renewEvery } = parts;
  let lease = seen;
  let renewedAt = clock.monotonic();
  let failures = 0;
  let caughtUpAt = clock.monotonic();
  using _lag = metrics.observe('feed_lag_seconds', () => (clock.monotonic() - caughtUpAt) / 1000, {
    container,
    range: seen.document.id,
  });
  const write = async (place: Partial<RangeLease>) => {
    lease = await writeLease(parts, lease, place, signal);
    renewedAt = clock.monotonic();
  };
  while (!signal.aborted) {
    try {
      if (clock.monotonic() - renewedAt >= renewEvery) await write({});
      const page = await readAndPublish(parts, lease, signal);
      if (page.kind === 'refused') {
        lease = await beginAgain(parts, lease, page.error, signal);
        continue;
      }
      if (failures > 0) report(undefined);
      failures = 0;
      // L5: after the broker has confirmed every message of the page.
      if (page.checkpoint) await write({ continuation: page.continuation });
      if (!page.more) caughtUpAt = clock.monotonic();
      if (!page.more) await clock.sleep(parts.times.feedPoll, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isStoreError(error, 'lost-lease')) {
        log.info('range taken over by another', { container, range: lease.document.id });
        return;
      }
      metrics.count('feed_errors_total', { container });
      log.warn('the page is read again', { container, range: lease.document.id, err: error });
      failures += 1;
      if (failures >= worrying) report(`range ${lease.document.id} of ${container} fails: ${(error as Error).message}`);
      await clock.sleep(backoff(errorDelays, Math.min(failures, 10)), signal).catch(() => undefined);
    }
  }
}

type PageRead =
  | { kind: 'published'; continuation: string; checkpoint: boolean; more: boolean }
  | { kind: 'refused'; error: StoreError };

const refused = (error: unknown): { error: StoreError } => {
  if (isStoreError(error, 'refused-continuation')) return { error };
  throw error;
};

async function readAndPublish(
  parts: RangeReaderParts,
  { document: lease }: Versioned<RangeLease>,
  signal: AbortSignal,
): Promise<PageRead> {
  const { feed, publisher, serverClock, container, queue, times, metrics } = parts;
  const page = await feed.read({ min: lease.min, max: lease.max }, lease.continuation, { signal }).catch(refused);
  if ('error' in page) return { kind: 'refused', error: page.error };
  const now = serverClock.now();
  const messages = page.documents
    .map((found) => announce(found, { container, generation: lease.generation }, now, times))
    .filter((message) => message !== undefined);
  if (messages.length > 0) {
    // Shorter than the time after which a range that is not renewed is free.
    using limit = withTimeout(parts.clock, milliseconds(times.rangeFreeAfter / 2), signal);
    await publisher.publish(queue, messages, { signal: limit.signal });
    metrics.count('messages_published_total', { container }, messages.length);
  }
  const { continuation, more } = page;
  return {
    kind: 'published',
    continuation,
    more,
    checkpoint: page.documents.length > 0 && continuation !== lease.continuation,
  };
}

/**
 * Renewal and checkpoint are the same write.
 * @throws StoreError `lost-lease` when the range has another owner: stop, forget the page (L5)
 */
function writeLease(
  { leases }: RangeReaderParts,
  seen: Versioned<RangeLease>,
  place: Partial<RangeLease>,
  signal: AbortSignal,
): Promise<Versioned<RangeLease>> {
  return leases.replace(seen, { ...seen.document, ...place, renewals: seen.document.renewals + 1 }, { signal });
}

/** L5: a refused continuation is dropped; the range begins at the beginning, under a new generation (L3). */
async function beginAgain(
  parts: RangeReaderParts,
  seen: Versioned<RangeLease>,
  error: unknown,
  signal: AbortSignal,
): Promise<Versioned<RangeLease>> {
  const { log, metrics, container, leases } = parts;
  log.error('continuation refused; the range is read from its beginning', {
    container,
    range: seen.document.id,
    err: error,
  });
  metrics.count('feed_restarts_total', { container });
  const { continuation: _refused, ...rest } = seen.document;
  const next = { ...rest, generation: randomUUID(), renewals: rest.renewals + 1 };
  return leases.replace(seen, next, { signal });
}
