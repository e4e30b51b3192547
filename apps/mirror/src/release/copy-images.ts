import { copyImage, createBlobLedger, formatImageReference, RegistryError } from '@aro-rp/registry';
import { type Report } from '../progress/view.ts';
import { type Tally } from '../progress/tally.ts';
import { type Registries } from '../registries.ts';
import { atOnce } from './at-once.ts';
import { type ImageJob } from './jobs.ts';

export interface CopyParts {
  registries: Registries;
  /** How many images are copied at the same time. */
  imagesAtOnce: number;
  tally: Tally;
  report: Report;
}

export interface CopiedImage {
  job: ImageJob;
  digest: string;
}

export interface CopyOutcome {
  done: number;
  /** Of those done: images of which something was missing. */
  copied: number;
  bytes: number;
  failures: { job: ImageJob; error: Error }[];
}

/**
 * Copies images, each of which is complete at the target or not to be seen there. One that fails is tried once more when the
 * others are done (a registry that is sent the same manifest twice at once may refuse both), and then told; but what no
 * image can get past (no space, no right to write, a registry that is away) ends it all.
 * @param onDone awaited after each; what it throws ends the run
 * @throws the signal's reason
 */
export async function copyImages(
  { registries, imagesAtOnce, tally, report }: CopyParts,
  jobs: readonly ImageJob[],
  options: { signal: AbortSignal; deep?: boolean; onDone?(image: CopiedImage): Promise<void> },
): Promise<CopyOutcome> {
  const outcome: CopyOutcome = { done: 0, copied: 0, bytes: 0, failures: [] };
  const blobsDone = createBlobLedger();
  const hopeless = new AbortController();
  const signal = AbortSignal.any([options.signal, hopeless.signal]);
  tally.expect(jobs.length);

  const again: ImageJob[] = [];
  const copyOne = (isLast: boolean) => async (job: ImageJob) => {
    const { host, repository, digest, tag } = job.from;
    try {
      const result = await copyImage({
        from: { registry: registries.source(host), repository, reference: digest ?? tag ?? '' },
        to: { registry: registries.target, repository, ...(job.tag !== undefined && { reference: job.tag }) },
        ...{ signal, blobsDone },
        ...(options.deep && { deep: true }),
        onProgress: (progress) => progress.kind === 'bytes' && tally.add(progress.bytes),
      });
      await options.onDone?.({ job, digest: result.digest });
      const copied = result.manifests.copied > 0 || result.bytes > 0;
      outcome.done += 1;
      outcome.copied += copied ? 1 : 0;
      outcome.bytes += result.bytes;
      tally.settle('done');
      report({ event: 'image-done', image: job.name, digest: result.digest, bytes: result.bytes, copied });
    } catch (error) {
      options.signal.throwIfAborted();
      // Others end because of the first that says why.
      if (hopeless.signal.aborted) return;
      if (!(error instanceof RegistryError)) throw error;
      const isHopeless = stopsAll(error, registries.target.host);
      if (!isLast && !isHopeless) return void again.push(job);
      tally.settle('failed');
      outcome.failures.push({ job, error });
      report({ event: 'image-failed', image: `${job.name} (${formatImageReference(job.from)})`, cause: error.message });
      if (isHopeless) hopeless.abort();
    }
  };
  await atOnce(jobs, imagesAtOnce, copyOne(false), signal);
  await atOnce(again, imagesAtOnce, copyOne(true), signal);
  options.signal.throwIfAborted();
  return outcome;
}

/** Whether no image can get past it. @param target the registry that is copied to */
export function stopsAll({ kind, context }: RegistryError, target: string): boolean {
  return kind === 'no-space' || kind === 'unreachable' || (kind === 'unauthorized' && context.host === target);
}
