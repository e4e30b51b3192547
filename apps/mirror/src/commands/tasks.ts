import { readFile } from 'node:fs/promises';
import { createBlobLedger, formatImageReference, planImage, RegistryError } from '@aro-rp/registry';
import { channelOf, chooseReleases, findRelease } from '../graph/choose.ts';
import { type Release } from '../graph/read-graph.ts';
import { MirrorError } from '../mirror-error.ts';
import { atOnce } from '../release/at-once.ts';
import { copyImages, stopsAll } from '../release/copy-images.ts';
import { type ImageJob, readImageList } from '../release/jobs.ts';
import { bringRelease, readJobs, readMirrored, verifyRelease } from '../release/pipeline.ts';
import { type ReleaseRecord } from '../release/record.ts';
import { type CommandLine, type Task } from './arguments.ts';
import { messageOf } from './exit-codes.ts';
import { type Workshop } from './workshop.ts';

/** Does what the command line says. @throws MirrorError, RegistryError, StoreError, AzureError; the signal's reason */
export async function perform(
  { command, task, repair }: CommandLine,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<void> {
  if (task.kind === 'images') {
    const jobs = await jobsIn(task.file);
    return command === 'plan' ? planJobs(workshop, jobs, signal) : copyList(workshop, jobs, signal);
  }
  const { pipeline } = workshop;
  const releases = await releasesOf(workshop, task, signal);
  if (command === 'plan') return planReleases(workshop, releases, signal);
  await eachAlone(workshop, releases, signal, async (release, record, both) => {
    if (command === 'copy') return bringRelease(pipeline, release, { record, signal: both });
    const jobs = await readMirrored(pipeline, release, both);
    await verifyRelease(pipeline, release, jobs, { record, signal: both, repair });
  });
}

/**
 * One after the other; what is wrong with one release keeps nobody from the next, unless it would befall that too.
 * @throws MirrorError with all that failed
 */
async function eachAlone(
  { alone, pipeline: { report, registries } }: Workshop,
  releases: readonly Release[],
  signal: AbortSignal,
  work: (release: Release, record: ReleaseRecord, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failures: Failure[] = [];
  for (const release of releases) {
    try {
      await alone(release, signal, (record, both) => work(release, record, both));
    } catch (error) {
      signal.throwIfAborted();
      if (releases.length === 1 || !isOfOneRelease(error, registries.target.host)) throw error;
      failures.push({ release, error });
      report({ event: 'note', message: lineOf({ release, error }) });
    }
  }
  if (failures.length > 0) throw failed(failures, releases.length);
}

interface Failure {
  release: Release;
  error: MirrorError | RegistryError;
}

function isOfOneRelease(error: unknown, target: string): error is Failure['error'] {
  if (!(error instanceof MirrorError || error instanceof RegistryError)) return false;
  return ![error, error.cause].some((one) => one instanceof RegistryError && stopsAll(one, target));
}

function failed(failures: readonly Failure[], count: number): MirrorError {
  const isIncomplete = failures.every(({ error }) => error.kind === 'incomplete');
  const lines = failures.map((one) => `\n  ${lineOf(one)}`).join('');
  return new MirrorError(
    isIncomplete ? 'incomplete' : 'not-copied',
    `${failures.length} of ${count} releases failed:${lines}`,
  );
}

function lineOf({ release: { version }, error }: Failure): string {
  const message = messageOf(error);
  return message.startsWith(`${version}: `) ? message : `${version}: ${message}`;
}

async function releasesOf(
  { settings, channel }: Workshop,
  task: Exclude<Task, { kind: 'images' }>,
  signal: AbortSignal,
) {
  const denied = settings.deniedVersions;
  if (task.kind === 'release') {
    const found: Release[] = [];
    for (const version of task.versions) {
      const name = task.channel ?? channelOf(version);
      found.push(findRelease(await channel(name, signal), version, denied, `the channel ${name}`));
    }
    return found;
  }
  const graphs = await Promise.all(task.channels.map((name) => channel(name, signal)));
  const all = new Map(graphs.flat().map((release) => [release.version, release]));
  const minimum = task.minimum ?? settings.minimumVersion;
  const chosen = chooseReleases([...all.values()], { minimum, denied });
  if (chosen.length === 0)
    throw new MirrorError('no-release', `${task.channels.join(', ')} names no release from ${minimum} on`);
  return chosen;
}

async function jobsIn(file: string): Promise<ImageJob[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => error);
  if (typeof text !== 'string') throw new MirrorError('bad-input', text.message);
  const read = readImageList(text);
  if ('faults' in read) throw new MirrorError('bad-input', read.faults.map((fault) => `${file}: ${fault}`).join('\n'));
  return read.jobs;
}

async function copyList({ pipeline }: Workshop, jobs: readonly ImageJob[], signal: AbortSignal): Promise<void> {
  const { failures, done } = await copyImages(pipeline, jobs, { signal });
  const [first] = failures;
  if (first)
    throw new MirrorError(
      'not-copied',
      `${jobs.length - done} of ${jobs.length} images are not copied; ${first.job.name}: ${first.error.message}`,
      { cause: first.error },
    );
}

async function planReleases(workshop: Workshop, releases: readonly Release[], signal: AbortSignal): Promise<void> {
  const { pipeline } = workshop;
  for (const release of releases) {
    const { images, release: last } = await readJobs(pipeline, release, signal);
    pipeline.report({ event: 'release-begins', release: release.version, images: images.length + 1, recorded: 0 });
    await planJobs(workshop, [...images, last], signal);
  }
}

async function planJobs({ pipeline }: Workshop, jobs: readonly ImageJob[], signal: AbortSignal): Promise<void> {
  const { registries, imagesAtOnce, tally, report } = pipeline;
  const blobsDone = createBlobLedger();
  tally.expect(jobs.length);
  const planOne = async (job: ImageJob) => {
    const { host, repository, digest, tag } = job.from;
    const {
      manifests,
      blobs,
      bytes,
      digest: found,
    } = await planImage({
      from: { registry: registries.source(host), repository, reference: digest ?? tag ?? '' },
      to: { registry: registries.target, repository },
      ...{ signal, blobsDone },
    });
    tally.settle('done');
    // Planned bytes, so that the sum is the tally's.
    tally.add(bytes);
    report({
      ...{ event: 'image-planned', image: formatImageReference(job.from), digest: found, bytes },
      ...{ manifests: manifests.missing.length, blobs: blobs.missing.length },
    });
  };
  await atOnce(jobs, imagesAtOnce, planOne, signal);
  signal.throwIfAborted();
}
