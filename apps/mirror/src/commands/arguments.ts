import { parseArgs } from 'node:util';

/** What is asked for; `plan` is the same without writing anything. */
export type Task =
  | { kind: 'release'; versions: string[]; channel?: string }
  | { kind: 'graph'; channels: string[]; minimum?: string }
  | { kind: 'images'; file: string };

export interface CommandLine {
  command: 'copy' | 'plan' | 'verify';
  task: Task;
  output: 'auto' | 'json' | 'text';
  /** What `verify` finds missing is copied again. */
  repair: boolean;
}

export const commandNames = ['release', 'graph', 'images', 'verify', 'plan'] as const;

/** @param args the command's name first @returns every fault of the command line, or what is asked for */
export function readArguments(args: readonly string[]): CommandLine | { faults: string[] } | 'help' {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean' },
      repair: { type: 'boolean' },
      channel: { type: 'string', multiple: true },
      min: { type: 'string' },
      output: { type: 'string' },
    },
  });
  if (values['help']) return 'help';
  const [name = '', ...rest] = positionals;
  const [kind = '', ...operands] = name === 'plan' ? rest : [name, ...rest];
  const channels = (values['channel'] ?? []).filter((one) => typeof one === 'string');
  const { min, output = 'auto' } = values;
  const faults = tokens.flatMap((token) => {
    if (token.kind !== 'option' || (token.name === 'repair' && kind === 'verify')) return [];
    const allowed =
      token.name === 'output' ||
      (token.name === 'channel' && kind !== 'images') ||
      (token.name === 'min' && kind === 'graph');
    if (!allowed)
      return [
        `option ${token.rawName} is not one of \`mirror ${[...(name === 'plan' ? ['plan'] : []), kind].join(' ')}\``,
      ];
    return token.value === undefined || token.value === '' ? [`option ${token.rawName} needs a value`] : [];
  });
  if (output !== 'json' && output !== 'text' && output !== 'auto') faults.push('--output is json or text');
  const isPlannable = name !== 'plan' || kind !== 'verify';
  const task = taskOf(
    isPlannable ? kind : '',
    operands,
    { channels, minimum: typeof min === 'string' ? min : undefined },
    faults,
  );
  if (task === undefined || faults.length > 0) return { faults };
  return {
    command: name === 'plan' || name === 'verify' ? name : 'copy',
    task,
    output: output === 'json' || output === 'text' ? output : 'auto',
    repair: values['repair'] === true,
  };
}

interface Choice {
  channels: string[];
  minimum: string | undefined;
}

function taskOf(kind: string, operands: string[], { channels, minimum }: Choice, faults: string[]): Task | undefined {
  switch (kind) {
    case 'release':
    case 'verify': {
      const wrong = operands.filter((version) => !/^\d+\.\d+\.\d+$/.test(version));
      if (operands.length === 0) faults.push('name a VERSION, such as 4.16.30');
      faults.push(...wrong.map((version) => `'${version}' is no version such as 4.16.30`));
      if (channels.length > 1) faults.push('one --channel is enough');
      const [channel] = channels;
      return { kind: 'release', versions: operands, ...(channel !== undefined && { channel }) };
    }
    case 'graph':
      if (operands.length > 0) faults.push(`argument ${operands.join(' ')} is unknown`);
      if (channels.length === 0) faults.push('name a --channel, such as stable-4.16');
      if (minimum !== undefined && !/^\d+\.\d+(\.\d+)?$/.test(minimum)) faults.push(`--min '${minimum}' is no version`);
      return { kind: 'graph', channels, ...(minimum !== undefined && { minimum }) };
    case 'images': {
      const [file, ...more] = operands;
      if (file === undefined || more.length > 0) faults.push('name one FILE');
      return file === undefined ? undefined : { kind: 'images', file };
    }
    default:
      faults.push('plan what? release, graph or images');
      return undefined;
  }
}
