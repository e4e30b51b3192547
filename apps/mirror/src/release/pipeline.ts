import { type BlobStore } from '@aro-rp/azure';
import { type VersionContent, type VersionStore } from '@aro-rp/database';
import { extractFile, formatImageReference, readReleaseImages, RegistryError } from '@aro-rp/registry';
import { type Clock, toInstant } from '@aro-rp/time';
import { type Release } from '../graph/read-graph.ts';
import { MirrorError } from '../mirror-error.ts';
import { copyImages, type CopyParts } from './copy-images.ts';
import { installerImage, type StoredInstaller, storeInstaller } from './installer.ts';
import { type ImageJob, jobsOf, type ReleaseJobs } from './jobs.ts';
import { bootImagesPath, osImageOf } from './os-image.ts';
import { type ReleaseRecord } from './record.ts';
import { verifyImages, type WantedImage } from './verify.ts';

export interface PipelineParts extends CopyParts {
  /** As the update graph names it. */
  architecture: string;
  clock: Clock;
  /** Where `openshift-install` goes; absent: it is not looked at, and the release is not offered. */
  installers?: BlobStore;
  /** Where the release is offered; absent: it is not. */
  versions?: VersionStore;
}

export interface RunOptions {
  record: ReleaseRecord;
  signal: AbortSignal;
}

/**
 * Brings one release: every image that it names, then the release image, whose presence says that all is there. After a copy
 * it looks whether it is, and repairs once what is missing; where all manifests were there already it trusts them, since a
 * registry takes none without its blobs. Then it stores `openshift-install`, and offers the version, disabled. May be ended
 * anywhere and begun again, here or elsewhere.
 * @throws MirrorError `not-copied`, `incomplete`, `malformed`; RegistryError; StoreError; AzureError; the signal's reason
 */
export async function bringRelease(parts: PipelineParts, release: Release, run: RunOptions): Promise<void> {
  const { record, signal } = run;
  const { state } = await record.read(signal);
  const jobs = await readJobs(parts, release, signal);
  const isCopied = state === 'mirrored';
  const recorded = state === 'mirroring' ? await record.images(signal) : new Set<string>();
  const copied = isCopied ? 0 : await copyRelease(parts, release, jobs, { ...run, recorded });
  const trusted = !isCopied && copied === 0 && recorded.size === 0;
  await verifyRelease(parts, release, jobs, { ...run, trusted, repair: true });
}

/** The images of the release, as the release image at its source names them. */
export async function readJobs(parts: PipelineParts, release: Release, signal: AbortSignal): Promise<ReleaseJobs> {
  const { host, repository, digest } = release.payload;
  const { registries, architecture } = parts;
  const content = await readReleaseImages(registries.source(host), repository, digest, { architecture, signal });
  return jobsOf(release, architecture, content);
}

/** The same, as the release image in our own registry names them. @throws MirrorError `incomplete` without one */
export async function readMirrored(parts: PipelineParts, release: Release, signal: AbortSignal): Promise<ReleaseJobs> {
  const { repository, digest } = release.payload;
  const { registries, architecture } = parts;
  try {
    const content = await readReleaseImages(registries.target, repository, digest, { architecture, signal });
    return jobsOf(release, architecture, content);
  } catch (error) {
    if (error instanceof RegistryError && error.kind === 'not-found')
      throw new MirrorError('incomplete', `${release.version} is not mirrored: ${error.message}`, { cause: error });
    throw error;
  }
}

/** @returns how many images were not complete before */
async function copyRelease(
  parts: PipelineParts,
  release: Release,
  jobs: ReleaseJobs,
  { record, signal, recorded }: RunOptions & { recorded: ReadonlySet<string> },
): Promise<number> {
  const { registries, report, clock } = parts;
  const left = jobs.images.filter(({ from }) => !recorded.has(from.digest ?? ''));
  const count = jobs.images.length + 1;
  report({
    event: 'release-begins',
    release: release.version,
    images: count,
    recorded: jobs.images.length - left.length,
  });
  await record.write(
    (current) => ({ ...current, state: current.state === 'verified' ? 'verified' : 'mirroring', images: count }),
    signal,
  );
  const onDone = ({ job, digest }: { job: ImageJob; digest: string }) =>
    record.add({ digest, repository: job.from.repository }, signal);
  const copied =
    (await copyAll(parts, release, left, { signal, onDone })) +
    (await copyAll(parts, release, [jobs.release], { signal, onDone }));
  const releaseImage = mirroredReference(registries.target.host, jobs);
  await record.write(
    ({ failure: _failure, ...current }) => ({
      ...current,
      ...{ state: 'mirrored', mirroredAt: toInstant(clock.now()), releaseImage },
    }),
    signal,
  );
  report({ event: 'release-mirrored', release: release.version, image: releaseImage });
  return copied;
}

type CopyAllOptions = Parameters<typeof copyImages>[2];

/** @throws MirrorError `not-copied` that names the first of those that failed, and why */
async function copyAll(parts: PipelineParts, { version }: Release, jobs: readonly ImageJob[], options: CopyAllOptions) {
  const { done, copied, failures } = await copyImages(parts, jobs, options);
  const [first] = failures;
  if (first === undefined) return copied;
  throw new MirrorError(
    'not-copied',
    `${version}: ${jobs.length - done} of ${jobs.length} images are not copied; ${first.job.name}: ${first.error.message}`,
    { cause: first.error },
  );
}

export interface VerifyOptions extends RunOptions {
  /** Whether what is missing is copied again, once. */
  repair: boolean;
  /** All manifests are there, and that is enough. */
  trusted?: boolean;
}

/** @throws MirrorError `incomplete` which says how much is missing */
export async function verifyRelease(parts: PipelineParts, release: Release, jobs: ReleaseJobs, options: VerifyOptions) {
  const { version } = release;
  const { record, signal, repair, trusted } = options;
  const { registries, clock, report, installers } = parts;
  const all = [...jobs.images, jobs.release];
  const wanted = all.map(wantedOf);
  let missing = trusted ? [] : await verify(parts, wanted, signal);
  if (missing.length > 0 && repair) {
    const names = new Set(missing.map(({ name }) => name));
    await copyAll(
      parts,
      release,
      all.filter(({ name }) => names.has(name)),
      { signal, deep: true },
    );
    missing = await verify(parts, missing, signal);
  }
  if (missing.length > 0)
    throw new MirrorError('incomplete', `${version}: ${missing.length} of ${all.length} images are not complete`);
  const found = installers && (await findInstaller(parts, jobs, installers, signal));
  const osImage = found && (await findOsImage(parts, release, jobs, signal));
  const releaseImage = mirroredReference(registries.target.host, jobs);
  await record.write(
    ({ failure: _failure, ...current }) => ({
      ...current,
      ...{ state: 'verified', verifiedAt: toInstant(clock.now()), releaseImage, images: all.length },
      ...(found && { installer: found }),
      ...(osImage && { osImage }),
    }),
    signal,
  );
  report({
    ...{ event: 'release-verified', release: version, images: all.length },
    ...(found && { installer: found.digest }),
  });
  if (found && osImage) await offer(parts, { version, releaseImage, installer: found, osImage }, signal);
}

const verify = ({ registries, ...parts }: PipelineParts, images: readonly WantedImage[], signal: AbortSignal) =>
  verifyImages({ ...parts, target: registries.target }, images, signal);

const wantedOf = ({ name, from: { repository, digest }, tag }: ImageJob): WantedImage => ({
  ...{ name, repository, digest: digest ?? '' },
  ...(tag !== undefined && { tag }),
});

const mirroredReference = (host: string, { release: { from } }: ReleaseJobs): string =>
  formatImageReference({ host, repository: from.repository, digest: from.digest });

async function findInstaller(parts: PipelineParts, jobs: ReleaseJobs, store: BlobStore, signal: AbortSignal) {
  const { registries, architecture } = parts;
  const image = jobs.images.find(({ name }) => name === installerImage);
  if (image?.from.digest === undefined)
    throw new MirrorError('malformed', `${jobs.release.tag}: the release has no image '${installerImage}'`);
  const { repository, digest } = image.from;
  return storeInstaller(registries.target, { repository, digest }, store, { architecture, signal });
}

async function findOsImage(
  { registries, architecture }: PipelineParts,
  release: Release,
  jobs: ReleaseJobs,
  signal: AbortSignal,
) {
  const { repository, digest } = jobs.release.from;
  const text = async (bytes: AsyncIterable<Uint8Array>) => {
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  };
  const options = { architecture, signal };
  const { value } = await extractFile(registries.target, repository, digest, bootImagesPath, text, options);
  return osImageOf(release.version, architecture, value);
}

interface Found extends Pick<VersionContent, 'version' | 'releaseImage' | 'osImage'> {
  installer: StoredInstaller;
}

/** What an SRE has said of the version stays. */
async function offer({ versions, report }: PipelineParts, found: Found, signal: AbortSignal): Promise<void> {
  if (!versions) return;
  const isNew = await versions.add({ ...found, enabled: false, default: false }, { signal });
  report({ event: 'release-offered', release: found.version, offered: isNew ? 'created' : 'already there' });
}
