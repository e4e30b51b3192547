import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Processes of machines, written down so that those of a killed local Azure can be ended. */
export interface ProcessFile {
  add(pid: number): void;
  remove(pid: number): void;
}

/**
 * Ends what an earlier local Azure with the same folder has left behind: processes of its list that still run a program
 * below the folder. @returns how many
 */
export function endLeftovers(folder: string): number {
  const left = read(folder).filter((pid) => commandOf(pid).includes(folder));
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
  return left.length;
}

export function openProcessFile(folder: string): ProcessFile {
  const pids = new Set<number>();
  const write = () => {
    const path = fileIn(folder);
    writeFileSync(`${path}.tmp`, JSON.stringify([...pids]), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  };
  write();
  return {
    add(pid) {
      pids.add(pid);
      write();
    },
    remove(pid) {
      pids.delete(pid);
      write();
    },
  };
}

const fileIn = (folder: string): string => join(folder, 'processes.json');

function read(folder: string): number[] {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as number[];
  } catch {
    return [];
  }
}

/** Empty when there is no such process. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
