import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { azureRegistry, type Digest, dockerConfig, openRegistry, type Registry } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import { ClientSecretCredential } from '@azure/identity';
import { imageOf } from './image.ts';
import { files, makePackage, type Packaged } from './package.ts';
import { pushImage } from './push-image.ts';
import { versionOf } from './version.ts';

export const pushUsage = `node --import tsx tools/package/main.ts push SERVICE... --registry HOST [--version VERSION --commit COMMIT]
    [--auth FILE | --authority URL]

Makes the package of each service and pushes it to HOST as SERVICE:VERSION, an image of one layer without Node: for local
Azure, whose machines bring Node along. A real image has Node below it, and a container engine makes it from the
Dockerfile of the package. Prints a line for each: SERVICE VERSION DIGEST.

  --auth FILE       a docker config file that has the registry's credentials
  --authority URL   signs in at this root of Entra ID with AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET;
                    what is done without --auth, at the public one unless told

NODE_EXTRA_CA_CERTS names the authority of local Azure. Exit codes: 0 pushed, 1 failed, 2 bad arguments.`;

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
  const text = { type: 'string' } as const;
  const { values, positionals: services } = parseArgs({
    args,
    options: { registry: text, version: text, commit: text, auth: text, authority: text, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(pushUsage);
    return 0;
  }
  const { registry: host, version, commit, auth, authority } = values;
  const isComplete = host !== undefined && services.length > 0 && services.every(isService);
  if (!isComplete || (version === undefined) !== (commit === undefined)) {
    console.error(pushUsage);
    return 2;
  }
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
      const packaged =
        version === undefined || commit === undefined ? versionOf(service) : { service, version, commit };
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
