import { type Clock, type Duration } from '@aro-rp/time';
import { type RunningProgram } from './running-program.ts';

/** The systemd unit of a machine: one program that is started again whenever it ends. */
export interface Unit {
  pid(): number | undefined;
  /** How often it was started again after it had ended by itself. */
  restarts(): number;
  /** For good. Resolves when it has ended, after `limit` at the latest. */
  stop(limit: Duration): Promise<void>;
}

interface UnitOptions {
  name: string;
  clock: Clock;
  /** Until it is started again. */
  restartAfter: Duration;
  /** What comes before each start. The next attempt follows when it throws. */
  prepare(signal: AbortSignal): Promise<void>;
  start(): RunningProgram;
  /** A line of the machine's serial console. */
  console(line: string): void;
}

export function startUnit({ name, clock, restartAfter, prepare, start, console }: UnitOptions): Unit {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: RunningProgram | undefined;
  let restarts = 0;

  const once = async (): Promise<void> => {
    try {
      await prepare(signal);
    } catch (error) {
      if (!signal.aborted) console(`${name}.service: ${(error as Error).message}`);
      return;
    }
    if (signal.aborted) return;
    running = start();
    console(`Started ${name}.service`);
    const how = await running.ended;
    const { lastLines } = running;
    running = undefined;
    if (signal.aborted) return;
    console(`${name}.service: Main process exited, ${how}`);
    for (const line of lastLines()) console(line);
    restarts += 1;
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await once();
      await clock.sleep(restartAfter, signal).catch(() => undefined);
    }
  };
  const done = run();

  return {
    pid: () => running?.pid,
    restarts: () => restarts,
    async stop(limit) {
      stopping.abort(new Error('stopped'));
      await running?.stop(limit);
      await done;
    },
  };
}
