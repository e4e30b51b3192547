import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Debian's `docker-registry`, the reference implementation of the OCI distribution API, without TLS. */
export interface DockerRegistry {
  /** `localhost:PORT`. */
  host: string;
  /** Where it keeps blobs: `docker/registry/v2/blobs/sha256/AB/ABCD…/data`. */
  folder: string;
  pid: number;
  stop(): Promise<void>;
}

const found = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
/** Whether both are installed that the tests need. */
export const isInstalled = (): boolean => found('docker-registry') && found('skopeo');

/** @param folder is made @throws Error when it does not answer */
export async function startDockerRegistry(folder: string): Promise<DockerRegistry> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const configuration = join(folder, 'config.json');
  writeFileSync(
    configuration,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error', accesslog: { disabled: true } },
      storage: {
        filesystem: { rootdirectory: folder },
        cache: { blobdescriptor: 'inmemory' },
        delete: { enabled: true },
      },
      http: { addr: `127.0.0.1:${port}`, relativeurls: true },
    }),
  );
  const child = spawn('docker-registry', ['serve', configuration], { stdio: 'ignore' });
  const host = `localhost:${port}`;
  for (let attempt = 0; !(await answers(`http://127.0.0.1:${port}/v2/`)); attempt++) {
    if (child.exitCode !== null || attempt > 200) throw new Error('docker-registry does not answer');
    await sleep(50);
  }
  return { host, folder, pid: child.pid ?? 0, stop: () => stopped(child) };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => (await answer.body?.cancel(), answer.ok),
    () => false,
  );

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
