import { Readable, type Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import { RegistryError } from '../errors.ts';
import { type Descriptor } from '../manifest.ts';
import { type CallOptions, type Registry } from '../registry.ts';

/** A file of a layer. */
export interface LayerFile {
  /** Without `./` or a slash in front. */
  path: string;
  size: number;
  /** To be read before the next file is asked for, or they are skipped. */
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * The regular files of a layer, in its order, as its bytes arrive: a tape archive, compressed by gzip, zstd or not. It ends
 * when all bytes are here and their digest is verified; whoever stops earlier hears nothing of it.
 * @throws RegistryError `malformed` when it is no archive; whatever {@link Registry.blob} throws
 */
export async function* filesOf(
  registry: Registry,
  repository: string,
  layer: Descriptor,
  { signal }: CallOptions,
): AsyncGenerator<LayerFile> {
  const archive = extract();
  const bytes = Readable.from(registry.blob(repository, layer, { signal }), { objectMode: false });
  let unpack: Transform | undefined;
  let cause: unknown;
  // What fails first fails the rest, and is thrown where the archive is read.
  const fail = (error: Error) => {
    cause ??= error;
    archive.destroy(error);
  };
  const toError = (error: unknown) => {
    signal?.throwIfAborted();
    const reason = cause ?? error;
    if (reason instanceof RegistryError) return reason;
    const context = { host: registry.host, repository, reference: layer.digest };
    const why = `${registry.host}/${repository}: the layer ${layer.digest} cannot be read: ${(reason as Error).message}`;
    return new RegistryError('malformed', why, context, { cause: reason });
  };
  async function* reading(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of entry) yield chunk as Uint8Array;
    } catch (error) {
      throw toError(error);
    }
  }
  try {
    bytes.on('error', fail);
    unpack = decompressorOf(await firstChunk(bytes));
    unpack?.on('error', fail);
    const end = archive as unknown as NodeJS.WritableStream;
    if (unpack) bytes.pipe(unpack).pipe(end);
    else bytes.pipe(end);
    for await (const entry of archive) {
      const { name, size = 0, type } = entry.header;
      if (type === 'file' || type === 'contiguous-file')
        yield { path: name.replace(/^(\.?\/)+/, ''), size, bytes: reading(entry as AsyncIterable<unknown>) };
      entry.resume();
    }
    await finished(bytes, { writable: false });
  } catch (error) {
    throw toError(error);
  } finally {
    bytes.destroy();
    unpack?.destroy();
    archive.destroy();
  }
}

/** Looks at the beginning, and puts it back. */
async function firstChunk(bytes: Readable): Promise<Uint8Array> {
  for (;;) {
    const chunk = bytes.read() as Buffer | null;
    if (chunk !== null) {
      bytes.unshift(chunk);
      return chunk;
    }
    if (bytes.readableEnded) return new Uint8Array();
    await new Promise<void>((resolve, reject) => {
      bytes.once('readable', resolve);
      bytes.once('error', reject);
      bytes.once('end', resolve);
    });
  }
}

const startsWith = (bytes: Uint8Array, magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte);

function decompressorOf(first: Uint8Array): Transform | undefined {
  if (startsWith(first, [0x1f, 0x8b])) return createGunzip();
  if (startsWith(first, [0x28, 0xb5, 0x2f, 0xfd])) return createZstdDecompress();
  return undefined;
}
