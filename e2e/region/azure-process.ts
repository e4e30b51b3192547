import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Endpoints } from '@aro-rp/local-azure';
import { root } from '../harness/system.ts';
import { until } from './until.ts';

/** Of releases that OpenShift publishes there. */
export const releases = ['4.16.30'] as const;

const ports = [
  'entra',
  'key-vault',
  'cosmos',
  'service-bus',
  'arm',
  'blob',
  'registry',
  'openshift',
  'upstream',
  'admin',
];

/** Local Azure as a process whose scale sets have machines: an empty subscription, and a place where releases are published. */
export interface AzureProcess {
  readonly dataDir: string;
  readonly endpoints: Endpoints;
  /** Again on the same data, after `end`. Addresses may be others then. */
  start(): Promise<void>;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** @param speed how many times as fast as in Azure machines start, are probed and are told before they go */
export async function startAzureProcess(dataDir: string, speed = 5): Promise<AzureProcess> {
  const file = join(dataDir, 'endpoints.json');
  let child: ChildProcess;
  let endpoints: Endpoints;
  const start = async () => {
    rmSync(file, { force: true });
    child = spawn(
      process.execPath,
      [
        ...['--import', 'tsx', 'tools/local-azure/src/cli/main.ts', '--data', dataDir],
        ...['--machines', String(speed), '--operation-time', '20ms', '--role-delay', '10ms'],
        ...['--upstream', releases.join()],
        ...ports.flatMap((name) => [`--${name}-port`, '0']),
      ],
      { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child.stderr?.pipe(createWriteStream(join(dataDir, 'local-azure.log'), { flags: 'a' }));
    await until('local Azure is ready', () => existsSync(file) || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(readFileSync(join(dataDir, 'local-azure.log'), 'utf8').slice(-2_000));
    endpoints = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
    setDefaultCACertificates([...getCACertificates('bundled'), readFileSync(endpoints.caBundle, 'utf8')]);
  };
  await start();
  return {
    dataDir,
    get endpoints() {
      return endpoints;
    },
    start,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    },
  };
}
