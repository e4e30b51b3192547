import { type Clock } from '@aro-rp/time';
import { type Region } from '../azure/index.ts';
import { type RegionConfig } from '../config/index.ts';
import { type Connection } from '../connection/index.ts';
import { type Paint } from '../progress/paint.ts';
import { type Progress } from '../progress/index.ts';
import { type Interruption } from '../release/index.ts';
import { type ExitCode } from './exit-codes.ts';

/** An option of one command; those of every command are in `arguments.ts`. */
export interface Option {
  describe: string;
  /** What stands for its value in `--help`, such as `VERSION`; absent: it has none. */
  value?: string;
}

/** What was asked for, after the command's name. */
export interface CommandLine {
  operands: readonly string[];
  /** The value of an option, when it was given. */
  value(option: string): string | undefined;
  has(option: string): boolean;
}

/** One command of the tool. */
export interface Command {
  name: string;
  /** One sentence. */
  about: string;
  /** As `--help` shows them, such as `NAME`. */
  operands: string;
  options: Readonly<Record<string, Option>>;
  /** Further lines of its `--help`. */
  details: readonly string[];
  /** A first Ctrl-C waits a moment for a second one, which undoes instead of stopping. */
  undoes?: boolean;
  /** @returns every fault of operands and options; asks nobody */
  check(line: CommandLine): string[];
  /** @throws DeployError; whatever the signal's reason is when it was stopped */
  run(workshop: Workshop, line: CommandLine): Promise<ExitCode>;
}

/** What every command works with. */
export interface Workshop {
  config: RegionConfig;
  connection: Connection;
  region: Region;
  progress: Progress;
  clock: Clock;
  /** Of this run; no other has had it. */
  run: string;
  /** Who runs it: the name in the token. */
  by: string;
  interruption: Interruption;
  /** How results are written: for people, or for programs as one JSON document on a line. */
  output: 'text' | 'json';
  paint: Paint;
  /** A result, to standard output. */
  write(text: string): void;
}
