import { type Log } from '@aro-rp/telemetry';
import { type Clock, seconds } from '@aro-rp/time';
import { type Database } from './database.ts';

const lookEvery = seconds(1);

/**
 * T1: asks Cosmos DB for its time while it is unknown. Without it no message is worked, and without work nothing would
 * ever tell it.
 */
export function keepServerClock(
  { ping, serverClock }: Pick<Database, 'ping' | 'serverClock'>,
  { clock, log }: { clock: Clock; log: Log },
): Disposable {
  const stopped = new AbortController();
  const { signal } = stopped;
  const run = async () => {
    while (!signal.aborted) {
      if (!serverClock.isKnown()) {
        await ping({ signal }).catch((error: unknown) => {
          if (!signal.aborted) log.warn('Cosmos DB does not tell its time', { err: error });
        });
      }
      await clock.sleep(lookEvery, signal).catch(() => undefined);
    }
  };
  void run();
  return { [Symbol.dispose]: () => stopped.abort() };
}
