import { createHash } from 'node:crypto';
import { type BlobStore } from '@aro-rp/azure';
import { extractFile, type Registry } from '@aro-rp/registry';
import { MirrorError } from '../mirror-error.ts';

/** The image of a release that holds `openshift-install`, by the release's own name. */
export const installerImage = 'installer';

const path = 'usr/bin/openshift-install';

export interface StoredInstaller {
  /** `sha256:HEX`; the blob has the same name without `sha256:`. */
  digest: string;
  size: number;
}

/**
 * Takes `openshift-install` out of an image and stores it under its digest, where it is found by those that run it. Its
 * bytes pass through twice, since a blob has its name before its first byte: 1 GB would be too much to keep. May be
 * repeated: what is stored already is not sent again.
 * @throws RegistryError, AzureError; nothing half is stored then
 */
export async function storeInstaller(
  registry: Registry,
  image: { repository: string; digest: string },
  store: BlobStore,
  options: { architecture: string; signal: AbortSignal },
): Promise<StoredInstaller> {
  const { repository, digest: reference } = image;
  const { value: hex, size } = await extractFile(registry, repository, reference, path, hexOf, options);
  const digest = `sha256:${hex}`;
  if ((await store.size(hex, options)) === size) return { digest, size };
  const send = (bytes: AsyncIterable<Uint8Array>) => store.create(hex, checked(bytes, hex), options);
  await extractFile(registry, repository, reference, path, send, options);
  const stored = await store.size(hex, options);
  if (stored !== size)
    throw new MirrorError(
      'incomplete',
      `${digest} has ${stored ?? 'no'} bytes in the installer store, and should have ${size}`,
    );
  return { digest, size };
}

async function hexOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

/** Ends with a failure when they are others than before, so that they are never published under that name. */
async function* checked(bytes: AsyncIterable<Uint8Array>, hex: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  const read = hash.digest('hex');
  if (read !== hex) throw new MirrorError('incomplete', `openshift-install was read as ${hex} and then as ${read}`);
}
