import { type Digest, digestOf, type Registry } from '@aro-rp/registry';
import { type Image, imageTypes } from './image.ts';

/**
 * Pushes an image and then its tag; what the registry has already is not sent again. The tag names this image afterwards,
 * whatever it named before. @returns the digest @throws RegistryError
 */
export async function pushImage(registry: Registry, repository: string, tag: string, image: Image): Promise<Digest> {
  for (const bytes of [image.layer, image.config]) {
    const digest = digestOf(bytes);
    if (await registry.hasBlob(repository, digest)) continue;
    await registry.uploadBlob(repository, { digest, size: bytes.length }, async function* (offset) {
      yield bytes.subarray(offset);
    });
  }
  const manifest = { mediaType: imageTypes.manifest, digest: image.digest, bytes: image.manifest };
  await registry.putManifest(repository, tag, manifest);
  return image.digest;
}
