import { randomUUID } from 'node:crypto';
import {
  type ETag,
  type ProtocolTimes,
  type ServerClock,
  type Versioned,
  type WorkDocument,
  type WorkRef,
  type WorkStore,
} from '@aro-rp/database';
import { type IncomingMessage } from '@aro-rp/messaging';
import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, milliseconds, type Random, seconds } from '@aro-rp/time';
import { decide, type Decision, type DecisionContext } from './decide.ts';
import { mayPass, oneTry, tryTimeout } from './lease-write.ts';

/** A document that was just taken, and what the slice needs to keep it. */
export interface Taken {
  ref: WorkRef;
  leaseId: string;
  taken: Versioned<WorkDocument>;
  /** Monotonic time at the start of the first try of the take. */
  takenAt: number;
  /** Server time at that moment, in milliseconds since 1970 (T1). */
  serverTime: number;
}

/**
 * - `taken`: its slice is to be run, the message to be completed.
 * - `complete`: there is nothing to do for the message, now or later.
 * - `leave`: it comes back when its lock ends.
 */
export type Settled =
  | { kind: 'taken'; taken: Taken }
  | { kind: 'complete'; why: Extract<Decision, { kind: 'complete' }>['why'] | 'missing' }
  | { kind: 'leave'; why: 'unknown-plan' | 'absent' | 'older' | 'contended' | 'draining' };

export interface TakeOptions {
  work: Pick<WorkStore, 'read' | 'take'>;
  serverClock: ServerClock;
  clock: Clock;
  times: ProtocolTimes;
  /** This process, as leases name it. */
  owner: string;
  knows: DecisionContext['knows'];
  log: Log;
  random?: Random;
}

/** W2: a document that is absent, or older than the message, on so many deliveries will not show any more. */
const hopelessDeliveries = 5;

const rereads = { first: milliseconds(50), cap: seconds(2) };

/**
 * W2 to W6: reads, decides and takes, again and again, for at most the back-off of W2, or after a take without an answer
 * until it would be of no use any more.
 * @throws what kept it from deciding; the signal's reason, but not before it is known whether a take took effect
 */
export async function takeOrLeave(
  options: TakeOptions,
  message: Pick<IncomingMessage, 'body' | 'deliveryCount'>,
  signal: AbortSignal,
): Promise<Settled> {
  const { work, serverClock, clock, times, owner, knows, log, random } = options;
  const { container, partitionKey, id } = message.body;
  const ref: WorkRef = { container, partitionKey, id };
  const limit = tryTimeout(times);
  const givesUpAt = clock.monotonic() + times.readBackoff;
  // D2: chosen once, outside every retry.
  const leaseId = randomUUID();
  /** The first try on the version that is being taken: the lease may have begun then, whichever try took effect. */
  let first: { etag: ETag; takenAt: number; serverTime: number } | undefined;
  /** A take has no answer. A drain does not cut the question off: a take that is forgotten costs an attempt (W10). */
  let inDoubt = false;

  /** Whether the last read that was answered showed nothing that can be taken: the answer when time runs out. */
  let unready: 'absent' | 'older' | undefined;

  const deadline = () => (first ? first.takenAt + times.abortAfter : givesUpAt);
  const left = () => milliseconds(Math.max(0, Math.min(limit, deadline() - clock.monotonic())));
  const unlessInDoubt = () => (inDoubt ? undefined : signal);
  const won = (taken: Versioned<WorkDocument>, { takenAt, serverTime }: NonNullable<typeof first>): Settled => ({
    kind: 'taken',
    taken: { ref, leaseId, taken, takenAt, serverTime },
  });

  const take = async (seen: Versioned<WorkDocument>) => {
    try {
      return await oneTry(clock, limit, undefined, (limited) =>
        work.take(ref, seen, { id: leaseId, owner }, { signal: limited }),
      );
    } catch (error) {
      inDoubt = true;
      log.warn('the take has no answer', { err: error, documentId: id });
      throw error;
    }
  };

  const attempt = async (): Promise<Settled | Again> => {
    // T1: without server time nothing is begun.
    if (!inDoubt) serverClock.now();
    let read = await oneTry(clock, left(), unlessInDoubt(), (limited) => work.read(ref, { signal: limited }));
    inDoubt = false;
    for (;;) {
      // D2: a take whose answer was lost has won when its id is there.
      if (first && read?.document.lease?.id === leaseId) return won(read, first);
      signal.throwIfAborted();
      const now = serverClock.now();
      const decision = decide(message.body, read, { now, times, knows });
      if (decision.kind === 'reread') return { kind: 'again', why: (unready = decision.why) };
      unready = undefined;
      if (decision.kind !== 'take') return decision;

      const { seen } = decision;
      if (first?.etag !== seen.etag) first = { etag: seen.etag, takenAt: clock.monotonic(), serverTime: now };
      const result = await take(seen);
      if (result.kind === 'taken') return won(result.taken, first);
      // W6: the whole decision anew on what is there now, never a blind repeat of the write.
      read = result.current;
      if (clock.monotonic() > givesUpAt) return { kind: 'leave', why: 'contended' };
    }
  };

  for (let attempts = 0; ; attempts++) {
    const outcome = await attempt().catch((error: unknown): Again => {
      if (!mayPass(error)) throw error;
      return { kind: 'again', error };
    });
    if (outcome.kind !== 'again') return outcome;
    const delay = backoff(rereads, attempts, random);
    if (clock.monotonic() + delay > deadline()) {
      // A last read that the end of the back-off has cut off takes nothing back of what the one before it saw.
      const why = 'error' in outcome ? unready : outcome.why;
      if (why === undefined) throw (outcome as { error: unknown }).error;
      const hopeless = message.deliveryCount + 1 >= hopelessDeliveries;
      return hopeless ? { kind: 'complete', why: 'missing' } : { kind: 'leave', why };
    }
    await clock.sleep(delay, unlessInDoubt());
  }
}

type Again = { kind: 'again'; why: 'absent' | 'older' } | { kind: 'again'; error: unknown };
