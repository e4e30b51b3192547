import { type ServerClock, type WorkContainer, type WorkStore } from '@aro-rp/database';
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

/**
 * S1: announces what has stood still for too long, under an id of its own: one that was used inside the duplicate window
 * would be accepted and dropped. S2: whatever it finds is an alert, since the feed should have seen to it.
 * @returns how many documents it found
 */
export async function sweep(parts: SweepParts, container: WorkContainer, signal: AbortSignal): Promise<number> {
  const { work, publisher, serverClock, log, metrics, queues } = parts;
  const messages: OutgoingMessage[] = [];
  for await (const { ref, found } of work.stranded(container, { signal })) {
    const { document } = found;
    const etag = found.etag.replaceAll('"', '');
    const { revision, plan, provisioningState, lease } = document;
    log.error('stranded work found; it is announced again', {
      alert: 'stranded-work',
      container,
      documentId: ref.id,
      provisioningState,
      step: plan?.cursor,
      waitingFor: plan?.waitingFor,
      attempts: plan?.attempts,
      leaseOwner: lease?.owner,
    });
    messages.push({
      messageId: `${ref.id}.${etag}.sweep.${Math.floor(serverClock.now() / bucket)}`,
      body: { container, id: ref.id, partitionKey: ref.partitionKey, etag, revision },
    });
  }
  metrics.set('stranded_documents', messages.length, { container });
  if (messages.length > 0) await publisher.publish(queues[container], messages, { signal });
  return messages.length;
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
  const { clock, log, every, queues } = parts;
  while (!signal.aborted) {
    await clock.sleep(every, signal).catch(() => undefined);
    for (const container of Object.keys(queues) as WorkContainer[]) {
      if (signal.aborted) return;
      await sweep(parts, container, signal).catch((error: unknown) => {
        if (!signal.aborted) log.error('sweep failed', { container, err: error });
      });
    }
  }
}
