import { type Log } from '@aro-rp/telemetry';
import { type Clock, type Duration, TimeoutError, withTimeout } from '@aro-rp/time';
import { toClusterApiError } from './classify.ts';
import { ClusterApiError } from './cluster-api-error.ts';

/**
 * One call of a cluster, of one or several requests: ends within the limit, throws ClusterApiError, or the reason of the
 * caller's signal when that was aborted.
 */
export type Call = <T>(
  operation: string,
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<T>,
  /** `secret`: what is sent is, so the cluster's words are left out of an error: they may quote it. */
  content?: 'secret',
) => Promise<T>;

export interface CallSettings {
  clock: Clock;
  limit: Duration;
  log: Log;
}

export function createCall({ clock, limit, log }: CallSettings): Call {
  return async (operation, signal, send, content) => {
    signal.throwIfAborted();
    const began = clock.monotonic();
    using timeout = withTimeout(clock, limit, signal);
    const tell = (outcome: string) =>
      log.debug('cluster call', { operation, outcome, duration: Math.round(clock.monotonic() - began) });
    try {
      const result = await orAborted(send(timeout.signal), timeout.signal);
      tell('ok');
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const timedOut = timeout.signal.reason instanceof TimeoutError;
      const failure = timedOut
        ? new ClusterApiError('unreachable', operation, 'Timeout', `no answer within ${limit} ms`, { cause: error })
        : toClusterApiError(error, operation);
      tell(failure.code);
      if (content === 'secret' && !timedOut)
        throw new ClusterApiError(failure.kind, operation, failure.code, 'refused, or not sent');
      throw failure;
    }
  };
}

/** A connection that is still being made heeds the signal late. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
