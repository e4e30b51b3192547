import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoints } from '@aro-rp/local-azure';
import { queueDefinitions, toEmulatorTopology } from '@aro-rp/messaging';
import { type Ports } from './options.ts';
import { type ProcessDefinition, supervise, type Supervised } from './supervise.ts';

/** The first is the default. */
export const releases = ['4.16.30', '4.18.20', '4.20.5'] as const;

/** What an SRE has to know of them to offer them. */
export const releasesFile = (dataDir: string): string => join(dataDir, 'azure', 'releases.json');

interface Options extends Pick<ProcessDefinition, 'onCrash' | 'onStart'> {
  root: string;
  dataDir: string;
  ports: Ports;
  frontend: string;
  queueLock?: string;
  /** Whether releases are only published where they can be mirrored from. */
  mirrored: boolean;
}

/**
 * Starts local Azure as a process, which joins `running` at once, and waits until every address in it answers.
 * @throws Error with its last words
 */
export async function startLocalAzureProcess(
  { root, dataDir, ports, frontend, queueLock, mirrored, ...hooks }: Options,
  running: Supervised[],
): Promise<Endpoints> {
  const data = join(dataDir, 'azure');
  mkdirSync(data, { recursive: true });
  const endpointsFile = join(data, 'endpoints.json');
  rmSync(endpointsFile, { force: true });
  const topology = join(dataDir, 'service-bus.json');
  writeFileSync(topology, `${JSON.stringify(toEmulatorTopology(queuesWith(queueLock)), undefined, 2)}\n`);
  const own = ['entra', 'key-vault', 'arm', 'blob', 'registry', 'openshift', 'cosmos', 'service-bus', 'admin'] as const;
  const started = supervise({
    ...hooks,
    name: 'local-azure',
    command: process.execPath,
    args: [
      '--import',
      'tsx',
      join(root, 'tools/local-azure/src/cli/main.ts'),
      // A person waits for it: Azure's own times are longer by far.
      ...['--operation-time', '200ms', '--role-delay', '1s'],
      ...['--data', data, '--topology', topology, '--frontend', frontend],
      ...[mirrored ? '--upstream' : '--releases', releases.join(), '--upstream-port', String(ports['upstream-port'])],
      ...own.flatMap((name) => [`--${name}-port`, String(ports[`${name}-port`])]),
    ],
    env: {},
    logFile: join(dataDir, 'logs', 'local-azure.log'),
  });
  running.push(started);
  const ready = async (): Promise<Endpoints> => {
    while (!existsSync(endpointsFile)) await sleep(50);
    return JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints;
  };
  return started.during(ready());
}

const queuesWith = (lockDuration: string | undefined): typeof queueDefinitions =>
  lockDuration === undefined
    ? queueDefinitions
    : queueDefinitions.map(({ name, properties }) => ({ name, properties: { ...properties, lockDuration } }));
