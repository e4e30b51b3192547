import { parseArgs } from 'node:util';
import { type Duration, parseDuration } from '@aro-rp/time';
import { type ServiceName, serviceNames } from '../host/context.ts';
import { type LocalAzureOptions } from '../host/local-azure.ts';
import { needs } from '../host/starters.ts';
import { readTopology } from '../service-bus/model/topology.ts';

type Port = ServiceName | 'admin';

/** The port of each service unless an option says otherwise. */
const defaultPorts: Record<ServiceName | 'admin', number> = {
  entra: 8441,
  'key-vault': 8442,
  arm: 8443,
  blob: 8445,
  registry: 8446,
  openshift: 8447,
  cosmos: 8081,
  'service-bus': 5672,
  admin: 8090,
};
const isServed = (name: string): name is Port => name === 'admin' || serviceNames.some((service) => service === name);
const portNames = Object.keys(defaultPorts).filter(isServed);

export const usage = `Local Azure: the Azure services that the resource provider calls, on this machine.

  npm run local-azure -- [options]

  --only LIST              of ${serviceNames.join(',')}; all unless told
  --data DIR               where everything is kept; .local unless told
${portNames.map((name) => `  ${`--${name}-port N`.padEnd(24)} ${defaultPorts[name]} unless told; 0 takes a free one`).join('\n')}
  --cosmos-partitions N    physical partitions of new containers; 1 unless told
  --topology FILE          queues to make, in the layout of Microsoft's Service Bus emulator; none unless told
  --releases LIST          OpenShift releases that are in the registry, the first the default, such as 4.16.30,4.18.20;
                           what an SRE needs to offer them is then in releases.json of the data folder; none unless told
  --upstream LIST          the same releases where OpenShift publishes them, an update graph and a registry of their own,
                           from which they can be mirrored; instead of --releases
  --upstream-port N        where that is; 8448 unless told; 0 takes a free one
  --operation-time T       how long ARM's long operations take, such as 200ms; 1s unless told
  --role-delay T           how long a new role assignment takes to spread, such as 1s; 5s unless told
  --machines N             instances of scale sets are processes of this machine, N times as fast as in Azure to start
                           again, to be probed, repaired and told before they go; 1 to 1000; none run unless told
  --frontend URL           where ARM sends requests for Microsoft.RedHatOpenShift
  --help                   this text
`;

export interface RunLine {
  kind: 'run';
  options: LocalAzureOptions;
  releases: readonly string[];
  upstream?: { port: number; releases: readonly string[] };
}
export type CommandLine =
  | RunLine
  | { kind: 'help' }
  /** Each fault names its option. */
  | { kind: 'refused'; faults: string[] };

const known = [
  'only',
  'data',
  'cosmos-partitions',
  'topology',
  'frontend',
  'releases',
  'upstream',
  'upstream-port',
  'operation-time',
  'role-delay',
  'machines',
  ...Object.keys(defaultPorts).map((name) => `${name}-port`),
];

/** Reads the command line, and names everything that is wrong with it at once. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const faults: string[] = [];
  const values = readValues(args, faults);
  if (values === 'help') return { kind: 'help' };

  const number = (name: string, least: number, most: number, otherwise: number) => {
    const text = values.get(name);
    if (text === undefined) return otherwise;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    faults.push(`--${name} must be a whole number from ${least} to ${most}, not ${text}`);
    return otherwise;
  };
  const ports = Object.fromEntries(
    portNames.map((name) => [name, number(`${name}-port`, 0, 65_535, defaultPorts[name])]),
  ) as Record<Port, number>;
  const partitions = number('cosmos-partitions', 1, 64, 1);
  const only = values.get('only')?.split(',');
  for (const name of only ?? [])
    if (!serviceNames.includes(name as ServiceName))
      faults.push(`--only has no service ${name || '""'}; there is ${serviceNames.join(', ')}`);
  for (const name of only ?? [])
    for (const needed of needs[name as ServiceName] ?? [])
      if (!only?.includes(needed)) faults.push(`--only ${name} needs ${needed} too`);
  const speed = values.has('machines') ? number('machines', 1, 1_000, 10) : undefined;
  for (const needed of speed === undefined ? [] : (['entra', 'arm', 'registry'] as const))
    if (only && !only.includes(needed)) faults.push(`--machines needs ${needed} too`);
  const topology = values.get('topology');
  const frontend = values.get('frontend');
  const duration = (name: string): Duration | undefined => {
    const text = values.get(name);
    const value = text === undefined ? undefined : parseDuration(text);
    if (text !== undefined && value === undefined)
      faults.push(`--${name} must be a duration such as 200ms or 5s, not ${text}`);
    return value;
  };
  const operationDuration = duration('operation-time');
  const roleAssignmentDelay = duration('role-delay');
  const releases = values.get('releases')?.split(',') ?? [];
  const upstream = values.get('upstream')?.split(',');
  const upstreamPort = number('upstream-port', 0, 65_535, 8448);
  for (const [name, list] of Object.entries({ releases, upstream: upstream ?? [] }))
    for (const release of list)
      if (!isRelease(release)) faults.push(`--${name}: ${release || '""'} is no release that can be installed here`);
  if (upstream && releases.length > 0) faults.push('--releases and --upstream exclude each other');
  refuse(faults, 'topology', topology, readTopology);
  refuse(faults, 'frontend', frontend, (url) => new URL(url));
  refuseSamePorts(faults, ports, only);
  if (faults.length > 0) return { kind: 'refused', faults };

  return {
    kind: 'run',
    releases,
    ...(upstream && { upstream: { port: upstreamPort, releases: upstream } }),
    options: {
      dataDir: values.get('data') ?? '.local',
      ports,
      cosmos: { partitions },
      ...(only === undefined ? {} : { only: only as ServiceName[] }),
      ...(topology === undefined ? {} : { serviceBus: { topology } }),
      ...(speed === undefined ? {} : { machines: { speed } }),
      arm: {
        ...(frontend === undefined ? {} : { frontend }),
        ...(operationDuration === undefined ? {} : { operationDuration }),
        ...(roleAssignmentDelay === undefined ? {} : { roleAssignmentDelay }),
      },
    },
  };
}

/** The versions that the stand-ins for `openshift-install` and for a cluster know. */
const isRelease = (text: string) => /^4\.(16|18|20)\.\d+$/.test(text);

/** Every option takes a value but `--help`, and may be given once. */
function readValues(args: readonly string[], faults: string[]): Map<string, string> | 'help' {
  const options = Object.fromEntries(known.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`${token.value} is no option`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (rawName === '--help') return 'help';
    if (!known.includes(name) || !rawName.startsWith('--')) faults.push(`${rawName} is unknown`);
    else if (value === undefined || value === '' || value.startsWith('--')) faults.push(`${rawName} needs a value`);
    else if (values.has(name)) faults.push(`${rawName} is given twice`);
    else values.set(name, value);
  }
  return values;
}

function refuse(faults: string[], name: string, value: string | undefined, read: (text: string) => unknown): void {
  if (value === undefined) return;
  try {
    read(value);
  } catch (error) {
    faults.push(`--${name} ${value}: ${(error as Error).message}`);
  }
}

function refuseSamePorts(faults: string[], ports: Record<Port, number>, only: readonly string[] | undefined): void {
  const used = portNames.filter((name) => ports[name] !== 0 && (name === 'admin' || (only?.includes(name) ?? true)));
  used.forEach((name, index) => {
    const first = used.slice(0, index).find((other) => ports[other] === ports[name]);
    if (first) faults.push(`--${name}-port and --${first}-port are both ${ports[name]}`);
  });
}
