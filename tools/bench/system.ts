import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificates, type KeyPair } from '@aro-rp/local-azure';
import {
  defaultPorts,
  freePorts,
  type PortName,
  type Ports,
  type Stack,
  type StackOptions,
  startStack,
} from '@aro-rp/start';

/** Services and local Azure as processes, on free ports, with data of their own that goes away with them. */
export interface System extends AsyncDisposable {
  stack: Stack;
  dataDir: string;
  /** The frontend's origin. */
  frontend: string;
  /** What Azure Resource Manager shows the frontend. */
  arm: KeyPair;
  /** PEM. */
  authority: string;
  /** A server's certificate of the same kind as the frontend's. */
  server: KeyPair;
  /** Aborts as well when one of the processes ends by itself: what is measured then is not what was meant. */
  signal: AbortSignal;
}

export interface SystemOptions extends Pick<StackOptions, 'instances' | 'onLine'> {
  build: boolean;
  signal: AbortSignal;
}

const root = join(import.meta.dirname, '..', '..');

/** @throws Error when it cannot be started; nothing stays then */
export async function startSystem({ signal, ...options }: SystemOptions): Promise<System> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aro-rp-bench-'));
  const crashed = new AbortController();
  const either = AbortSignal.any([signal, crashed.signal]);
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const ports = await choosePorts();
    const stack = await startStack({
      ...options,
      root,
      dataDir,
      ports,
      signal,
      onCrash: (name, how) => crashed.abort(new Error(`${name} has ended by itself: ${how}`)),
    });
    const certificates = await createCertificates(join(dataDir, 'azure', 'certificates'));
    return {
      stack,
      dataDir,
      frontend: `https://localhost:${ports['frontend-port']}`,
      arm: await certificates.client('arm.local-azure'),
      authority: certificates.authority,
      server: await certificates.issue({
        commonName: 'localhost',
        names: ['localhost'],
        usage: 'server',
        keyType: 'RSA',
      }),
      signal: either,
      async [Symbol.asyncDispose]() {
        await stack.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function choosePorts(): Promise<Ports> {
  const names = Object.keys(defaultPorts) as PortName[];
  const free = await freePorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, free[index]])) as Ports;
}
