import { randomUUID } from 'node:crypto';
import {
  isStoreError,
  type ProtocolTimes,
  type ServerClock,
  type Versioned,
  type WorkDocument,
  type WorkRef,
  type WorkStore,
} from '@aro-rp/database';
import { type Handler, type IncomingMessage } from '@aro-rp/messaging';
import { type Log, type Metrics } from '@aro-rp/telemetry';
import { backoff, type Clock, milliseconds, type Random, seconds } from '@aro-rp/time';
import { decide, type Decision, type DecisionContext } from './decide.ts';

/** A document that was just taken, and what the slice needs to keep it. */
export interface Taken {
  ref: WorkRef;
  leaseId: string;
  taken: Versioned<WorkDocument>;
  /** Monotonic time at the start of the first try of the take. */
  takenAt: number;
}

export interface HandleOptions {
  work: Pick<WorkStore, 'read' | 'take'>;
  serverClock: ServerClock;
  clock: Clock;
  times: ProtocolTimes;
  /** This process, as leases name it. */
  owner: string;
  knows: DecisionContext['knows'];
  /** Runs the slice to its end; what it throws is logged, and the watch-dog takes over. */
  runSlice(taken: Taken): Promise<void>;
  log: Log;
  metrics: Pick<Metrics, 'count'>;
  random?: Random;
}

/** W2: a document that is absent, or older than the message, on so many deliveries will not show any more. */
const hopelessDeliveries = 5;

const rereads = { first: milliseconds(50), cap: seconds(2) };

/** What to do with one message: read, decide, take, complete beside the slice. Nothing is ever abandoned (W7). */
export function createHandler(options: HandleOptions): Handler {
  const { serverClock, times, log, metrics, runSlice } = options;

  return async (message, signal) => {
    // T1: without server time nothing can be decided; the message comes back when its lock ends.
    if (!serverClock.isKnown()) return;
    const settled = await settle(options, message, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return { kind: 'leave', why: 'draining' } as const;
    });
    metrics.count('backend_messages', { outcome: settled.kind === 'taken' ? 'taken' : settled.why });
    if (settled.kind === 'leave') return;

    // W7: beside the slice. A message that is not completed comes back, finds a newer version and ends by W5.
    const completed = message.complete(times.completeWithin).then((confirmed) => {
      if (!confirmed) log.debug('the message was not completed and may come back', { messageId: message.messageId });
    });
    if (settled.kind === 'taken') await runSlice(settled.taken);
    await completed;
  };
}

type Settled = { kind: 'taken'; taken: Taken } | { kind: 'complete'; why: string } | { kind: 'leave'; why: string };

async function settle(options: HandleOptions, message: IncomingMessage, signal: AbortSignal): Promise<Settled> {
  const { work, serverClock, clock, times, owner, knows, log, random } = options;
  const { container, partitionKey, id } = message.body;
  const ref: WorkRef = { container, partitionKey, id };
  // D2: chosen once, outside every retry.
  const leaseId = randomUUID();
  const givesUpAt = clock.monotonic() + times.readBackoff;
  let takenAt: number | undefined;
  let read = await work.read(ref, { signal });

  for (let attempt = 0; ; attempt++) {
    // D2: a take whose answer was lost has won when its id is there.
    if (takenAt !== undefined && read?.document.lease?.id === leaseId)
      return { kind: 'taken', taken: { ref, leaseId, taken: read, takenAt } };

    const decision: Decision = decide(message.body, read, { now: serverClock.now(), times, knows });
    if (decision.kind === 'complete' || decision.kind === 'leave') return decision;

    const delay = backoff(rereads, attempt, random);
    if (clock.monotonic() + delay > givesUpAt) {
      if (decision.kind === 'take') return { kind: 'leave', why: 'contended' };
      const hopeless = message.deliveryCount + 1 >= hopelessDeliveries;
      return { kind: hopeless ? 'complete' : 'leave', why: decision.why };
    }

    if (decision.kind === 'take') {
      signal.throwIfAborted();
      takenAt ??= clock.monotonic();
      const result = await take(decision.seen);
      if (result?.kind === 'taken') return { kind: 'taken', taken: { ref, leaseId, taken: result.taken, takenAt } };
      // W6: the whole decision anew on what is there now, never a blind repeat of the write.
      if (result?.kind === 'moved') {
        read = result.current;
        continue;
      }
    }
    await clock.sleep(delay, signal);
    read = await work.read(ref, { signal });
  }

  /**
   * Not cut off by a drain: a take that took effect and was forgotten would cost an attempt (W10).
   * @returns undefined when there was no answer; whether it took effect shows in the next read
   */
  async function take(seen: Versioned<WorkDocument>) {
    try {
      return await work.take(ref, seen, { id: leaseId, owner });
    } catch (error) {
      if (!isStoreError(error, 'unavailable', 'throttled', 'contended')) throw error;
      log.warn('the take has no answer', { err: error, documentId: id });
      return undefined;
    }
  }
}
