import { parseArgs } from 'node:util';

export interface Count {
  about: string;
  otherwise: number;
}
export type Counts = Readonly<Record<string, Count>>;
export type Options<C extends Counts> = { readonly [Name in keyof C]: number } & { readonly build: boolean };

export const usage = (title: string, script: string, counts: Counts): string => `${title}

  node --import tsx tools/bench/${script} [options]

${[
  ...Object.entries(counts).map(([name, { about, otherwise }]) => [
    `--${name} N`,
    `${about}; ${otherwise} unless told`,
  ]),
  ['--no-build', 'take the bundles that are there'],
  ['--help', 'this text'],
]
  .map(([name, about]) => `  ${name?.padEnd(18)} ${about}`)
  .join('\n')}
`;

/** @returns every fault of the command line, or the options. */
export function readOptions<C extends Counts>(
  args: string[],
  counts: C,
): { options: Options<C> } | { faults: string[] } | 'help' {
  const names = Object.keys(counts);
  const { values, positionals, tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean' },
      'no-build': { type: 'boolean' },
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    },
  });
  if (values['help']) return 'help';
  const known = new Set([...names, 'help', 'no-build']);
  const faults = [
    ...positionals.map((one) => `argument ${one} is unknown`),
    ...tokens.flatMap((token) =>
      token.kind === 'option' && !known.has(token.name) ? [`option ${token.rawName} is unknown`] : [],
    ),
  ];
  const read = names.map((name) => {
    const text = values[name];
    if (text === undefined) return [name, counts[name]?.otherwise] as const;
    const isCount = typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text);
    if (!isCount) faults.push(`--${name} needs a whole number from 1`);
    return [name, Number(text)] as const;
  });
  if (faults.length > 0) return { faults };
  return { options: { ...Object.fromEntries(read), build: values['no-build'] !== true } as Options<C> };
}
