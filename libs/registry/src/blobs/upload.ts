import { type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type BlobSource, type BlobUpload } from '../registry.ts';
import { type Client } from '../transport/client.ts';
import { type StallWatch } from '../transport/stall.ts';
import { createUploadReader, type UploadReader } from './upload-reader.ts';
import { beginUpload, type SessionRequest, type UploadSession } from './upload-session.ts';

export interface Upload {
  client: Client;
  repository: string;
  blob: { digest: Digest; size: number };
  source: BlobSource;
  options: BlobUpload & { signal: AbortSignal };
  has(): Promise<boolean>;
}

/** So many bytes go in one request, once all of them are here and verified. */
const smallBlob = 256 * 1024;

/** How often a blob whose bytes are not those of its digest is read from the start. */
const readings = 3;

/** A connection that carried so much before it broke was worth it: the next try is a first one. */
const goodPart = 2 ** 20;

/** How often an upload begins anew that the registry has forgotten, in attempts. */
const mostRestarts = 3;

/** What `Registry.uploadBlob` says. */
export async function uploadBlob(upload: Upload): Promise<'uploaded' | 'mounted'> {
  const { client, repository, blob } = upload;
  for (let reading = 1; ; reading += 1) {
    try {
      return await (blob.size <= smallBlob ? uploadWhole(upload) : uploadInPieces(upload));
    } catch (err) {
      if (!(err instanceof RegistryError && err.kind === 'digest-mismatch') || reading === readings) throw err;
      client.log.warn('blob is read again', { host: client.host, repository, digest: blob.digest, reading, err });
    }
  }
}

async function uploadWhole({
  client,
  repository,
  blob,
  source,
  options,
  has,
}: Upload): Promise<'uploaded' | 'mounted'> {
  const { signal, mountFrom, onBytes } = options;
  const reader = createUploadReader({ blob, source, host: client.host, repository, signal });
  const again = client.patience(`the upload of ${blob.digest} to ${repository}`, signal);
  let session: UploadSession | undefined;
  let bytes: Buffer | undefined;
  try {
    for (;;) {
      try {
        const begun = await beginUpload(client, { repository, digest: blob.digest, mountFrom, signal });
        if (begun === 'mounted') return 'mounted';
        session = begun;
        bytes ??= await collect(reader, blob.size);
        await session.finish(blob.digest, bytes);
        onBytes?.(bytes.length);
        return 'uploaded';
      } catch (error) {
        if (reader.failure) throw reader.failure;
        await again.after(restartable(error, session));
        if (await has()) return 'uploaded';
        await session?.cancel();
        session = undefined;
      }
    }
  } catch (error) {
    await cancel(session, signal);
    throw error;
  } finally {
    reader.rest();
  }
}

async function collect(reader: UploadReader, size: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of reader.take(size)) parts.push(part);
  return Buffer.concat(parts);
}

async function uploadInPieces(upload: Upload): Promise<'uploaded' | 'mounted'> {
  const { client, repository, blob, source, has, options } = upload;
  const { signal, mountFrom } = options;
  const { digest, size } = blob;
  const reader = createUploadReader({ blob, source, host: client.host, repository, signal });
  const again = client.patience(`the upload of ${digest} to ${repository}`, signal);
  const count = createCount(options.onBytes);
  const wanted: SessionRequest = { repository, digest, mountFrom, hasPlace: true, signal };
  using _place = await client.enter('write', signal);
  let session: UploadSession | undefined;
  let restarts = 0;
  try {
    for (;;) {
      const before = reader.at;
      try {
        if (!session) {
          const begun = await beginUpload(client, wanted);
          if (begun === 'mounted') return 'mounted';
          session = begun;
        }
        while (reader.at < size) {
          await appendNext(client, session, reader, size, count.through);
          again.renew();
        }
        await session.finish(digest);
        return 'uploaded';
      } catch (error) {
        if (reader.failure) throw reader.failure;
        // The registry is asked several things now, and may be the one that is read from, too.
        reader.rest();
        if (isCut(error) && reader.at - before >= goodPart) again.renew();
        await again.after(restartable(error, session));
        if (session && reader.at === size && (await has())) return 'uploaded';
        const there = await sizeOf(session);
        const resumes = there !== undefined && there <= reader.at;
        if (!resumes) {
          restarts += session ? 1 : 0;
          if (restarts === mostRestarts * client.limits.attempts) throw error;
          await session?.cancel();
          session = undefined;
        }
        reader.back(resumes ? there : 0);
        count.back(reader.at);
      }
    }
  } catch (error) {
    count.back(0);
    await cancel(session, signal);
    throw error;
  } finally {
    reader.rest();
  }
}

/** Who was told to stop does not wait for it. */
async function cancel(session: UploadSession | undefined, signal: AbortSignal): Promise<void> {
  const cancelled = session?.cancel();
  if (!signal.aborted) await cancelled;
}

const isCut = (error: unknown): boolean => error instanceof RegistryError && error.kind === 'unreachable';

/** An upload may have been forgotten, or stand elsewhere than thought: that is no reason to give the blob up. */
function restartable(error: unknown, session: UploadSession | undefined): unknown {
  if (!(error instanceof RegistryError) || !session) return error;
  const { status } = error.context;
  const isGone = status === 404 || status === 416 || error.context.code === 'BLOB_UPLOAD_INVALID';
  return isGone ? new RegistryError('unavailable', error.message, error.context, { cause: error }) : error;
}

async function sizeOf(session: UploadSession | undefined): Promise<number | undefined> {
  try {
    return await session?.size();
  } catch (error) {
    if (error instanceof RegistryError && error.kind !== 'unauthorized') return undefined;
    throw error;
  }
}

async function appendNext(
  { host, limits }: Client,
  session: UploadSession,
  reader: UploadReader,
  size: number,
  through: Through,
): Promise<void> {
  const start = reader.at;
  const length = Math.min(limits.chunkBytes, size - start);
  const there = await session.append(start, length, (watch) => through(reader.take(length), watch));
  if (there !== undefined && there !== start + length)
    throw new RegistryError('unavailable', `${host} has ${there} bytes of an upload instead of ${start + length}`, {
      host,
    });
  reader.mark();
}

type Through = (bytes: AsyncIterable<Uint8Array>, watch: StallWatch) => AsyncIterable<Uint8Array>;

/** Counts what goes out, and takes back what has to go again. */
function createCount(onBytes: ((bytes: number) => void) | undefined): { through: Through; back(offset: number): void } {
  let sent = 0;
  return {
    async *through(bytes, watch) {
      watch.rest();
      for await (const part of bytes) {
        watch.touch();
        sent += part.length;
        onBytes?.(part.length);
        yield part;
        watch.rest();
      }
      watch.touch();
    },
    back(offset) {
      if (offset !== sent) onBytes?.(offset - sent);
      sent = offset;
    },
  };
}
