import { RegistryError } from '../errors.ts';
import { type Descriptor } from '../manifest.ts';
import { type Registry } from '../registry.ts';
import { layersOf, type PlatformOptions } from './image.ts';
import { filesOf } from './layers.ts';
import { type ReleaseImage, type ReleaseImages } from './release.ts';

const paths = { images: 'release-manifests/image-references', metadata: 'release-manifests/release-metadata' };

/** Both are some hundred kilobytes in a release of two hundred images. */
const largestFile = 32 * 2 ** 20;

/** So much of a layer is read to its end, though all is found, for the sake of its digest. */
const smallLayer = 32 * 2 ** 20;

/**
 * Reads which images an OpenShift release is made of, out of the layers of the release image as they stream, the last layer
 * first, and no layer after the one that says it. Nothing touches the disk. The layer's digest is verified unless the
 * layer has more than 32 MiB, when it is left at the end of the files.
 * @throws RegistryError `malformed` when it is no release image; whatever {@link Registry.blob} throws
 */
export async function readReleaseImages(
  registry: Registry,
  repository: string,
  reference: string,
  options: PlatformOptions = {},
): Promise<ReleaseImages> {
  const { digest, layers } = await layersOf(registry, repository, reference, options);
  const fail = (why: string) =>
    new RegistryError('malformed', `${registry.host}/${repository}: ${reference} is no OpenShift release: ${why}`, {
      host: registry.host,
      repository,
      reference,
    });
  const texts: Record<string, string> = {};
  for (const layer of layers) {
    await readFiles(registry, repository, layer, options, texts, fail);
    if (texts[paths.images] !== undefined) break;
  }
  const references = texts[paths.images];
  if (references === undefined) throw fail(`no layer has ${paths.images}`);
  const { version, images } = parseImageStream(references, fail);
  return { digest, version, images, metadata: parseMetadata(texts[paths.metadata], version, fail) };
}

type Fail = (why: string) => RegistryError;

async function readFiles(
  registry: Registry,
  repository: string,
  layer: Descriptor,
  { signal }: PlatformOptions,
  texts: Record<string, string>,
  fail: Fail,
): Promise<void> {
  const wanted = Object.values(paths);
  for await (const { path, size, bytes } of filesOf(registry, repository, layer, { signal })) {
    if (!wanted.includes(path)) continue;
    if (size > largestFile) throw fail(`${path} has ${size} bytes`);
    texts[path] = await textOf(bytes);
    if (layer.size > smallLayer && wanted.every((one) => texts[one] !== undefined)) return;
  }
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recordOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

function parse(text: string, path: string, fail: Fail): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    throw fail(`${path} is no JSON`);
  }
}

/** An ImageStream of `image.openshift.io/v1`. */
function parseImageStream(text: string, fail: Fail): { version: string; images: ReleaseImage[] } {
  const { kind, metadata, spec } = parse(text, paths.images, fail);
  const { name: version } = recordOf(metadata);
  const { tags } = recordOf(spec);
  if (kind !== 'ImageStream' || typeof version !== 'string' || !Array.isArray(tags))
    throw fail(`${paths.images} is no image stream`);
  const images = tags.map((tag): ReleaseImage => {
    const { name, from, annotations } = recordOf(tag);
    const { kind, name: reference } = recordOf(from);
    if (typeof name !== 'string' || kind !== 'DockerImage' || typeof reference !== 'string')
      throw fail(`${paths.images} has a tag without an image`);
    return { name, reference, annotations: textsOf(annotations) };
  });
  return { version, images };
}

function parseMetadata(text: string | undefined, version: string, fail: Fail): ReleaseImages['metadata'] {
  if (text === undefined) return { version, previous: [], metadata: {} };
  const { version: named, previous, metadata } = parse(text, paths.metadata, fail);
  return {
    version: typeof named === 'string' ? named : version,
    previous: Array.isArray(previous) ? previous.filter((one) => typeof one === 'string') : [],
    metadata: textsOf(metadata),
  };
}
