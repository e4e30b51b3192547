import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, seconds } from '@aro-rp/time';
import { NotYet } from './not-yet.ts';

const between = { first: seconds(1), cap: seconds(15) };

/**
 * Starts until it works, and again only after a {@link NotYet}, with growing pauses.
 * @param tell is told why each time @returns undefined when `signal` was aborted before
 * @throws whatever else `start` throws
 */
export async function startAgain<T>(
  start: () => Promise<T>,
  { clock, log, signal, tell }: { clock: Clock; log: Log; signal: AbortSignal; tell(why: string): void },
): Promise<T | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof NotYet)) throw error;
      log.warn('cannot start yet', { err: error });
      tell(error.message);
      await clock.sleep(backoff(between, attempt), signal).catch(() => undefined);
    }
  }
  return undefined;
}
