import { type ServerClock } from '@aro-rp/database';
import { type Clock, milliseconds } from '@aro-rp/time';

const lookEvery = milliseconds(250);

/** T1: resolves when server time is known; it asks nobody for it. @throws the signal's reason */
export async function untilKnown(
  serverClock: Pick<ServerClock, 'isKnown'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!serverClock.isKnown()) await clock.sleep(lookEvery, signal);
}
