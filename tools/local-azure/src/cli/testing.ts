import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Recorder, startRecorder } from '../arm/front-door/testing.ts';
import { type Endpoints, type HostContext } from '../host/context.ts';
import { type LocalAzure, startLocalAzure } from '../host/local-azure.ts';
import { trust } from '../host/testing.ts';
import { writeEndpointFiles } from './endpoint-files.ts';

/** The Azure CLI as this project runs it. */
export const launcher = join(__dirname, '../../../az/az');

/** Whether there is a real Azure CLI to run. */
export const azIsInstalled = (): boolean => spawnSync('sh', ['-c', 'command -v az']).status === 0;

export interface Ran {
  status: number | null;
  /** What was printed, parsed; undefined when nothing was. */
  output: unknown;
  /** Warnings and errors. */
  errors: string;
}

/** Runs one command of the Azure CLI with its settings in `configDir`, and reads the JSON that it prints. */
function createAz(configDir: string, { caBundle = '' }: Partial<Endpoints>) {
  const env = {
    ...process.env,
    AZURE_CONFIG_DIR: configDir,
    REQUESTS_CA_BUNDLE: caBundle,
    AZURE_CORE_COLLECT_TELEMETRY: 'false',
    AZURE_CORE_OUTPUT: 'json',
  };
  return async (...args: string[]): Promise<Ran> => {
    const child = spawn(launcher, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const [status] = (await once(child, 'close')) as [number | null];
    const text = Buffer.concat(printed).toString().trim();
    return {
      status,
      output: text === '' ? undefined : (JSON.parse(text) as unknown),
      errors: Buffer.concat(errors).toString(),
    };
  };
}

export interface AzUnderTest {
  azure: LocalAzure;
  /** Stands where our frontend would. */
  frontend: Recorder;
  endpoints: Partial<Endpoints>;
  /** `az`, signed in as the customer. */
  az(...args: string[]): Promise<Ran>;
  /** What it printed. @throws Error with its words when it fails */
  done(...args: string[]): Promise<unknown>;
  /** Signs in with settings of its own, so that `az` stays signed in. */
  login(clientId: string, secret: string): Promise<Ran>;
  close(): Promise<void>;
}

/** Entra ID and Azure Resource Manager in this process, and the real Azure CLI that knows them. */
export async function startForAz(): Promise<AzUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'local-azure-az-'));
  const azure = await startLocalAzure({ dataDir, only: ['entra', 'arm'] });
  trust(azure.certificates.authority);
  const frontend = await startRecorder({ certificates: azure.certificates } as HostContext);
  azure.arm.setFrontend(frontend.url);
  const endpoints = await writeEndpointFiles(dataDir, azure.certificates.authority, azure.endpoints);
  const { clientId = '', clientSecret = '', tenantId = '' } = endpoints;

  const registered = join(dataDir, 'az-registered');
  const register = createAz(registered, endpoints);
  await register('cloud', 'register', '-n', 'AroLocal', '--cloud-config', `@${join(dataDir, 'cloud.json')}`);
  await register('cloud', 'set', '-n', 'AroLocal');
  const signIn = async (id: string, secret: string) => {
    const folder = mkdtempSync(join(dataDir, 'az-'));
    cpSync(registered, folder, { recursive: true });
    const az = createAz(folder, endpoints);
    return { az, ran: await az('login', '--service-principal', '-u', id, '-p', secret, '--tenant', tenantId) };
  };
  const { az } = await signIn(clientId, clientSecret);

  return {
    azure,
    frontend,
    endpoints,
    az,
    async done(...args) {
      const { status, output, errors } = await az(...args);
      if (status !== 0) throw new Error(`az ${args.join(' ')} ended with ${status}: ${errors}`);
      return output;
    },
    login: async (id, secret) => (await signIn(id, secret)).ran,
    async close() {
      await frontend.close();
      await azure.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
