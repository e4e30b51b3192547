import { type Clock, type Duration } from '@aro-rp/time';

/** Runs one piece of work again and again, never twice at the same time. */
export interface Loop {
  /** Soon; one that is asked for while it runs comes after it. */
  kick(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/**
 * @param work brings the world one step nearer to what is wanted, from what it finds. It returns when it wants to look
 *   again, if it does; whatever it throws is reported, and it is tried again after `retry`
 */
export function createLoop(
  clock: Clock,
  retry: Duration,
  work: () => Promise<Duration | undefined>,
  report: (error: unknown) => void,
): Loop {
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isStopped = false;
  let timer: Disposable | undefined;

  const later = (duration: Duration | undefined) => {
    timer?.[Symbol.dispose]();
    timer = duration === undefined || isStopped ? undefined : clock.schedule(duration, kick);
  };
  const run = async () => {
    while (isWanted && !isStopped) {
      isWanted = false;
      try {
        later(await work());
      } catch (error) {
        if (!isStopped) report(error);
        later(retry);
      }
    }
    running = undefined;
  };
  const kick = () => {
    isWanted = true;
    running ??= Promise.resolve().then(run);
  };
  return {
    kick,
    async stop() {
      isStopped = true;
      timer?.[Symbol.dispose]();
      await running;
    },
  };
}
