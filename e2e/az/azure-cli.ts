import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Endpoints, writeEndpointFiles } from '@aro-rp/local-azure';
import { root } from '../harness/system.ts';

const onPath = (command: string): string | undefined => {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

/** `KUBECTL` of the environment, else Debian's unpacked in the data folder, else the one on the path. */
function findKubectl(): string | undefined {
  const unpacked = join(root, '.local/debian/usr/bin/kubectl');
  return process.env['KUBECTL'] ?? (existsSync(unpacked) ? unpacked : onPath('kubectl'));
}

/** `describe` where the commands that a customer needs are installed, else `describe.skip`. */
export const describeWithAz =
  onPath('az') !== undefined && onPath('curl') !== undefined && findKubectl() !== undefined ? describe : describe.skip;

export interface Ran {
  status: number | null;
  output: string;
  /** Warnings and errors. */
  errors: string;
}

/** Signed in as the customer, in a profile of the folder's own. */
export const login = `az cloud register -n AroLocal --cloud-config @.local/cloud.json
az cloud set -n AroLocal
az login --service-principal -u "$CLIENT_ID" -p "$CLIENT_SECRET" --tenant "$TENANT_ID"
az account set -s "$SUBSCRIPTION_ID"`;
export const session = `. .local/env.sh
PATH="$PWD/tools/az:$PATH" AZURE_CONFIG_DIR="$PWD/az" AZURE_CORE_COLLECT_TELEMETRY=false
export PATH AZURE_CONFIG_DIR AZURE_CORE_COLLECT_TELEMETRY`;

/** Commands of a customer who is signed in. */
export async function signedIn(folder: CustomerFolder) {
  const run = (script: string) => folder.sh(`${session}\n${script}`);
  const done = async (script: string): Promise<string> => {
    const { status, output, errors } = await run(script);
    if (status !== 0) throw new Error(`${script} ended with ${status}: ${errors}`);
    return output.trim();
  };
  await done(login);
  return { run, /** @returns what it printed. @throws when it fails */ done };
}

export type SignedIn = Awaited<ReturnType<typeof signedIn>>;

/**
 * A folder with `.local` as `npm start` writes it for the system, and `tools` and `docs`: what the commands of a customer name.
 * Its `kubectl` is first on the path.
 */
export async function customerFolder(endpoints: Endpoints) {
  const folder = mkdtempSync(join(tmpdir(), 'aro-rp-az-'));
  const commands = join(folder, 'bin');
  mkdirSync(join(folder, '.local'));
  mkdirSync(commands);
  await writeEndpointFiles(join(folder, '.local'), readFileSync(endpoints.caBundle, 'utf8'), endpoints);
  for (const name of ['tools', 'docs']) symlinkSync(join(root, name), join(folder, name));
  symlinkSync(findKubectl() ?? '', join(commands, 'kubectl'));
  const env = { ...process.env, PATH: `${commands}${delimiter}${process.env['PATH']}` };
  const started = new Set<() => void>();

  return {
    /** A script of `sh`, in the folder; with what it started it ends at `close`. */
    async sh(script: string): Promise<Ran> {
      const child = spawn('sh', ['-c', script], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
      started.add(end);
      const output: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      const [status] = (await once(child, 'close')) as [number | null];
      started.delete(end);
      return { status, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() };
    },
    close() {
      for (const end of started) end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type CustomerFolder = Awaited<ReturnType<typeof customerFolder>>;
