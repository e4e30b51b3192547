import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Endpoints } from '../host/context.ts';

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
export function createAz(configDir: string, { caBundle = '' }: Partial<Endpoints>) {
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
