import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HttpsCall } from '../../openshift/network/https-call.ts';
import { type SecretFile } from './cloud-config.ts';
import { type MetadataClient } from './metadata-client.ts';

/**
 * Writes secrets of key vaults into a folder, whole files at a time.
 * @param files with the local addresses of their vaults
 * @throws Error when a vault does not give one
 */
export async function fetchSecrets(
  files: readonly SecretFile[],
  folder: string,
  { metadata, clientId, call }: { metadata: MetadataClient; clientId: string; call: HttpsCall },
): Promise<void> {
  if (files.length === 0) return;
  const { token } = await metadata.token(clientId, 'https://vault.azure.net');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { name, url } of files) {
    const { status, text } = await call(`${url}?api-version=7.4`, { headers: { authorization: `Bearer ${token}` } });
    if (status !== 200) throw new Error(`fetch-secrets: ${url} answers with ${status}`);
    const { value } = JSON.parse(text) as { value: string };
    const draft = join(folder, `.${name}`);
    // As `jq --raw-output` writes it.
    await writeFile(draft, `${value}\n`, { mode: 0o600 });
    await rename(draft, join(folder, name));
  }
}
