import { azureRegistry, openRegistry } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { type RegionConfig } from '../config/region-config.ts';
import { type Connection, statusOf, toDeployError } from '../connection/index.ts';
import { apiVersions, idsOf } from './ids.ts';
import { type Registry } from './region.ts';

/**
 * The global registry. One that is not there yet has no images and is at no address; one that may not be looked at throws
 * when an image is asked for, so that whoever lacks rights is told of all of them.
 */
export async function findRegistry(
  config: RegionConfig,
  { arm, credential, clock }: Connection,
): Promise<Registry & { close(): Promise<void> }> {
  const none = { loginServer: '', close: async () => undefined };
  let found: Record<string, unknown> | undefined;
  try {
    found = await arm.find(`${idsOf(config).registry}?api-version=${apiVersions.registry}`);
  } catch (error) {
    if (statusOf((error as Error).cause) !== 403) throw error;
    return { ...none, digestOf: () => Promise.reject(error as Error) };
  }
  const { loginServer = '' } = (found?.['properties'] ?? {}) as { loginServer?: string };
  if (loginServer === '') return { ...none, digestOf: async () => undefined };
  const provider = {
    getToken: (wanted: string, options?: { abortSignal?: AbortSignal }) => credential.getToken(wanted, { ...options }),
  };
  const registry = openRegistry({
    host: loginServer,
    credentials: azureRegistry({ provider, clock }),
    ...{ log: silentLog, clock },
  });
  return {
    loginServer,
    async digestOf(repository, tag) {
      try {
        return (await registry.headManifest(repository, tag))?.digest;
      } catch (error) {
        throw toDeployError(error, `image ${loginServer}/${repository}:${tag}`);
      }
    },
    close: () => registry.close(),
  };
}
