import { type Digest, type ImageReference, parseImageReference, type ReleaseImages } from '@aro-rp/registry';
import { type Release } from '../graph/read-graph.ts';
import { MirrorError } from '../mirror-error.ts';

/** One image that is to be copied. The repository's name stays what it is; only the host changes. */
export interface ImageJob {
  /** For people: a release's own name of it, or the reference. */
  name: string;
  from: ImageReference;
  /** Set at the target once all of it is there. */
  tag?: string;
}

/** As OpenShift's own tags of releases name an architecture of the update graph. */
const tagged: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

export interface ReleaseJobs {
  /** Each digest of a repository once. */
  images: ImageJob[];
  /** The release image, which is the last to come. */
  release: ImageJob & { from: { digest: Digest } };
}

/**
 * What a release is made of. Images get the tags that `oc adm release mirror` gives them, so that a registry that
 * removes what has no tag keeps them.
 * @throws MirrorError `malformed` when a reference is not by digest, or the release image is another version's
 */
export function jobsOf(
  release: Release,
  architecture: string,
  content: Pick<ReleaseImages, 'version' | 'images'>,
): ReleaseJobs {
  const { version, payload } = release;
  if (content.version !== version)
    throw new MirrorError('malformed', `the release image of ${version} says that it is ${content.version}`);
  const base = `${version}-${tagged[architecture] ?? architecture}`;
  const images = new Map<string, ImageJob>();
  for (const { name, reference } of content.images) {
    const from = parseImageReference(reference);
    if (from?.digest === undefined)
      throw new MirrorError('malformed', `the release image of ${version} names ${name} not by digest: ${reference}`);
    const key = `${from.repository}@${from.digest}`;
    if (!images.has(key)) images.set(key, { name, from, tag: `${base}-${name}` });
  }
  return { images: [...images.values()], release: { name: 'release', from: payload, tag: base } };
}

/**
 * Reads a list of images: one reference on a line; what follows `#` is a comment.
 * @returns the jobs, or every line that is no reference
 */
export function readImageList(text: string): { jobs: ImageJob[] } | { faults: string[] } {
  const lines = text.split('\n').map((line, index) => ({ number: index + 1, text: (line.split('#')[0] ?? '').trim() }));
  const read = lines
    .filter((line) => line.text !== '')
    .map((line) => ({ ...line, from: parseImageReference(line.text) }));
  const faults = read
    .filter(({ from }) => from === undefined)
    .map(
      (line) => `line ${line.number}: '${line.text}' is no image, such as quay.io/NAME:TAG or quay.io/NAME@sha256:HEX`,
    );
  if (faults.length > 0) return { faults };
  if (read.length === 0) return { faults: ['it names no image'] };
  const jobs = read.flatMap(({ text: name, from }) =>
    from ? [{ name, from, ...(from.tag !== undefined && { tag: from.tag }) }] : [],
  );
  return { jobs: [...new Map(jobs.map((job) => [job.name, job])).values()] };
}
