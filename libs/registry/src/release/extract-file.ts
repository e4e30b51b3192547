import { type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type Registry } from '../registry.ts';
import { layersOf, type PlatformOptions } from './image.ts';
import { filesOf } from './layers.ts';

/** Takes a file out of an image, as it arrives. What it gives is good only once {@link extractFile} has resolved. */
export type FileSink<T> = (bytes: AsyncIterable<Uint8Array>, file: { size: number }) => Promise<T>;

export interface Extracted<T> {
  /** What the sink gave. */
  value: T;
  /** Of the file. */
  size: number;
  /** Of the image that it is from: one of a list when a list was asked for. */
  image: Digest;
}

/**
 * Reads one regular file out of an image, out of the last layer that has it, while the layer streams; what later layers
 * delete or link is not looked at. The layer is read to its end, so that its digest is verified before this resolves;
 * when it rejects, what the sink was given is to be thrown away.
 * @param path without a slash in front: `usr/bin/openshift-install`
 * @throws RegistryError `not-found` when no layer has it; what the sink throws; whatever {@link Registry.blob} throws
 */
export async function extractFile<T>(
  registry: Registry,
  repository: string,
  reference: string,
  path: string,
  sink: FileSink<T>,
  options: PlatformOptions = {},
): Promise<Extracted<T>> {
  const { digest, layers } = await layersOf(registry, repository, reference, options);
  const { signal } = options;
  for (const layer of layers) {
    let found: Extracted<T> | undefined;
    for await (const file of filesOf(registry, repository, layer, { signal })) {
      if (file.path !== path || found) continue;
      found = { value: await sink(file.bytes, { size: file.size }), size: file.size, image: digest };
    }
    if (found) return found;
  }
  throw new RegistryError('not-found', `${registry.host}/${repository}: ${reference} has no file ${path}`, {
    host: registry.host,
    repository,
    reference,
  });
}
