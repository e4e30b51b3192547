import { readFileSync } from 'node:fs';
import { azureRegistry, openRegistry } from '@aro-rp/registry';
import { bundleOf, localCredential } from '@aro-rp/start';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import { imageOf } from '../../tools/package/image.ts';
import { pushImage } from '../../tools/package/push-image.ts';
import { root } from '../harness/system.ts';
import { loginServerOf, type Region, type ServiceName } from './region.ts';

/** Pushes a version of a service whose program begins with other lines than the one that ships. */
export async function pushBroken(
  region: Region,
  service: ServiceName,
  version: string,
  firstLines: string,
): Promise<void> {
  const { endpoints } = region.azure;
  const registry = openRegistry({
    host: await loginServerOf(region),
    credentials: azureRegistry({
      ...{ provider: localCredential(endpoints), clock: systemClock },
      scope: 'https://management.azure.com/.default',
    }),
    ...{ log: silentLog, clock: systemClock },
  });
  try {
    const program = readFileSync(bundleOf(root, service), 'utf8');
    const image = imageOf({ service, version, commit: 'e2e' }, { 'main.mjs': `${firstLines}\n${program}` });
    await pushImage(registry, service, version, image);
  } finally {
    await registry.close();
  }
}
