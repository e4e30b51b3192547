import { readFileSync } from 'node:fs';

/** `sysconf(_SC_CLK_TCK)` of every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Milliseconds that a process has computed since its start, in user and kernel mode; undefined where no one tells. */
export function cpuTime(pid: number | undefined): number | undefined {
  try {
    // proc(5): utime and stime are the 14th and 15th field; the second, the name, may hold anything in parentheses.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
  } catch {
    return undefined;
  }
}

/** Milliseconds by the name of the process; NaN where no one tells. */
export type Computing = Readonly<Record<string, number>>;

/** @returns what tells how much each process has computed since. */
export function beginComputing(names: readonly string[], pidOf: (name: string) => number | undefined): () => Computing {
  const now = () => names.map((name) => [name, cpuTime(pidOf(name)) ?? NaN] as const);
  const before = now();
  return () => Object.fromEntries(now().map(([name, time], index) => [name, time - (before[index]?.[1] ?? NaN)]));
}
