import { RegistryError, type RegistryErrorContext } from '../errors.ts';
import { descriptorsOf } from '../lists.ts';
import { type Descriptor, type Manifest } from '../manifest.ts';

/** What a manifest is made of, in the order in which it names it. */
export interface Parts {
  /** Of an index: nested ones too. */
  manifests: Descriptor[];
  /** Without those that nobody may put into another registry, each once. */
  blobs: Descriptor[];
}

const indexes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const images = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];

export const isIndex = (mediaType: string): boolean => indexes.includes(mediaType);

/** Layers that stay where they are: the manifest names addresses (OCI image specification, "Non-Distributable Layers"). */
const staysAway = ({ mediaType, urls }: Descriptor): boolean =>
  (urls ?? []).length > 0 && /\.foreign\.|\.nondistributable\./.test(mediaType);

/** @throws RegistryError `malformed` for what is neither an index nor an image */
export function parseManifest({ mediaType, bytes, digest }: Manifest, context: RegistryErrorContext): Parts {
  const fail = (why: string) =>
    new RegistryError('malformed', `${context.host}/${context.repository}: the manifest ${digest} ${why}`, context);
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
  } catch {
    throw fail('is no JSON');
  }
  const isList = isIndex(mediaType);
  if (!isList && !images.includes(mediaType)) throw fail(`is of a kind that is not copied: ${mediaType || 'none'}`);
  const { manifests, config, layers } = parsed ?? {};
  const listed = isList ? manifests : [config, ...(Array.isArray(layers) ? layers : [undefined])];
  const found = descriptorsOf(listed);
  if (!Array.isArray(listed) || found.length < listed.length) throw fail('names something without digest or size');
  const blobs = new Map(found.filter((one) => !staysAway(one)).map((one) => [one.digest, one]));
  return {
    manifests: isList ? found : [],
    blobs: isList ? [] : [...blobs.values()],
  };
}
