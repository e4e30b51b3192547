import { availableParallelism, loadavg } from 'node:os';
import { type Counts, type Options, readOptions, usage } from './options.ts';

export interface BenchmarkDefinition<C extends Counts> {
  title: string;
  /** Its file in this folder. */
  script: string;
  counts: C;
  /** Prints its result; ends what it has started, also when `signal` aborts. */
  run(options: Options<C>, signal: AbortSignal): Promise<void>;
}

/** Runs a benchmark as a program. Exit code 1 when something went wrong; an aim that is missed is a result. */
export async function runBenchmark<C extends Counts>({ title, script, counts, run }: BenchmarkDefinition<C>) {
  const read = readOptions(process.argv.slice(2), counts);
  if (read === 'help') return console.log(usage(title, script, counts));
  if ('faults' in read) {
    for (const fault of read.faults) console.error(fault);
    process.exit(1);
  }

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
  console.log(title);
  console.log(`${machine()}\n`);
  try {
    await run(read.options, stopping.signal);
    console.log(`\nLoad of the machine at the end: ${load()}`);
    process.exit(0);
  } catch (error) {
    console.error(`\n${stopping.signal.aborted ? String(stopping.signal.reason) : describe(error)}`);
    process.exit(1);
  }
}

const load = () => loadavg()[0]?.toFixed(1) ?? 'unknown';
const machine = () => `Node ${process.version}, ${availableParallelism()} cores, load ${load()} at the start`;
const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
