import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Environment } from '@aro-rp/service';
import { systemClock } from '@aro-rp/time';
import { openRegion } from '../azure/index.ts';
import { readConfig, type RegionConfig } from '../config/index.ts';
import { type Connection, openConnection, whoSignsIn } from '../connection/index.ts';
import { jsonLines, liveView, paintOf, plainLines, type Progress, wantsColours } from '../progress/index.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { type Workshop } from './command.ts';
import { commands } from './commands.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts';
import { listenForSignals } from './interruption.ts';
import { usage, usageOf } from './usage.ts';

/** Runs one command until it is done, or a signal ends it. @returns the process's exit code */
export async function runCommand(args: readonly string[], version: string): Promise<ExitCode> {
  const read = readArguments(args, commands);
  if ('version' in read) return print(`deploy ${version}`);
  if ('help' in read) return print(read.help ? usageOf(read.help) : usage(commands));
  if ('faults' in read) return refuse(read.faults);
  const prepared = await prepare(read, process.env);
  if ('faults' in prepared) return refuse(prepared.faults);
  return work(read, prepared);
}

interface Prepared {
  config: RegionConfig;
  connection: Connection;
}

/** All that can be known to be wrong before anybody is asked. */
async function prepare(
  { config: file, region }: Arguments,
  environment: Environment,
): Promise<Prepared | { faults: string[] }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => error as Error);
  const config =
    typeof text === 'string' ? readConfig(file, text, region) : { faults: [`${file} cannot be read: ${text.message}`] };
  const connection = openConnection(environment, systemClock);
  const faults = [config, connection].flatMap((one) => ('faults' in one ? one.faults : []));
  if ('faults' in config || 'faults' in connection) return { faults };
  return { config, connection };
}

async function work(read: Arguments, { config, connection }: Prepared): Promise<ExitCode> {
  const { command, line, output } = read;
  const clock = systemClock;
  const isTerminal = process.stdout.isTTY;
  const paint = paintOf(output === 'text' && wantsColours(isTerminal, process.env));
  const write = (text: string) => void process.stdout.write(text);
  const width = () => process.stdout.columns ?? 80;
  const progress: Progress =
    output === 'json'
      ? jsonLines(clock, write)
      : isTerminal
        ? liveView({ clock, paint, width, write })
        : plainLines(write);
  const again = `deploy ${[command.name, ...line.operands].join(' ')} --config ${read.config} --region ${config.location}`;
  const tell = (text: string) => progress.line(text);
  const listening = listenForSignals({ clock, undoes: command.undoes === true, tell, again });
  let workshop: Workshop | undefined;
  try {
    const { interruption } = listening;
    const { name: by } = await whoSignsIn(connection);
    const region = await openRegion(config, connection);
    workshop = {
      config,
      connection,
      region,
      progress,
      clock,
      run: randomUUID(),
      by,
      interruption,
      output,
      paint,
      write,
    };
    const code = await command.run(workshop, line);
    progress.end();
    return code;
  } catch (error) {
    const code = exitCodeOf(error);
    progress.fact('failed', { exitCode: code, message: (error as Error).message });
    progress.end();
    process.stderr.write(`deploy ${command.name}: ${(error as Error).message}\n`);
    return code;
  } finally {
    listening[Symbol.dispose]();
    await workshop?.region.close();
  }
}

function print(text: string): ExitCode {
  process.stdout.write(`${text}\n`);
  return exitCodes.done;
}

function refuse(faults: readonly string[]): ExitCode {
  process.stderr.write(`deploy cannot begin:\n${faults.map((fault) => `  ${fault}\n`).join('')}Try --help.\n`);
  return exitCodes.usage;
}
