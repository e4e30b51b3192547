import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { homeTenant, type LocalAzure, startLocalAzure, trust } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';
import { bundleBackend } from './bundled-backend.ts';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface Commands extends AsyncDisposable {
  azure: LocalAzure;
  /** With all rights. */
  database: Database;
  dataDir: string;
  /** Runs a command of the backend as a process, with the rights of an SRE. */
  run(args: string[], environment?: Record<string, string>): { child: ChildProcess; ended: Promise<Ended> };
  /** A file with the text, or the value as JSON. @returns its path */
  fileOf(value: unknown): string;
  /** Ends the processes that a test left, and its faults. */
  clear(): void;
}

/** Local Entra ID and Cosmos DB with our containers, and the backend as one file that plain `node` runs. */
export async function startCommands(): Promise<Commands> {
  const dataDir = mkdtempSync(join(tmpdir(), 'commands-'));
  const main = await bundleBackend(dataDir);
  const azure = await startLocalAzure({ dataDir: join(dataDir, 'azure'), only: ['entra', 'cosmos'] });
  trust(azure.certificates.authority);
  writeFileSync(join(dataDir, 'ca.pem'), azure.certificates.authority);
  const account = { endpoint: azure.cosmos.endpoint, auth: { key: azure.cosmos.key }, clock: systemClock };
  await createContainers(account);
  const database = createDatabase(account);
  await database.ping();
  const processes: ChildProcess[] = [];
  let files = 0;
  const clear = () => {
    azure.faults.clear();
    for (const one of processes.splice(0)) one.kill('SIGKILL');
  };
  return {
    azure,
    database,
    dataDir,
    run(args, environment = {}) {
      const child = spawn(process.execPath, [main, ...args], {
        env: {
          PATH: process.env.PATH,
          NODE_EXTRA_CA_CERTS: join(dataDir, 'ca.pem'),
          CREDENTIAL: 'client-secret',
          AZURE_TENANT_ID: homeTenant,
          AZURE_CLIENT_ID: azure.endpoints.clientId,
          AZURE_CLIENT_SECRET: azure.endpoints.clientSecret,
          AZURE_AUTHORITY_HOST: azure.entra.origin,
          COSMOS_ENDPOINT: azure.cosmos.endpoint,
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      processes.push(child);
      return { child, ended: endOf(child) };
    },
    fileOf(value) {
      const path = join(dataDir, `file-${++files}.json`);
      writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
      return path;
    },
    clear,
    async [Symbol.asyncDispose]() {
      clear();
      database.dispose();
      await azure.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}
