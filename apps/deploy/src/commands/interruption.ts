import { type Clock, seconds } from '@aro-rp/time';
import { DeployError } from '../deploy-error.ts';
import { type Interruption } from '../release/index.ts';

/** How long a first Ctrl-C waits for a second one. */
const secondWithin = seconds(5);

interface Options {
  clock: Clock;
  undoes: boolean;
  tell(text: string): void;
  /** What to run to go on, for the message. */
  again: string;
}

/**
 * SIGTERM and Ctrl-C stop: nothing is undone, the same command goes on. Where something can be undone, a second Ctrl-C
 * within five seconds does that, and a third stops. A stop that is asked for twice ends the process at once.
 */
export function listenForSignals({ clock, undoes, tell, again }: Options): { interruption: Interruption } & Disposable {
  const stop = new AbortController();
  const undo = new AbortController();
  const end = (signal: string) => {
    if (stop.signal.aborted) process.exit(1);
    stop.abort(
      new DeployError('failed', `stopped by ${signal}; what Azure was told goes on there. Go on with: ${again}`),
    );
  };
  let waiting: Disposable | undefined;
  const onInterrupt = () => {
    if (!undoes || undo.signal.aborted) return end('Ctrl-C');
    if (waiting) {
      waiting[Symbol.dispose]();
      tell('undoing; Ctrl-C once more stops that');
      return undo.abort(new DeployError('failed', 'Ctrl-C'));
    }
    tell('stopping in five seconds, so that the same command goes on; Ctrl-C again undoes it instead');
    waiting = clock.schedule(secondWithin, () => end('Ctrl-C'));
  };
  const onTerminate = () => end('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return {
    interruption: { stop: stop.signal, undo: undo.signal },
    [Symbol.dispose]() {
      waiting?.[Symbol.dispose]();
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    },
  };
}
