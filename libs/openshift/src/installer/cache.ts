import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log } from '@aro-rp/telemetry';
import { InstallerError } from './installer-error.ts';
import { createShared } from './shared.ts';
import { sha256OfFile } from './sha256.ts';

export interface InstallerCacheOptions {
  /**
   * Belongs to this process alone; made when absent. Needs room for `keep` binaries of up to 1 GB, and for those that are
   * used at one time.
   */
  folder: string;
  /** The bytes of the binary with this digest, `sha256:<64 hex>`. What it throws reaches the caller as it is. */
  fetch(digest: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  log: Log;
  /** How many binaries stay that nobody uses, the last used ones; 3 unless told. */
  keep?: number;
}

/** Stays where it is until it is disposed of. */
export interface InstallerBinary extends Disposable {
  path: string;
}

export interface InstallerCache {
  /**
   * An executable file with exactly this digest. Concurrent callers for one digest share one download, which goes on
   * until the last of them gave up. @throws InstallerError `output` when the bytes have another digest or size; nothing
   * of them is kept. @throws the signal's reason when aborted
   */
  binary(release: { digest: string; size: number }, signal: AbortSignal): Promise<InstallerBinary>;
}

/** One binary per digest, whole and verified or not there: it is written under another name and renamed. */
export function createInstallerCache({ folder, fetch, log, keep = 3 }: InstallerCacheOptions): InstallerCache {
  /** By digest in hexadecimal; the order is that of the last use. */
  const uses = new Map<string, number>();
  const verified = new Set<string>();
  const pathOf = (hex: string) => join(folder, hex);

  async function ensure(hex: string, size: number, signal: AbortSignal): Promise<void> {
    if (verified.has(hex) && (await isFile(pathOf(hex)))) return;
    if ((await isFile(pathOf(hex))) && (await sha256OfFile(pathOf(hex), signal)) === hex) return void verified.add(hex);
    verified.delete(hex);
    await download(hex, size, signal);
    verified.add(hex);
  }

  async function download(hex: string, size: number, signal: AbortSignal): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await evict(keep - 1);
    try {
      await write(hex, size, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      log.warn('there is no room for an installer; those that nobody uses make it', { digest: hex, size });
      await evict(0);
      await write(hex, size, signal);
    }
  }

  async function write(hex: string, size: number, signal: AbortSignal): Promise<void> {
    const partial = `${pathOf(hex)}.partial`;
    log.info('installer download begins', { digest: hex, size });
    try {
      const written = await writeHashed(await fetch(`sha256:${hex}`, signal), partial, size, signal);
      if (written.hex !== hex || written.size !== size)
        throw wrong(`has digest ${written.hex} and ${written.size} bytes, not ${hex} and ${size}`);
      await chmod(partial, 0o500);
      await rename(partial, pathOf(hex));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Of what nobody uses, removes all but the last used binaries, and what a killed download has left. */
  async function evict(idleKept: number): Promise<void> {
    const idle = (await readdir(folder)).filter((name) => (uses.get(name.replace(/\.partial$/, '')) ?? 0) === 0);
    const last = [...uses.keys()];
    const binaries = idle
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .sort((a, b) => last.indexOf(b) - last.indexOf(a));
    for (const name of [...binaries.slice(idleKept), ...idle.filter((one) => /^[0-9a-f]{64}\.partial$/.test(one))]) {
      verified.delete(name);
      await rm(pathOf(name), { force: true });
    }
  }

  const shared = createShared((hex: string, size: number, signal) => ensure(hex, size, signal));

  return {
    async binary({ digest, size }, signal) {
      const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
      if (hex === undefined) throw new TypeError(`'${digest}' is no SHA-256 digest`);
      const count = uses.get(hex) ?? 0;
      uses.delete(hex);
      uses.set(hex, count + 1);
      let released = false;
      const release = () => {
        if (!released) uses.set(hex, (uses.get(hex) ?? 1) - 1);
        released = true;
      };
      try {
        await shared(hex, size, signal);
        await evict(keep);
      } catch (error) {
        release();
        throw error;
      }
      return { path: pathOf(hex), [Symbol.dispose]: release };
    },
  };
}

const wrong = (problem: string) =>
  new InstallerError('output', `the downloaded binary ${problem}`, { command: 'download' });

async function writeHashed(bytes: AsyncIterable<Uint8Array>, path: string, limit: number, signal: AbortSignal) {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      size += chunk.byteLength;
      if (size > limit) throw wrong(`is larger than ${limit} bytes`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { hex: hash.digest('hex'), size };
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
