import { type Database } from '@aro-rp/database';
import { type Log } from '@aro-rp/telemetry';
import { type Clock, seconds } from '@aro-rp/time';

const lookEvery = seconds(1);

/**
 * T1: asks Cosmos DB for its time until it is known. A process that is not ready gets no requests, and without
 * requests it would never learn it again after a jump.
 */
export function keepServerClock(
  { ping, serverClock }: Pick<Database, 'ping' | 'serverClock'>,
  { clock, log }: { clock: Clock; log: Log },
): Disposable {
  const stopped = new AbortController();
  const { signal } = stopped;
  const look = async () => {
    try {
      if (!serverClock.isKnown()) await ping({ signal });
    } catch (error) {
      if (!signal.aborted) log.warn('Cosmos DB does not tell its time', { err: error });
    }
  };
  const run = async () => {
    for (;;) {
      await look();
      await clock.sleep(lookEvery, signal);
    }
  };
  run().catch((error: unknown) => {
    if (!signal.aborted) log.error("no longer asking for Cosmos DB's time", { err: error });
  });
  return { [Symbol.dispose]: () => stopped.abort() };
}
