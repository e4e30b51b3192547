import { isIndex, parseManifest } from '../copy/parse-manifest.ts';
import { type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type Descriptor } from '../manifest.ts';
import { type CallOptions, type Registry } from '../registry.ts';

/** Which image of a list is meant. */
export interface PlatformOptions extends CallOptions {
  /** As manifest lists name it; `amd64` unless told. The system is always Linux. */
  architecture?: string;
}

/** The layers of an image, the one that was added last first: it wins over those below. */
export async function layersOf(
  registry: Registry,
  repository: string,
  reference: string,
  { architecture = 'amd64', signal }: PlatformOptions,
): Promise<{ digest: Digest; layers: Descriptor[] }> {
  const context = { host: registry.host, repository, reference };
  let wanted = reference;
  for (let depth = 0; depth < 4; depth += 1) {
    const manifest = await registry.manifest(repository, wanted, { signal });
    const { manifests, blobs } = parseManifest(manifest, context);
    // The first blob is the configuration.
    if (!isIndex(manifest.mediaType)) return { digest: manifest.digest, layers: blobs.slice(1).reverse() };
    const found = manifests.find(
      ({ platform, mediaType }) =>
        isIndex(mediaType) || (platform?.architecture === architecture && (platform.os ?? 'linux') === 'linux'),
    );
    if (!found) break;
    wanted = found.digest;
  }
  throw new RegistryError(
    'not-found',
    `${registry.host}/${repository}: ${reference} has no image for linux/${architecture}`,
    context,
  );
}
