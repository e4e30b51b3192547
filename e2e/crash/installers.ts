import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type LogLine, type System } from '../harness/system.ts';

interface Running {
  pid: number;
  /** As `create manifests`. */
  command: string;
}

/** The installers that run for the backend, or that one before it has left running (proc(5)). */
function installersOf({ dataDir }: System): Running[] {
  const runs = join(dataDir, 'installers', 'backend', 'runs');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => attempt(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(runs))
    .map((pid) => {
      const words = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
      const start = words.indexOf('create');
      return { pid: Number(pid), command: words.slice(start, start + 2).join(' ') };
    });
}

/** Whoever has ended meanwhile says nothing. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/**
 * Stops the installer in the middle of that command, which then stays there until somebody ends it. A signal takes its
 * time: a process that is about to become its program, as one that is met early is, shows no command until it has stopped.
 * @throws Error when it ended before it stopped
 */
export async function stopInstaller(system: System, command: string): Promise<void> {
  for (;;) {
    const found = installersOf(system).find((one) => one.command === command);
    if (!found) {
      await turn();
      continue;
    }
    process.kill(-found.pid, 'SIGSTOP');
    for (let state = ''; state !== 'T'; state = stateOf(found.pid)) {
      if (['Z', 'X', 'gone'].includes(state)) throw new Error(`${command} ended before it stopped`);
      await turn();
    }
    return;
  }
}

/** `T` when it has stopped, `Z` when it has ended (proc(5), "stat"). */
const stateOf = (pid: number): string =>
  /\) (\w)/.exec(attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8')))?.[1] ?? 'gone';

/**
 * Kills the backend while its installer runs that command, and waits for the next backend to say that it has ended it.
 * @returns what still runs of it. @throws Error when none ran
 */
export async function killLeaving(system: System, command: string): Promise<number[]> {
  const running = installersOf(system);
  if (!running.some((one) => one.command === command))
    throw new Error(`no installer runs ${command}, but ${JSON.stringify(running)}`);
  const ended = nextLine(system, ({ message }) => message?.startsWith('ended what an earlier process left') === true);
  system.kill('backend');
  await ended;
  const pids = new Set(running.map(({ pid }) => pid));
  return installersOf(system).flatMap(({ pid }) => (pids.has(pid) ? [pid] : []));
}

/** The next line of the backend that `matches`. */
export async function nextLine(system: System, matches: (line: LogLine) => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  using _ = system.onLine((service, line) => {
    if (service === 'backend' && matches(line)) resolve();
  });
  await promise;
}
