import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface ProgramStart {
  /** The bundle. */
  path: string;
  /** All that it has in its environment. */
  environment: Readonly<Record<string, string>>;
  /** What it prints is added to this file. */
  logFile: string;
  /** Told of the process before anything else happens. */
  started(pid: number): void;
}

export interface RunningProgram {
  pid: number | undefined;
  /** How it ended, in systemd's words. */
  ended: Promise<string>;
  /** The newest lines that it printed. */
  lastLines(): readonly string[];
  /** Asks it to end, and makes it after `limit` milliseconds. Resolves when it has ended. */
  stop(limit: number): Promise<void>;
  kill(): void;
}

const kept = 20;

/** One run of a program of Node, as the image's entry point starts it. */
export function runProgram({ path, environment, logFile, started }: ProgramStart): RunningProgram {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  log.on('error', () => undefined);
  const child = spawn(process.execPath, ['--enable-source-maps', path], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) started(child.pid);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      lines.push(line);
      if (lines.length > kept) lines.shift();
    });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // All that it printed has been read by then.
    child.once('close', (code, signal) => {
      log.end();
      resolve(signal === null ? `code=exited, status=${code}` : `code=killed, status=${signal.replace('SIG', '')}`);
    });
  });
  return {
    pid: child.pid,
    ended,
    lastLines: () => lines,
    async stop(limit) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), limit);
      await ended;
      clearTimeout(timer);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
