import { type Clock, seconds } from '@aro-rp/time';
import { type ServerClock } from './stores.ts';

const every = seconds(1);

/**
 * After a jump the server clock settles by answers (T1), but a process that takes nothing asks for nothing: so this
 * asks once a second until the clock is known again. Never keeps a process alive.
 * @returns to be called after every answer; disposing it stops the asking
 */
export function settling(
  clock: Clock,
  serverClock: ServerClock,
  ask: () => Promise<void>,
): { answered(): void } & Disposable {
  let waiting: Disposable | undefined;
  let stopped = false;
  const answered = () => {
    if (stopped || waiting || serverClock.isKnown()) return;
    waiting = clock.schedule(every, () => {
      waiting = undefined;
      ask().catch(answered);
    });
  };
  return {
    answered,
    [Symbol.dispose]() {
      stopped = true;
      waiting?.[Symbol.dispose]();
    },
  };
}
