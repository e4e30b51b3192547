import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../harness/system.ts';

/** Who runs the tool. */
export interface Identity {
  clientId: string;
  clientSecret: string;
}

export interface DeployPlace {
  tenantId: string;
  authorityHost: string;
  arm: string;
  caBundle: string;
  /** The configuration file. */
  config: string;
}

export interface Told {
  event?: string;
  [name: string]: unknown;
}

export interface DeployRun {
  child: ChildProcess;
  /** Each line of JSON on the standard output so far. */
  told: Told[];
  done: Promise<{ code: number | null; signal: NodeJS.Signals | null; told: Told[]; errors: string }>;
  onTold(listener: (told: Told) => void): void;
}

/** Starts the tool as it ships, with `--output json`. */
export function startDeploy(place: DeployPlace, as: Identity, args: readonly string[]): DeployRun {
  const bundle = join(root, 'apps/deploy/dist-bundle/main.mjs');
  const child = spawn(process.execPath, [bundle, ...args, '--config', place.config, '--output', 'json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      CREDENTIAL: 'client-secret',
      AZURE_TENANT_ID: place.tenantId,
      AZURE_CLIENT_ID: as.clientId,
      AZURE_CLIENT_SECRET: as.clientSecret,
      AZURE_AUTHORITY_HOST: place.authorityHost,
      ARM_ENDPOINT: place.arm,
      NODE_EXTRA_CA_CERTS: place.caBundle,
      ...(process.env['PATH'] !== undefined && { PATH: process.env['PATH'] }),
    },
  });
  const told: Told[] = [];
  const listeners: ((told: Told) => void)[] = [];
  let rest = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const one = JSON.parse(line) as Told;
      told.push(one);
      for (const listener of listeners) listener(one);
    }
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const done = new Promise<Awaited<DeployRun['done']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, told, errors }));
  });
  return { child, told, done, onTold: (listener) => void listeners.push(listener) };
}

/** Runs it to its end. @throws Error with what it said when it did not end with `code` */
export async function deploy(place: DeployPlace, as: Identity, args: readonly string[], code = 0): Promise<Told[]> {
  const { code: ended, told, errors } = await startDeploy(place, as, args).done;
  if (ended !== code) throw new Error(`deploy ${args.join(' ')} ended with ${ended}: ${errors}`);
  return told;
}
