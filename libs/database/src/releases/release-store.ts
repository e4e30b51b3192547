import { type Instant } from '@aro-rp/time';
import { batch, type Found, type WritePath } from '../batch.ts';
import { type Versioned } from '../documents.ts';
import { StoreError } from '../errors.ts';
import { type CallOptions } from '../stores.ts';
import { type MirroredImageDocument, type ReleaseDocument } from './documents.ts';

export type ReleaseContent = Omit<ReleaseDocument, 'id' | 'type' | 'revision' | 'release' | 'epoch'>;

export interface MirroredImage {
  digest: string;
  repository: string;
  copiedAt: Instant;
}

/** Who writes: the version, and the epoch of the lease that is held on it. */
export interface ReleaseWriter {
  release: string;
  epoch: number;
}

/** `Releases`: what has been copied into the service's registry, release by release and image by image. */
export interface ReleaseStore {
  get(release: string, options?: CallOptions): Promise<Versioned<ReleaseDocument> | undefined>;
  /** All, in no order. */
  list(options?: CallOptions): Promise<Versioned<ReleaseDocument>[]>;
  /**
   * Creates or changes. `change` is pure, and is asked again when another writer was faster; members that it leaves out
   * are removed, but those of a newer version are kept.
   * @throws StoreError `lost-lease` where a later epoch has written
   */
  write(
    writer: ReleaseWriter,
    change: (current: ReleaseContent | undefined) => ReleaseContent,
    options?: CallOptions,
  ): Promise<Versioned<ReleaseDocument>>;
  /** What has been recorded for the release, in no order. */
  images(release: string, options?: CallOptions): Promise<MirroredImage[]>;
  /**
   * Any number, in batches of up to 100; those recorded already stay as they are. All of them are true whoever copied
   * them, so after a failure some may have been written.
   * @throws StoreError `lost-lease` where a later epoch has written
   */
  record(writer: ReleaseWriter, images: readonly MirroredImage[], options?: CallOptions): Promise<void>;
}

/** Cosmos DB takes 100 operations in a transaction. */
const batchSize = 100;

export function releaseStore(path: WritePath): ReleaseStore {
  return {
    get: (release, options) => path.container.read<ReleaseDocument>(release, release, options),

    async list(options) {
      const found: Versioned<ReleaseDocument>[] = [];
      const query = 'SELECT * FROM c WHERE IS_DEFINED(c.state)';
      for await (const page of path.container.query<ReleaseDocument>({ query }, {}, options)) found.push(...page);
      return found;
    },

    async write({ release, epoch }, change, { signal } = {}) {
      const { now } = await batch<void>(
        path,
        {
          name: 'write-release',
          partitionKey: release,
          ids: [release],
          change(found) {
            const current = fenced(found, { release, epoch });
            const next = change(current && contentOf(current));
            const kept = Object.entries(current ?? {}).filter(([name]) => !known.has(name));
            const document: ReleaseDocument = {
              ...Object.fromEntries(kept),
              ...next,
              ...{ id: release, type: 'release', release, epoch, revision: 0 },
            };
            return { kind: 'write', put: [document], result: undefined };
          },
        },
        { ...(signal && { signal }) },
      );
      const written = now.get<ReleaseDocument>(release);
      if (!written) throw new StoreError('not-found', 'it was written, and has gone since');
      return written;
    },

    async images(release, options) {
      const found: MirroredImage[] = [];
      const scope = { partitionKey: release };
      const query = 'SELECT * FROM c';
      for await (const page of path.container.query<MirroredImageDocument>({ query }, scope, options))
        for (const { document } of page)
          if (document.type === 'mirrored-image')
            found.push({ digest: document.id, repository: document.repository, copiedAt: document.copiedAt });
      return found;
    },

    async record(writer, images, { signal } = {}) {
      const { release } = writer;
      const documents = [...new Map(images.map((image) => [image.digest, documentOf(release, image)])).values()];
      for (let from = 0; from < documents.length; from += batchSize) {
        const part = documents.slice(from, from + batchSize);
        await batch<void>(
          path,
          {
            name: 'record-images',
            partitionKey: release,
            ids: [release, ...part.map(({ id }) => id)],
            change(found) {
              fenced(found, writer);
              const put = part.filter(({ id }) => found.get(id) === undefined);
              return put.length === 0
                ? { kind: 'unchanged', result: undefined }
                : { kind: 'write', put, result: undefined };
            },
          },
          { ...(signal && { signal }) },
        );
      }
    },
  };
}

function fenced(found: Found, { release, epoch }: ReleaseWriter): Readonly<ReleaseDocument> | undefined {
  const current = found.get<ReleaseDocument>(release)?.document;
  if (current && current.epoch > epoch) throw new StoreError('lost-lease', `${release} has another owner`);
  return current;
}

const documentOf = (release: string, { digest, repository, copiedAt }: MirroredImage): MirroredImageDocument => ({
  ...{ id: digest, type: 'mirrored-image', release, revision: 0 },
  ...{ repository, copiedAt },
});

/** Every member of a release's document that this version knows. */
const known: ReadonlySet<string> = new Set(
  Object.keys({
    ...{ id: 0, type: 0, release: 0, revision: 0, state: 0, epoch: 0, source: 0, startedAt: 0, mirroredAt: 0 },
    ...{ verifiedAt: 0, releaseImage: 0, images: 0, installer: 0, osImage: 0, failure: 0 },
  } satisfies Record<keyof ReleaseDocument, 0>),
);

function contentOf(document: Readonly<ReleaseDocument>): ReleaseContent {
  const entries = Object.entries(document).filter(([name]) => known.has(name));
  const {
    id: _id,
    type: _type,
    revision: _revision,
    release: _release,
    epoch: _epoch,
    ...content
  } = Object.fromEntries(entries) as unknown as ReleaseDocument;
  return content;
}
