import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

export interface ProcessDefinition {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Everything that the process prints, its restarts included. */
  logFile: string;
  onLine?: (line: string) => void;
  /** Told when it ended without being asked to, before it is started again. */
  onCrash?: (how: string) => void;
  onStart?: (pid: number) => void;
  /** Milliseconds before it is started again, the last for every time after; longer and longer ones unless told. */
  restartDelays?: readonly number[];
}

export interface Supervised {
  readonly name: string;
  pid(): number | undefined;
  /** Asks it to end, and after `limit` milliseconds makes it. */
  stop(limit: number): Promise<void>;
  /** Rejects if the process ends before `until` resolves; for start-up, where a crash is no reason to try again. */
  during<T>(until: Promise<T>): Promise<T>;
}

const growing = [100, 200, 500, 1_000, 2_000, 5_000];
const stableAfter = 10_000;

/** Keeps a process running, in this process's own group, until it is stopped. */
export function supervise(definition: ProcessDefinition): Supervised {
  const { name, command, args, env, logFile, restartDelays = growing } = definition;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: 'a' });
  let child: ChildProcess;
  let stopping = false;
  let crashes = 0;
  let waiting: NodeJS.Timeout | undefined;
  let ended: Promise<string>;
  const lastWords: string[] = [];

  const start = () => {
    const startedAt = Date.now();
    child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) definition.onStart?.(child.pid);
    read(child, log, (line) => {
      lastWords.push(line);
      if (lastWords.length > 5) lastWords.shift();
      definition.onLine?.(line);
    });
    ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
    });
    void ended.then((how) => {
      if (stopping) return;
      if (Date.now() - startedAt > stableAfter) crashes = 0;
      definition.onCrash?.(how);
      waiting = setTimeout(start, restartDelays[Math.min(crashes++, restartDelays.length - 1)]);
    });
  };
  start();

  return {
    name,
    pid: () => (child.exitCode === null && child.signalCode === null ? child.pid : undefined),
    async stop(limit) {
      stopping = true;
      clearTimeout(waiting);
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), limit);
      await ended;
      clearTimeout(timer);
      log.end();
    },
    async during(until) {
      let over = false;
      const early = ended.then((how) => {
        // Afterwards a crash is what the supervision is for.
        if (over) return;
        stopping = true;
        throw new Error([`${name} ended at its start (${how})`, ...lastWords].join('\n  '));
      });
      early.catch(() => undefined);
      try {
        return (await Promise.race([until, early.then(() => until)])) as Awaited<typeof until>;
      } finally {
        over = true;
      }
    },
  };
}

function read(child: ChildProcess, log: WriteStream, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      onLine(line);
    });
  }
}
