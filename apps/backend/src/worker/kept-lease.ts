import { isStoreError, type ProtocolTimes, type WorkRef, type WorkStore } from '@aro-rp/database';
import { type Log } from '@aro-rp/telemetry';
import { type Clock, type Duration, milliseconds } from '@aro-rp/time';
import { oneTry, tryTimeout } from './lease-write.ts';

/**
 * Why a slice was told to stop; the reason of its signal. Nothing is written after any of them; `over` reaches only what
 * a slice has left behind.
 */
export class SliceStopped extends Error {
  override readonly name = 'SliceStopped';
  constructor(readonly why: 'lost-lease' | 'not-renewed' | 'cap' | 'over') {
    super(`the slice was stopped: ${why}`);
  }
}

export interface KeptLease extends Disposable {
  /** The slice's one signal: aborted with {@link SliceStopped}. Every outward call of the slice gets it (W8). */
  readonly signal: AbortSignal;
  /**
   * Resolves when the lease is surely held: at once, or after a slow take when it was renewed. To be awaited before the
   * first step. @throws the signal's reason
   */
  confirmed(): Promise<void>;
  /**
   * The write that ends the slice, after any renewal that is under way and with none after it.
   * @throws the signal's reason when the slice was stopped before
   */
  end<T>(write: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

export interface KeepLeaseOptions {
  work: Pick<WorkStore, 'renew'>;
  clock: Clock;
  times: Pick<ProtocolTimes, 'renewEvery' | 'abortAfter' | 'callTimeout'>;
  /** W8: how long the slice may go on in all, from `takenAt`. */
  cap: Duration;
  ref: WorkRef;
  leaseId: string;
  /** Monotonic time at the start of the first try of the take, which is the first renewal. */
  takenAt: number;
  log: Log;
}

/** So that a database that refuses at once is not asked in a busy loop; far below every time that matters. */
const betweenFailedRenewals = milliseconds(100);

/**
 * W8: renews the lease of one slice until the slice ends, its cap is over or it is disposed. Renewals belong to the
 * slice: when it is over they stop, whatever the process does.
 */
export function keepLease(options: KeepLeaseOptions): KeptLease {
  const { work, clock, times, cap, ref, leaseId, takenAt, log } = options;
  const limit = tryTimeout(times);
  const stopped = new AbortController();
  const stop = (why: SliceStopped['why']) => stopped.abort(new SliceStopped(why));
  const held = Promise.withResolvers<void>();
  stopped.signal.addEventListener('abort', () => held.resolve(), { once: true });
  const until = (moment: number) => milliseconds(Math.max(0, moment - clock.monotonic()));
  /** A moment that has passed stops at once: a timer would let a step begin before it. */
  const stopAt = (moment: number, why: SliceStopped['why']): Disposable => {
    if (moment <= clock.monotonic()) stop(why);
    return clock.schedule(until(moment), () => stop(why));
  };

  let ending = false;
  const capped = stopAt(takenAt + cap, 'cap');
  let overdue = stopAt(takenAt + times.abortAfter, 'not-renewed');
  let next: Disposable | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  // W8: renewal and end go through one queue.
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const turn = queue.then(write);
    queue = turn.catch(() => undefined);
    return turn;
  };

  const renewAt = (moment: number) => {
    next = clock.schedule(until(moment), () => void inTurn(renew));
  };
  const renew = async () => {
    if (ending || stopped.signal.aborted) return;
    const began = clock.monotonic();
    try {
      await oneTry(clock, limit, stopped.signal, (signal) => work.renew(ref, leaseId, { signal }));
      if (stopped.signal.aborted) return;
      // Aborted at 25 s after the start of the last good renewal, not after its answer.
      overdue[Symbol.dispose]();
      overdue = stopAt(began + times.abortAfter, 'not-renewed');
      held.resolve();
      renewAt(began + times.renewEvery);
    } catch (error) {
      if (stopped.signal.aborted) return;
      if (isStoreError(error, 'lost-lease')) return stop('lost-lease');
      log.warn('the lease was not renewed; trying again', { err: error, lease: leaseId });
      renewAt(clock.monotonic() + betweenFailedRenewals);
    }
  };
  // A slow take has used up of the lease what its first step may need.
  if (clock.monotonic() - takenAt > times.renewEvery) void inTurn(renew);
  else {
    held.resolve();
    renewAt(takenAt + times.renewEvery);
  }

  return {
    signal: stopped.signal,
    async confirmed() {
      await held.promise;
      stopped.signal.throwIfAborted();
    },
    end(write) {
      ending = true;
      return inTurn(async () => {
        stopped.signal.throwIfAborted();
        return write(stopped.signal);
      });
    },
    [Symbol.dispose]() {
      ending = true;
      for (const timer of [capped, overdue, next]) timer?.[Symbol.dispose]();
      stop('over');
    },
  };
}
