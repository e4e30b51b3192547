import { type Clock, type Duration, minutes } from '@aro-rp/time';
import { DeployError } from '../deploy-error.ts';

/** How long Azure may give no answer before a release counts as failed. */
const patience = minutes(2);

export interface Polling {
  clock: Clock;
  every: Duration;
  within: Duration;
  signal: AbortSignal;
}

/**
 * Looks again and again until a look gives something. That Azure cannot be asked for a moment is no answer, and no end.
 * @returns undefined after the first look that gives nothing when the time is over
 * @throws the signal's reason, and what `look` throws for longer than two minutes
 */
export async function poll<T>(
  { clock, every, within, signal }: Polling,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const began = clock.monotonic();
  let answered = began;
  for (;;) {
    signal.throwIfAborted();
    try {
      const found = await look();
      if (found !== undefined) return found;
      answered = clock.monotonic();
      if (answered - began >= within) return undefined;
    } catch (error) {
      const mayPass = error instanceof DeployError && error.kind === 'failed';
      if (!mayPass || clock.monotonic() - answered >= patience) throw error;
    }
    await clock.sleep(every, signal);
  }
}
