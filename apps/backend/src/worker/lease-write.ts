import { isStoreError, type ProtocolTimes } from '@aro-rp/database';
import { type Clock, type Duration, milliseconds, TimeoutError, withTimeout } from '@aro-rp/time';

/**
 * W8: how long one try of a write may take that the lease depends on. A renewal that begins on time and gets no answer
 * is tried once more before the slice is aborted; the same goes for the take and for the end.
 */
export const tryTimeout = (times: Pick<ProtocolTimes, 'renewEvery' | 'abortAfter' | 'callTimeout'>): Duration =>
  milliseconds(Math.min(times.callTimeout, (times.abortAfter - times.renewEvery) / 2));

/**
 * One try of a call of Cosmos DB. @throws the signal's reason when that is aborted, a {@link TimeoutError} when `limit`
 * has passed, else what the call throws
 */
export async function oneTry<T>(
  clock: Clock,
  limit: Duration,
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using timeout = withTimeout(clock, limit, signal);
  try {
    return await call(timeout.signal);
  } catch (error) {
    timeout.signal.throwIfAborted();
    throw error;
  }
}

/** Whether another try may fare better. Whether this one took effect, only reading tells. */
export const mayPass = (error: unknown): boolean =>
  error instanceof TimeoutError || isStoreError(error, 'unavailable', 'throttled', 'contended', 'clock-unknown');
