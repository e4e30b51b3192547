import {
  type ServerClock,
  type Versioned,
  type WorkContainer,
  type WorkDocument,
  type WorkRef,
  type WorkStore,
} from '@aro-rp/database';
import { type OutgoingMessage, type Publisher, type QueueName } from '@aro-rp/messaging';
import { type Log, type Metrics } from '@aro-rp/telemetry';
import { type Clock, type Duration, minutes } from '@aro-rp/time';

export interface SweepParts {
  work: WorkStore;
  publisher: Publisher;
  serverClock: ServerClock;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  every: Duration;
  queues: Readonly<Record<WorkContainer, QueueName>>;
}

const bucket = minutes(5);
const batchSize = 100;

/**
 * S1: announces what has stood still for too long, under an id of its own: one that was used inside the duplicate window
 * would be accepted and dropped. S2: whatever it finds is an alert, since the feed should have seen to it.
 * @returns how many documents it found
 */
export async function sweep(parts: SweepParts, container: WorkContainer, signal: AbortSignal): Promise<number> {
  const { work, publisher, serverClock, log, metrics, queues } = parts;
  let found = 0;
  let batch: OutgoingMessage[] = [];
  const publish = async () => {
    if (batch.length > 0) await publisher.publish(queues[container], batch, { signal });
    batch = [];
  };
  try {
    for await (const stranded of work.stranded(container, { signal })) {
      found += 1;
      report(log, stranded);
      batch.push(messageFor(stranded, serverClock.now()));
      if (batch.length === batchSize) await publish();
    }
  } finally {
    // What was found before the query failed must not wait for a query that succeeds.
    await publish();
    metrics.set('stranded_documents', found, { container });
  }
  return found;
}

interface Stranded {
  ref: WorkRef;
  found: Versioned<WorkDocument>;
}

function report(log: Log, { ref, found: { document } }: Stranded): void {
  const { plan, provisioningState, lease } = document;
  log.error('stranded work found; it is announced again', {
    alert: 'stranded-work',
    container: ref.container,
    documentId: ref.id,
    provisioningState,
    step: plan?.cursor,
    waitingFor: plan?.waitingFor,
    attempts: plan?.attempts,
    leaseOwner: lease?.owner,
  });
}

function messageFor({ ref, found }: Stranded, now: number): OutgoingMessage {
  const etag = found.etag.replaceAll('"', '');
  return {
    messageId: `${ref.id}.${etag}.sweep.${Math.floor(now / bucket)}`,
    body: { ...ref, etag, revision: found.document.revision },
  };
}

/** Sweeps every `every` until stopped. A failed sweep is logged; the next one sees the same documents. */
export function startSweeping(parts: SweepParts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = sweepRegularly(parts, stopping.signal);
  return {
    async stop() {
      stopping.abort(new Error('stopping'));
      await running;
    },
  };
}

async function sweepRegularly(parts: SweepParts, signal: AbortSignal): Promise<void> {
  const { clock, log, metrics, every, queues } = parts;
  while (!signal.aborted) {
    await clock.sleep(every, signal).catch(() => undefined);
    for (const container of Object.keys(queues) as WorkContainer[]) {
      if (signal.aborted) return;
      await sweep(parts, container, signal).catch((error: unknown) => {
        if (signal.aborted) return;
        metrics.count('sweeps_failed', { container });
        log.error('sweep failed', { container, err: error });
      });
    }
  }
}
