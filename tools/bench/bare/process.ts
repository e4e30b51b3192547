import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type System } from '../system.ts';
import { type BareSettings, type StoredDocument } from './settings.ts';

export interface BareServer extends AsyncDisposable {
  origin: string;
  pid: number | undefined;
}

/** Starts the bare server as a process, with the frontend's identity and the same Cosmos DB. @throws Error when it ends at once */
export async function startBareServer(system: System, template: StoredDocument[]): Promise<BareServer> {
  const { stack, dataDir, server } = system;
  const { cosmos, authorityHost, tenantId, identities, caBundle } = stack.endpoints;
  const identity = identities['frontend'];
  if (!identity) throw new Error('local Azure has no identity for the frontend');
  const settings: BareSettings = {
    ...{ cosmosEndpoint: cosmos.endpoint, authorityHost, tenantId, ...identity, template },
    ...{ certificate: server.certificate, privateKey: server.privateKey },
  };
  const file = join(dataDir, 'bare.json');
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), file], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caBundle },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => Promise.reject(new Error('the bare server has ended at its start'))),
  ]);
  return {
    origin: `https://localhost:${port}`,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
