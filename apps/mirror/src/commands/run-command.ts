import { systemClock } from '@aro-rp/time';
import { createTally } from '../progress/tally.ts';
import { jsonLines, terminal } from '../progress/view.ts';
import { readArguments } from './arguments.ts';
import { exitCodeOf, exitCodes, messageOf } from './exit-codes.ts';
import { perform } from './tasks.ts';
import { usage } from './usage.ts';
import { openWorkshop } from './workshop.ts';

/** Runs a command until it is done, or SIGINT or SIGTERM ends it. @returns the process's exit code */
export async function runCommand(args: readonly string[]): Promise<number> {
  const line = readArguments(args);
  if (line === 'help') {
    process.stdout.write(`${usage()}\n`);
    return exitCodes.done;
  }
  if ('faults' in line) return refuse(line.faults);
  const stopping = new AbortController();
  const stop = (signal: string) =>
    stopping.abort(new Error(`stopped by ${signal}; run again, it goes on where it was`));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const clock = systemClock;
  const began = clock.monotonic();
  const tally = createTally(clock);
  const isText = line.output === 'auto' ? process.stdout.isTTY : line.output === 'text';
  const count = { images: 0, copied: 0 };
  const view = (isText ? terminal : jsonLines)({ tally, clock, write: (text) => void process.stdout.write(text) });
  const report: typeof view.report = (event) => {
    if (event.event === 'image-done' || event.event === 'image-planned') count.images += 1;
    if (event.event === 'image-done' && event.copied) count.copied += 1;
    if (event.event === 'release-verified' && line.command === 'verify') count.images += event.images;
    view.report(event);
  };
  try {
    const workshop = await openWorkshop(process.env, { clock, tally, report });
    if ('faults' in workshop) {
      view.end();
      return refuse(workshop.faults);
    }
    try {
      await perform(line, workshop, stopping.signal);
    } finally {
      await workshop.close();
    }
    const { bytes } = tally.snapshot();
    view.end();
    view.report({ event: 'done', ...count, bytes, seconds: (clock.monotonic() - began) / 1_000 });
    return exitCodes.done;
  } catch (error) {
    view.end();
    const code = exitCodeOf(error);
    if (code === exitCodes.usage) return refuse((error as Error).message.split('\n'));
    process.stderr.write(`mirror failed: ${messageOf(error)}\n`);
    return code;
  }
}

function refuse(faults: readonly string[]): number {
  process.stderr.write(`mirror cannot begin:\n${faults.map((fault) => `  ${fault}\n`).join('')}Try --help.\n`);
  return exitCodes.usage;
}
