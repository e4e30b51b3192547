import { createHash, type Hash, randomUUID } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

export interface Content {
  id: string;
  /** In bytes. */
  size: number;
  /** Of all its bytes, by the algorithm of these contents. */
  hash: Buffer;
}

/** Thrown by {@link Contents.save}. */
export class ContentTooLarge extends Error {
  override readonly name = 'ContentTooLarge';
}

/** Byte strings of any size, one file each, that never change. Who keeps an id keeps it elsewhere, durably. */
export interface Contents {
  /**
   * Is on the disk, whole, when it resolves; leaves nothing behind when it rejects.
   * @throws ContentTooLarge over `limit` bytes; what the source throws
   */
  save(source: AsyncIterable<Uint8Array>, limit?: number): Promise<Content>;
  /** One after the other, as a new one. @throws NodeJS.ErrnoException `ENOENT` when one is gone */
  concat(ids: readonly string[]): Promise<Content>;
  /**
   * Opened when this returns, so that it can be read to its end also when it is dropped meanwhile.
   * @param range inclusive offsets; all of it unless told
   */
  read(id: string, range?: { start: number; end: number }): Readable;
  /** Without effect when it is gone. */
  drop(id: string): void;
  /** Drops those that nobody keeps: a process was killed before it could note them. Only while nothing is being saved. */
  sweep(isKept: (id: string) => boolean): void;
}

/** @param folder made when absent */
export function openContents(folder: string, algorithm: 'md5' | 'sha256'): Contents {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string) => join(folder, id);

  const write = async (source: AsyncIterable<Uint8Array>, hash: Hash, limit: number): Promise<Content> => {
    const id = randomUUID();
    const file = await open(pathOf(id), 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of source) {
        size += chunk.length;
        if (size > limit) throw new ContentTooLarge(`more than ${limit} bytes`);
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } catch (error) {
      await file.close();
      rmSync(pathOf(id), { force: true });
      throw error;
    }
    await file.close();
    const directory = await open(folder, 'r');
    await directory.sync().finally(() => directory.close());
    return { id, size, hash: hash.digest() };
  };

  const read: Contents['read'] = (id, range) => {
    const fd = openSync(pathOf(id), 'r');
    if (range && range.end < range.start) {
      closeSync(fd);
      return Readable.from([]);
    }
    return createReadStream('', { fd, ...(range ?? { start: 0 }) });
  };

  async function* parts(ids: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const id of ids) for await (const chunk of read(id)) yield chunk as Uint8Array;
  }

  return {
    save: (source, limit = Number.MAX_SAFE_INTEGER) => write(source, createHash(algorithm), limit),
    concat: (ids) => write(parts(ids), createHash(algorithm), Number.MAX_SAFE_INTEGER),
    read,
    drop: (id) => rmSync(pathOf(id), { force: true }),
    sweep(isKept) {
      for (const id of readdirSync(folder)) if (!isKept(id)) rmSync(pathOf(id), { force: true });
    },
  };
}
