import { type Digest, isDigest, type Registry, RegistryError } from '@aro-rp/registry';
import { type Tally } from '../progress/tally.ts';
import { type Report } from '../progress/view.ts';
import { atOnce } from './at-once.ts';

/** An image that should be in the registry. */
export interface WantedImage {
  name: string;
  repository: string;
  digest: string;
  tag?: string;
}

export interface VerifyParts {
  target: Registry;
  imagesAtOnce: number;
  tally: Tally;
  report: Report;
}

/**
 * Looks whether all of each image is there: its manifests, whose bytes are compared with their digests, lists with all
 * that they list; its blobs; its tag. (The registry itself has compared each blob with its digest when it took it.)
 * @returns the images of which something is missing, each with the first thing that is
 * @throws RegistryError when the registry cannot be asked
 */
export async function verifyImages(
  { target, imagesAtOnce, tally, report }: VerifyParts,
  images: readonly WantedImage[],
  signal: AbortSignal,
): Promise<WantedImage[]> {
  const missing: WantedImage[] = [];
  const blobs = new Map<string, Promise<boolean>>();
  const hasBlob = (repository: string, digest: Digest) => {
    const key = `${repository}@${digest}`;
    const asked = blobs.get(key) ?? target.hasBlob(repository, digest, { signal });
    blobs.set(key, asked);
    return asked;
  };

  const faultOf = async (repository: string, reference: string): Promise<string | undefined> => {
    const manifest = await manifestOf(target, repository, reference, signal);
    if (typeof manifest === 'string') return manifest;
    for (const child of manifest.manifests) {
      const fault = await faultOf(repository, child);
      if (fault !== undefined) return fault;
    }
    for (const blob of manifest.blobs)
      if (!(await hasBlob(repository, blob))) return `the blob ${blob} of ${reference} is missing`;
    return undefined;
  };
  const tagFaultOf = async ({ repository, digest, tag }: WantedImage): Promise<string | undefined> => {
    if (tag === undefined) return undefined;
    const found = await target.headManifest(repository, tag, { signal });
    if (!found) return `the tag ${tag} is missing`;
    return found.digest === undefined || found.digest === digest ? undefined : `the tag ${tag} is another image`;
  };

  tally.expect(images.length);
  await atOnce(
    images,
    imagesAtOnce,
    async (image) => {
      const fault = (await faultOf(image.repository, image.digest)) ?? (await tagFaultOf(image));
      tally.settle(fault === undefined ? 'done' : 'failed');
      if (fault === undefined) return;
      missing.push(image);
      report({ event: 'image-missing', image: image.name, cause: fault });
    },
    signal,
  );
  signal.throwIfAborted();
  return missing;
}

interface Content {
  manifests: Digest[];
  blobs: Digest[];
}

/** @returns what it is made of, or what is wrong with it */
async function manifestOf(
  target: Registry,
  repository: string,
  reference: string,
  signal: AbortSignal,
): Promise<Content | string> {
  try {
    const { bytes } = await target.manifest(repository, reference, { signal });
    const { manifests, config, layers } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
    return manifests === undefined
      ? { manifests: [], blobs: digestsOf([config, ...listOf(layers)].filter(isKeptThere)) }
      : { manifests: digestsOf(listOf(manifests)), blobs: [] };
  } catch (error) {
    if (error instanceof SyntaxError) return `the manifest ${reference} is no JSON`;
    if (!(error instanceof RegistryError)) throw error;
    if (error.kind === 'not-found') return `the manifest ${reference} is missing`;
    if (error.kind === 'digest-mismatch') return `the manifest ${reference} has other bytes`;
    throw error;
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What names addresses of its own is in no other registry (OCI image specification, "Non-Distributable Layers"). */
const isKeptThere = (descriptor: unknown): boolean =>
  listOf((descriptor as { urls?: unknown } | undefined)?.urls).length === 0;

const digestsOf = (descriptors: readonly unknown[]): Digest[] =>
  descriptors.flatMap((one) => {
    const digest = (one as { digest?: unknown } | undefined)?.digest;
    return typeof digest === 'string' && isDigest(digest) ? [digest] : [];
  });
