import { parseArgs } from 'node:util';

/** Where everything listens unless told otherwise; each has an option of the same name. */
export const defaultPorts = {
  'entra-port': 8441,
  'key-vault-port': 8442,
  'arm-port': 8443,
  'blob-port': 8445,
  'registry-port': 8446,
  'openshift-port': 8447,
  'upstream-port': 8448,
  'cosmos-port': 8081,
  'service-bus-port': 5672,
  'admin-port': 8090,
  'frontend-port': 8444,
  'frontend-health-port': 8451,
  'change-feed-health-port': 8452,
  'backend-health-port': 8453,
  'mirror-health-port': 8454,
} as const;
export type PortName = keyof typeof defaultPorts;
export type Ports = Record<PortName, number>;

export interface StartOptions {
  demo: 'stay' | 'exit' | 'none';
  fresh: boolean;
  /** Absent: `.local` in the project's folder. */
  data?: string;
  ports: Ports;
}

export const usage = `npm start: the whole system on this machine, with a demonstration cluster

  npm start                        everything, then a demonstration cluster; stays up until Ctrl-C
  npm start -- --no-demo           the same without the demonstration
  npm start -- --demo-and-exit     create, show and delete a cluster, then stop; exit code 0 or 1
  npm start -- --fresh             forget all data first
  npm start -- --data DIR          where everything is kept; .local unless told

Ports (--NAME NUMBER):
${Object.entries(defaultPorts)
  .map(([name, port]) => `  --${name.padEnd(26)} ${port}`)
  .join('\n')}`;

/** @returns every fault of the command line, or the options. */
export function readOptions(args: string[]): StartOptions | { faults: string[] } | 'help' {
  const { values, positionals, tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean' },
      fresh: { type: 'boolean' },
      data: { type: 'string' },
      'no-demo': { type: 'boolean' },
      'demo-and-exit': { type: 'boolean' },
      ...Object.fromEntries(Object.keys(defaultPorts).map((name) => [name, { type: 'string' as const }])),
    },
  });
  if (values['help']) return 'help';
  const known = new Set<string>(['help', 'fresh', 'data', 'no-demo', 'demo-and-exit', ...Object.keys(defaultPorts)]);
  const faults = [
    ...positionals.map((one) => `argument ${one} is unknown`),
    ...tokens.flatMap((token) =>
      token.kind === 'option' && !known.has(token.name) ? [`option ${token.rawName} is unknown`] : [],
    ),
  ];
  if (values['no-demo'] && values['demo-and-exit']) faults.push('--no-demo and --demo-and-exit exclude each other');
  const data = values['data'];
  if (data !== undefined && (typeof data !== 'string' || data === '')) faults.push('--data needs a folder');
  const ports: Ports = { ...defaultPorts };
  for (const name of Object.keys(defaultPorts) as PortName[]) {
    const text = values[name];
    if (text === undefined) continue;
    const port = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : NaN;
    if (port >= 1 && port <= 65_535) ports[name] = port;
    else faults.push(`--${name} needs a port, 1 to 65535`);
  }
  const names = Object.keys(ports) as PortName[];
  for (const [index, name] of names.entries()) {
    const other = names.slice(0, index).find((one) => ports[one] === ports[name]);
    if (other) faults.push(`--${name} and --${other} are both ${ports[name]}`);
  }
  if (faults.length > 0) return { faults };
  return {
    demo: values['demo-and-exit'] ? 'exit' : values['no-demo'] ? 'none' : 'stay',
    fresh: values['fresh'] === true,
    ...(typeof data === 'string' && { data }),
    ports,
  };
}
