import { readFile } from 'node:fs/promises';
import { type Credentials, dockerConfig, RegistryError } from '@aro-rp/registry';
import { MirrorError } from './mirror-error.ts';

/**
 * A docker config file that is replaced while it is in use, as machines do when the vault has a newer version: every
 * question is answered by what it says now, or by what it said last when it cannot be read.
 * @throws MirrorError `bad-input` that names the setting, when it cannot be read at first
 */
export async function followAuthFile(setting: string, path: string): Promise<Credentials> {
  let known = await readAuth(setting, path);
  return {
    async for(question) {
      known = await readAuth(setting, path).catch(() => known);
      return known.for(question);
    },
  };
}

async function readAuth(setting: string, path: string): Promise<Credentials> {
  try {
    return dockerConfig(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (!(error instanceof RegistryError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new MirrorError('bad-input', `${setting}: ${(error as Error).message}`, { cause: error });
  }
}
