import { azureRegistry, type Credentials, openRegistry, type Registry, type TokenProvider } from '@aro-rp/registry';
import { type Log } from '@aro-rp/telemetry';
import { type Clock } from '@aro-rp/time';
import { followAuthFile } from './auth-file.ts';
import { MirrorError } from './mirror-error.ts';
import { type RegistrySettings } from './settings.ts';

/** The registries of a run, each opened once. */
export interface Registries {
  /** @param host as references name it */
  source(host: string): Registry;
  target: Registry;
  close(): Promise<void>;
}

export interface RegistriesOptions {
  settings: RegistrySettings;
  /** The service's own identity; absent where a file has the target's credentials. */
  credential: TokenProvider | undefined;
  clock: Clock;
  log: Log;
}

/** Asks no registry. @throws MirrorError `bad-input` that names the setting at fault */
export async function openRegistries({ settings, credential, clock, log }: RegistriesOptions): Promise<Registries> {
  const { registry: targetHost, registryAuth, sourceAuth, sourceHosts, plainHttpHosts, stallTimeout } = settings;
  const places = new Map(sourceHosts.map(placeOf));
  const sourceCredentials = sourceAuth === undefined ? undefined : await followAuthFile('SOURCE_AUTH_FILE', sourceAuth);
  const targetCredentials =
    registryAuth === undefined
      ? ownIdentity(credential, clock)
      : await followAuthFile('REGISTRY_AUTH_FILE', registryAuth);
  const opened = new Map<string, Registry>();
  const open = (setting: string, host: string, credentials: Credentials | undefined) => {
    try {
      return openRegistry({
        ...{ host, clock, log, limits: { stall: stallTimeout } },
        ...(credentials && { credentials }),
        ...(plainHttpHosts.includes(host) && { scheme: 'http' }),
      });
    } catch (error) {
      throw new MirrorError('bad-input', `${setting}: ${(error as Error).message}`, { cause: error });
    }
  };
  const target = open('REGISTRY', targetHost, targetCredentials);

  return {
    target,
    source(host) {
      const found = opened.get(host);
      if (found) return found;
      const fresh = open('SOURCE_HOSTS', places.get(host) ?? host, sourceCredentials);
      opened.set(host, fresh);
      return fresh;
    },
    async close() {
      await Promise.all([target, ...opened.values()].map((one) => one.close()));
    },
  };
}

function placeOf(text: string): [string, string] {
  const [named, reached, ...rest] = text.split('=');
  if (!named || !reached || rest.length > 0)
    throw new MirrorError('bad-input', `SOURCE_HOSTS: '${text}' is not of the form NAME=HOST`);
  return [named, reached];
}

function ownIdentity(provider: TokenProvider | undefined, clock: Clock): Credentials {
  if (provider === undefined)
    throw new MirrorError('bad-input', 'REGISTRY_AUTH_FILE is missing, and so is an identity that could sign in');
  return azureRegistry({ provider, clock });
}
