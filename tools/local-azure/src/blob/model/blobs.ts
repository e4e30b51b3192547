import { randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { type Clock } from '@aro-rp/time';
import { type Content, ContentTooLarge, type Contents } from '../contents.ts';
import { type BlobStore, type CommittedBlock, type KnownContainer, type StoredBlob } from '../store.ts';
import { checkWrite } from './conditions.ts';
import { refusals } from './errors.ts';
import { afterWrite, applyLease, checkLease, type LeaseAction } from './leases.ts';

/** One entry of a block list: where to look for the block. */
export interface WantedBlock {
  id: string;
  from: 'Committed' | 'Uncommitted' | 'Latest';
}

/** What a write says about the blob, beside its bytes. */
export interface Description {
  headers: Record<string, string>;
  metadata: Record<string, string>;
  /** Base64: what the bytes have to have. */
  md5?: string;
}

export interface Place {
  container: KnownContainer;
  name: string;
  /** Of the request: its conditions and its lease. */
  conditions: IncomingHttpHeaders;
  /** Whether the caller may replace a blob. */
  mayOverwrite: boolean;
  /** Asked once more when the bytes have arrived: the container may be gone. @throws BlobError */
  stillThere(): void;
}

/** Block blobs. What was answered is on the disk; writes of one blob are ordered by the moment at which they are kept. */
export interface Blobs {
  put(place: Place, body: AsyncIterable<Uint8Array>, description: Description): Promise<StoredBlob>;
  /** @returns MD5 of the block, base64 */
  stage(place: Place, id: string, body: AsyncIterable<Uint8Array>, md5?: string): Promise<string>;
  commit(place: Place, wanted: readonly WantedBlock[], description: Description): Promise<StoredBlob>;
  /** Changes what is said about it, not its bytes. @throws BlobError */
  describe(place: Place, change: Partial<Pick<StoredBlob, 'headers' | 'metadata'>>): StoredBlob;
  /** Begins, prolongs or ends a lease; version and bytes stay. @throws BlobError `BlobNotFound`, or 409 */
  lease(place: Place, action: LeaseAction): StoredBlob;
  /** @throws BlobError `BlobNotFound` */
  remove(place: Place): void;
}

/** Azure's limits, from service version 2019-12-12 on. */
const limits = { blob: 5_000 * 2 ** 20, block: 4_000 * 2 ** 20, blocks: 50_000 };

export function createBlobs(store: BlobStore, contents: Contents, clock: Clock): Blobs {
  const dropAll = (ids: string[]) => ids.forEach((id) => contents.drop(id));

  const judgeLease = (place: Place, current: StoredBlob | undefined): void =>
    checkLease(current?.lease, leaseIdOf(place.conditions), clock.now(), 'write');

  const judge = (place: Place): StoredBlob | undefined => {
    place.stillThere();
    const current = store.find(place.container.generation, place.name);
    checkWrite(place.conditions, current);
    judgeLease(place, current);
    if (current && !place.mayOverwrite) throw refusals.overwrite();
    return current;
  };

  const receive = async (body: AsyncIterable<Uint8Array>, limit: number, md5?: string): Promise<Content> => {
    const content = await contents.save(body, limit).catch((error: unknown) => {
      throw error instanceof ContentTooLarge ? refusals.tooLarge() : error;
    });
    if (md5 === undefined || content.hash.toString('base64') === md5) return content;
    contents.drop(content.id);
    throw refusals.md5();
  };

  /** Keeps `content` as the blob's, or drops it. No other request runs in between. */
  const keep = (place: Place, content: Content, more: Pick<StoredBlob, 'headers' | 'metadata' | 'blocks' | 'md5'>) => {
    try {
      const current = judge(place);
      const now = clock.now();
      const lease = afterWrite(current?.lease, now);
      const blob: StoredBlob = {
        name: place.name,
        content: content.id,
        size: content.size,
        etag: newEtag(),
        createdAt: current?.createdAt ?? now,
        changedAt: now,
        ...(lease && { lease }),
        ...more,
      };
      dropAll(store.save(place.container, blob));
      return blob;
    } catch (error) {
      contents.drop(content.id);
      throw error;
    }
  };

  return {
    async put(place, body, { headers, metadata, md5 }) {
      judge(place);
      const content = await receive(body, limits.blob, md5);
      return keep(place, content, { headers, metadata, blocks: [], md5: content.hash.toString('base64') });
    },
    async stage(place, id, body, md5) {
      const { generation } = place.container;
      const others = [...store.staged(generation, place.name), ...(store.find(generation, place.name)?.blocks ?? [])];
      const length = (text: string) => Buffer.from(text, 'base64').length;
      if (length(id) === 0 || length(id) > 64 || others.some((one) => length(one.id) !== length(id)))
        throw refusals.blockId();
      judgeLease(place, store.find(generation, place.name));
      const content = await receive(body, limits.block, md5);
      try {
        place.stillThere();
        judgeLease(place, store.find(generation, place.name));
        dropAll(store.stage(place.container, place.name, { id, content: content.id, size: content.size }));
      } catch (error) {
        contents.drop(content.id);
        throw error;
      }
      return content.hash.toString('base64');
    },
    async commit(place, wanted, { headers, metadata }) {
      if (wanted.length > limits.blocks) throw refusals.blockList();
      const current = judge(place);
      const staged = new Map(store.staged(place.container.generation, place.name).map((one) => [one.id, one]));
      const committed = new Map((current?.blocks ?? []).map((one) => [one.id, one]));
      const sources = wanted.map(({ id, from }) => {
        const found =
          (from === 'Committed' ? undefined : staged.get(id)) ??
          (from === 'Uncommitted' ? undefined : committed.get(id));
        if (!found) throw refusals.blockList();
        return found;
      });
      const content = await contents.save(bytesOf(contents, sources, current)).catch((error: unknown) => {
        // Another list was committed meanwhile, and the blocks of this one are gone.
        throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? refusals.blockList() : error;
      });
      let offset = 0;
      const blocks = sources.map(({ id, size }) => ({ id, size, offset: (offset += size) - size }));
      return keep(place, content, { headers, metadata, blocks });
    },
    describe(place, change) {
      const current = judge(place);
      if (!current) throw refusals.noBlob();
      const { lease: before, ...rest } = current;
      const lease = afterWrite(before, clock.now());
      const blob = { ...rest, ...change, ...(lease && { lease }), etag: newEtag(), changedAt: clock.now() };
      dropAll(store.save(place.container, blob));
      return blob;
    },
    lease(place, action) {
      place.stillThere();
      const current = store.find(place.container.generation, place.name);
      if (!current) throw refusals.noBlob();
      checkWrite(place.conditions, current);
      const { lease: before, ...rest } = current;
      const lease = applyLease(before, action, clock.now());
      const blob = { ...rest, ...(lease && { lease }) };
      dropAll(store.save(place.container, blob));
      return blob;
    },
    remove(place) {
      place.stillThere();
      const current = store.find(place.container.generation, place.name);
      if (!current) throw refusals.noBlob();
      checkWrite(place.conditions, current);
      judgeLease(place, current);
      dropAll(store.remove(place.container.generation, place.name));
    },
  };
}

type Source = { content: string } | CommittedBlock;

async function* bytesOf(
  contents: Contents,
  sources: readonly Source[],
  current: StoredBlob | undefined,
): AsyncGenerator<Uint8Array> {
  for (const source of sources) {
    const stream =
      'content' in source
        ? contents.read(source.content)
        : contents.read(current?.content ?? '', { start: source.offset, end: source.offset + source.size - 1 });
    for await (const chunk of stream) yield chunk as Uint8Array;
  }
}

export function leaseIdOf({ 'x-ms-lease-id': given }: IncomingHttpHeaders): string | undefined {
  return typeof given === 'string' && given !== '' ? given.replace(/^\{|\}$/g, '') : undefined;
}

/** In the shape of Azure's. */
const newEtag = (): string => `"0x8D${randomBytes(7).toString('hex').slice(1).toUpperCase()}"`;
