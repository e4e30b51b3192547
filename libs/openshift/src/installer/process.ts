import { type ChildProcess, spawn } from 'node:child_process';
import { type Clock, milliseconds } from '@aro-rp/time';
import { createLines } from './lines.ts';

export interface Command {
  binary: string;
  args: readonly string[];
  folder: string;
  /** All of the environment. */
  env: Readonly<Record<string, string>>;
  onLine: (line: string) => void;
  signal: AbortSignal;
  clock: Clock;
}

/** Exit code, or the signal that ended it. */
export interface Exit {
  code: number | null;
  killedBy: string | null;
}

/**
 * Runs a program in a process group of its own until it and its output have ended. When `signal` aborts, the whole group
 * is killed, and the promise still waits for its end, so that nobody writes into the folder afterwards.
 * @throws Error when it cannot be started
 */
export async function runCommand(command: Command): Promise<Exit> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await runOnce(command);
    } catch (error) {
      // Another spawn of this process may hold the file open for writing between its fork and its exec.
      if (attempt === 10 || (error as NodeJS.ErrnoException).code !== 'ETXTBSY') throw error;
      await command.clock.sleep(milliseconds(50), command.signal);
    }
  }
}

function runOnce({ binary, args, folder, env, onLine, signal }: Command): Promise<Exit> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve({ code: null, killedBy: 'SIGKILL' });
    const child = spawn(binary, args, {
      cwd: folder,
      env: { ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => killGroup(child);
    const done = () => signal.removeEventListener('abort', kill);
    signal.addEventListener('abort', kill, { once: true });
    for (const stream of [child.stdout, child.stderr]) {
      const lines = createLines(onLine);
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => lines.write(chunk));
      stream.on('end', () => lines.end());
    }
    child.once('error', (error) => {
      done();
      reject(error);
    });
    // A grandchild that outlives its parent holds the pipes open; it has no business to.
    child.once('exit', kill);
    child.once('close', (code, killedBy) => {
      done();
      resolve({ code, killedBy });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
