import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends the processes that a killed `npm start` has left behind: those that its `processes.json` names and that still run
 * a program of this project.
 * @returns their names
 */
export async function endLeftovers(root: string, dataDir: string): Promise<string[]> {
  const left = Object.entries(readProcesses(dataDir)).filter(([, pid]) => commandOf(pid).includes(root));
  for (const [, pid] of left) kill(pid);
  while (left.some(([, pid]) => isRunning(pid))) await sleep(20);
  return left.map(([name]) => name);
}

export const processesFile = (dataDir: string): string => join(dataDir, 'processes.json');

function readProcesses(dataDir: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(processesFile(dataDir), 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

/** Empty when there is no such process, or no way to know (only Linux tells). */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** A zombie has closed its sockets; a process that is ending has lost its command line before. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}
