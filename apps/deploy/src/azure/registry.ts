import { azureRegistry, openRegistry } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { type RegionConfig } from '../config/region-config.ts';
import { type Connection, toDeployError } from '../connection/index.ts';
import { apiVersions, idsOf } from './ids.ts';
import { type Registry } from './region.ts';

/** The global registry. One that is not there yet has no images and is at no address. */
export async function findRegistry(
  config: RegionConfig,
  { arm, credential, clock }: Connection,
): Promise<Registry & { close(): Promise<void> }> {
  const found = await arm.find(`${idsOf(config).registry}?api-version=${apiVersions.registry}`);
  const { loginServer = '' } = (found?.['properties'] ?? {}) as { loginServer?: string };
  if (loginServer === '') return { loginServer, digestOf: async () => undefined, close: async () => undefined };
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
