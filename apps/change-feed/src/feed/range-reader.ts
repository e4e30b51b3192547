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
import { backoff, type Clock, type Duration, milliseconds, seconds } from '@aro-rp/time';
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

/**
 * Reads one range and announces its work until the lease is another's or the signal aborts. Never throws: every error
 * but a lost lease is tried again, the whole page each time; message ids drop the doubles (L5).
 * @param seen the range's lease, just written by this process
 */
export async function readRange(
  parts: RangeReaderParts,
  seen: Versioned<RangeLease>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, metrics, container } = parts;
  let lease = seen;
  let renewedAt = clock.monotonic();
  let failures = 0;
  while (!signal.aborted) {
    try {
      const page = await readAndPublish(parts, lease, signal);
      if (page.kind === 'refused') {
        lease = await beginAgain(parts, lease, page.error, signal);
        continue;
      }
      failures = 0;
      if (page.checkpoint || clock.monotonic() - renewedAt >= parts.renewEvery) {
        // L5: after the broker has confirmed; renewal and checkpoint are the same write.
        lease = await checkpoint(parts, lease, { continuation: page.continuation }, signal);
        renewedAt = clock.monotonic();
      }
      if (!page.more) await clock.sleep(parts.times.feedPoll, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isStoreError(error, 'lost-lease')) {
        log.info('range taken over by another', { container, range: lease.document.id });
        return;
      }
      metrics.count('feed_errors_total', { container });
      log.warn('the page is read again', { container, range: lease.document.id, err: error });
      await clock.sleep(backoff(errorDelays, Math.min(failures++, 10)), signal).catch(() => undefined);
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
    await publisher.publish(queue, messages, { signal });
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

/** @throws StoreError `lost-lease` when the range has another owner: stop, forget the page (L5). */
function checkpoint(
  { leases }: RangeReaderParts,
  seen: Versioned<RangeLease>,
  place: { continuation: string },
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
