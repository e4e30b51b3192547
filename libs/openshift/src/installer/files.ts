import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifests } from '../manifests/manifests.ts';

const folders = ['manifests', 'openshift'];
const isManifest = /\.(yaml|yml|json)$/;

/** What `create ignition-configs` will read, by path. A folder that is not there is empty. */
export async function readManifests(folder: string): Promise<Manifests> {
  const manifests = new Map<string, string>();
  for (const name of folders) {
    const files = await readdir(join(folder, name)).catch(() => []);
    for (const file of files.filter((one) => isManifest.test(one)).sort())
      manifests.set(`${name}/${file}`, await readFile(join(folder, name, file), 'utf8'));
  }
  return manifests;
}

export async function writeManifests(folder: string, changed: Manifests): Promise<void> {
  for (const [path, text] of changed) await writeFile(join(folder, path), text, { mode: 0o600 });
}

/** Writes what the installer needs beside its binary. @returns its whole environment */
export async function prepareFolder(
  folder: string,
  { installConfig, credentials, releaseImage, fips }: Prepared,
): Promise<Record<string, string>> {
  const credentialsFile = join(folder, 'osServicePrincipal.json');
  const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')];
  await mkdir(home, { mode: 0o700 });
  await mkdir(temporary, { mode: 0o700 });
  await mkdir(join(folder, 'install'), { mode: 0o700 });
  await writeFile(credentialsFile, credentials, { mode: 0o600 });
  await writeFile(join(folder, 'install', 'install-config.yaml'), installConfig, { mode: 0o600 });
  return {
    AZURE_AUTH_LOCATION: credentialsFile,
    HOME: home,
    OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE: releaseImage,
    TMPDIR: temporary,
    ...(fips && { OPENSHIFT_INSTALL_SKIP_HOSTCRYPT_VALIDATION: 'true' }),
  };
}

interface Prepared {
  installConfig: string;
  /** JSON. */
  credentials: string;
  releaseImage: string;
  fips: boolean;
}
