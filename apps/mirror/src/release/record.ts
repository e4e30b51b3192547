import { type Database, type ReleaseContent, type ReleaseWriter } from '@aro-rp/database';
import { type Clock, toInstant } from '@aro-rp/time';

/** What is written down of one release while it is mirrored, so that the next process goes on where this one ended. */
export interface ReleaseRecord {
  read(signal: AbortSignal): Promise<Partial<ReleaseContent>>;
  write(change: (current: Partial<ReleaseContent>) => Partial<ReleaseContent>, signal: AbortSignal): Promise<void>;
  /** Digests of the images that are there. */
  images(signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Resolves when it, and all that came before it, is written; those that come at the same time share a write. */
  add(image: { digest: string; repository: string }, signal: AbortSignal): Promise<void>;
}

/** @throws StoreError `lost-lease` where a later epoch has written */
export function databaseRecord(
  { releases }: Pick<Database, 'releases'>,
  writer: ReleaseWriter,
  source: string,
  clock: Clock,
): ReleaseRecord {
  let waiting: { digest: string; repository: string }[] = [];
  let writing: Promise<void> = Promise.resolve();
  const now = () => toInstant(clock.now());
  const started = (current: ReleaseContent | undefined): ReleaseContent => ({
    ...{ state: 'mirroring', startedAt: now() },
    ...current,
    source,
  });
  return {
    read: async (signal) => (await releases.get(writer.release, { signal }))?.document ?? {},
    async write(change, signal) {
      await releases.write(writer, (current) => started({ ...started(current), ...change(current ?? {}) }), { signal });
    },
    images: async (signal) => new Set((await releases.images(writer.release, { signal })).map(({ digest }) => digest)),
    add(image, signal) {
      waiting.push(image);
      const write = writing
        .catch(() => undefined)
        .then(async () => {
          const images = waiting;
          waiting = [];
          if (images.length === 0) return;
          const copiedAt = now();
          await releases.record(
            writer,
            images.map((one) => ({ ...one, copiedAt })),
            { signal },
          );
        });
      writing = write;
      return write;
    },
  };
}

/** For runs without a database: what is there is found out by asking the registry. */
export const noRecord: ReleaseRecord = {
  read: async () => ({}),
  write: async () => undefined,
  images: async () => new Set(),
  add: async () => undefined,
};
