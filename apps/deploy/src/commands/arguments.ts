import { parseArgs } from 'node:util';
import { nearest } from '../config/index.ts';
import { type Command, type CommandLine, type Option } from './command.ts';

/** Of every command. */
export const commonOptions = {
  config: { describe: 'the configuration; deploy/region.example.yaml explains it', value: 'FILE' },
  region: { describe: 'which of its regions; may be left out when there is one', value: 'LOCATION' },
  output: { describe: 'json: every event as a line of JSON; text unless told', value: 'json|text' },
} as const satisfies Record<string, Option>;

export interface Arguments {
  command: Command;
  line: CommandLine;
  config: string;
  region: string | undefined;
  output: 'json' | 'text';
}

export type Read = Arguments | { help: Command | undefined } | { version: true } | { faults: string[] };

/** @param args as the process got them @returns what is asked for, or every fault */
export function readArguments(args: readonly string[], commands: readonly Command[]): Read {
  const [name, rest] = args[0]?.startsWith('-') ? [undefined, args] : [args[0], args.slice(1)];
  if (name === undefined && rest.includes('--version')) return { version: true };
  const command = commands.find((one) => one.name === name);
  if (rest.includes('--help') || rest.includes('-h') || name === 'help') return { help: command };
  if (!command) return { faults: [noCommand(name, commands)] };

  const known: Readonly<Record<string, Option>> = { ...commonOptions, ...command.options };
  const { tokens = [] } = parseArgs({
    args: [...rest],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(known).map(([key, { value }]) => [key, { type: value === undefined ? 'boolean' : 'string' }]),
    ),
  });
  const operands: string[] = [];
  const given = new Map<string, string | undefined>();
  const faults: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    // `--config --region x` leaves the first without a value.
    const isEmpty =
      token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--'));
    if (!option) faults.push(unknownOption(token.rawName, command, Object.keys(known)));
    else if (given.has(token.name)) faults.push(`option ${token.rawName} is given twice`);
    else if (option.value !== undefined && isEmpty)
      faults.push(`option ${token.rawName} needs a value: ${option.value}`);
    else if (option.value === undefined && token.value !== undefined)
      faults.push(`option ${token.rawName} takes no value`);
    given.set(token.name, token.value);
  }
  const line: CommandLine = { operands, value: (key) => given.get(key), has: (key) => given.has(key) };
  const { config, region, output = 'text' } = Object.fromEntries(given);
  if (!given.has('config')) faults.push(`name a configuration: --config ${commonOptions.config.value}`);
  if (output !== 'json' && output !== 'text') faults.push(`--output is json or text, not ${output}`);
  faults.push(...command.check(line));
  if (faults.length > 0 || config === undefined || (output !== 'json' && output !== 'text')) return { faults };
  return { command, line, config, region, output };
}

function noCommand(name: string | undefined, commands: readonly Command[]): string {
  const names = commands.map((one) => one.name);
  if (name === undefined) return `name a command: ${names.join(', ')}`;
  const near = nearest(name, names);
  return `there is no command ${name}; ${near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`}`;
}

function unknownOption(option: string, { name }: Command, known: readonly string[]): string {
  const near = nearest(option.replace(/^-+/, ''), known);
  return `option ${option} is not one of \`deploy ${name}\`${near === undefined ? '' : `; did you mean --${near}?`}`;
}
