import { type Clock } from '@aro-rp/time';
import { type ServerClock } from './stores.ts';

/**
 * Server time at this moment, in milliseconds, the same however often it is asked: what a write says of time counts
 * from the start of its first try (D2). The server clock is asked when the answer is first needed; a read that came
 * before may have made it known (T1).
 */
export function firstTry({ clock, serverClock }: { clock: Clock; serverClock: ServerClock }): () => number {
  const begunAt = clock.monotonic();
  let time: number | undefined;
  return () => (time ??= Math.round(serverClock.now() - (clock.monotonic() - begunAt)));
}
