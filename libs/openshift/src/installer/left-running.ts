import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** As long as a process may take to die of SIGKILL. */
const [looks, between] = [500, 10];

/**
 * Ends every process whose working folder is below a path that begins with `prefix`, and waits until they are gone. The
 * kernel knows them (proc(5), `/proc/PID/cwd`) even if nobody was left to write down who they are. Where it tells
 * nobody, there are none.
 * @returns how many there were. @throws Error naming those that cannot be ended
 */
export async function endThoseIn(prefix: string): Promise<number> {
  const ended = new Set<number>();
  for (let look = 0; look < looks; look += 1) {
    const running = await processesIn(prefix);
    if (running.length === 0) return ended.size;
    for (const pid of running) {
      ended.add(pid);
      kill(pid);
    }
    await sleep(between);
  }
  throw new Error(`processes that an earlier one left cannot be ended: ${[...ended].join(', ')}`);
}

async function processesIn(prefix: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names.filter(isPid).map(async (pid) => {
      // Those of others, and those that have ended meanwhile, show nothing.
      const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      return folder.startsWith(prefix) ? [Number(pid)] : [];
    }),
  );
  return found.flat().filter((pid) => pid !== process.pid);
}

const isPid = (name: string): boolean => /^\d+$/.test(name);

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Gone already, or nobody's whom we may kill: the next look tells.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
