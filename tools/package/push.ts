import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { azureRegistry, type Digest, dockerConfig, openRegistry, type Registry } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import { ClientSecretCredential } from '@azure/identity';
import { imageOf } from './image.ts';
import { files, makePackage, type Packaged } from './package.ts';
import { pushUsage, readPushArguments } from './push-arguments.ts';
import { pushImage } from './push-image.ts';
import { versionOf } from './version.ts';

/** Packages a service and pushes it under its version. Run in the root of the repository. @returns the image's digest */
export async function pushPackage(packaged: Packaged, registry: Registry): Promise<Digest> {
  const folder = join('dist', `${packaged.service}-pushed-${process.pid}`);
  try {
    await makePackage(packaged, folder);
    const contents = await Promise.all(
      Object.values(files).map(async (name) => [name, await readFile(join(folder, name))] as const),
    );
    const image = imageOf(packaged, Object.fromEntries(contents));
    return await pushImage(registry, packaged.service, packaged.version, image);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the exit code */
export async function push(args: string[], isService: (name: string) => boolean): Promise<number> {
  const line = readPushArguments(args, isService);
  if (line === 'help') {
    console.log(pushUsage);
    return 0;
  }
  if (line === 'refused') {
    console.error(pushUsage);
    return 2;
  }
  const { host, services, stamp, auth, authority } = line;
  const credentials =
    auth === undefined
      ? azureRegistry({
          provider: signIn(authority),
          clock: systemClock,
          scope: 'https://management.azure.com/.default',
        })
      : dockerConfig(await readFile(auth, 'utf8'));
  const registry = openRegistry({ host, credentials, log: silentLog, clock: systemClock });
  try {
    for (const service of services) {
      const packaged = stamp ? { service, ...stamp } : versionOf(service);
      console.log(`${service} ${packaged.version} ${await pushPackage(packaged, registry)}`);
    }
  } finally {
    await registry.close();
  }
  return 0;
}

function signIn(authority: string | undefined): ClientSecretCredential {
  const { AZURE_TENANT_ID = '', AZURE_CLIENT_ID = '', AZURE_CLIENT_SECRET = '' } = process.env;
  return new ClientSecretCredential(AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, {
    ...(authority === undefined ? {} : { authorityHost: authority, disableInstanceDiscovery: true }),
  });
}
