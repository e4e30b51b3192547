import { access, constants, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@aro-rp/telemetry';
import { digestOf } from '../testing/fake-installer.ts';
import { createInstallerCache, type InstallerCacheOptions } from './cache.ts';
import { InstallerError } from './installer-error.ts';

let folder: string;
const never = new AbortController().signal;
const releaseOf = (text: string) => ({ digest: digestOf(Buffer.from(text)), size: Buffer.byteLength(text) });
const hexOf = (text: string) => releaseOf(text).digest.slice('sha256:'.length);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'installer-cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A store of these texts by their digests that counts what is fetched. */
function storeOf(...texts: string[]) {
  const fetched: string[] = [];
  const fetch: InstallerCacheOptions['fetch'] = (digest) => {
    fetched.push(digest);
    const text = texts.find((one) => releaseOf(one).digest === digest) ?? 'something else';
    return Promise.resolve(chunks(text));
  };
  return { fetched, fetch };
}

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  for (const letter of text) yield Buffer.from(letter);
}

const cacheOf = (fetch: InstallerCacheOptions['fetch'], options: Partial<InstallerCacheOptions> = {}) =>
  createInstallerCache({ folder, fetch, log: silentLog, ...options });

describe('createInstallerCache', () => {
  it('fetches a binary once, for callers at the same time and later, also of a later process', async () => {
    const { fetch, fetched } = storeOf('one');
    const cache = cacheOf(fetch);

    const binaries = await Promise.all([1, 2, 3].map(() => cache.binary(releaseOf('one'), never)));
    using later = await cache.binary(releaseOf('one'), never);
    using restarted = await cacheOf(fetch).binary(releaseOf('one'), never);

    expect(new Set([...binaries, later, restarted].map(({ path }) => path)).size).toBe(1);
    expect(await readFile(later.path, 'utf8')).toBe('one');
    await access(later.path, constants.X_OK);
    expect(fetched).toHaveLength(1);
  });

  it.each([
    ['another digest', { digest: digestOf(Buffer.from('two')), size: 14 }],
    ['fewer bytes', { ...releaseOf('one'), size: 4 }],
    ['more bytes', { ...releaseOf('one'), size: 2 }],
  ])('refuses bytes with %s and keeps nothing of them', async (_what, release) => {
    const { fetch } = storeOf('one');

    await expect(cacheOf(fetch).binary(release, never)).rejects.toThrow(InstallerError);
    expect(await readdir(folder)).toEqual([]);
  });

  it('fetches again what it finds damaged after a restart', async () => {
    const { fetch, fetched } = storeOf('one');
    await writeFile(join(folder, hexOf('one')), 'on');

    using binary = await cacheOf(fetch).binary(releaseOf('one'), never);

    expect(await readFile(binary.path, 'utf8')).toBe('one');
    expect(fetched).toHaveLength(1);
  });

  it('gives the failure of a download to all who waited, and tries anew for the next', async () => {
    const { fetch } = storeOf('one');
    let count = 0;
    const cache = cacheOf((digest, signal) =>
      (count += 1) === 1 ? Promise.reject(new Error('no answer')) : fetch(digest, signal),
    );

    const both = await Promise.allSettled([1, 2].map(() => cache.binary(releaseOf('one'), never)));
    using third = await cache.binary(releaseOf('one'), never);

    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await readFile(third.path, 'utf8')).toBe('one');
    expect(count).toBe(2);
  });

  it('goes on for the others when one caller gives up, and stops when all have', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const signals: AbortSignal[] = [];
    const cache = cacheOf(async (_digest, signal) => {
      signals.push(signal);
      begun.resolve();
      await Promise.race([gate.promise, new Promise((_resolve, reject) => signal.addEventListener('abort', reject))]);
      return chunks('one');
    });
    const stops = [new AbortController(), new AbortController(), new AbortController()];
    const [first, second] = stops.slice(0, 2).map(({ signal }) => cache.binary(releaseOf('one'), signal));
    await begun.promise;

    stops[0]?.abort(new Error('first left'));
    await expect(first).rejects.toThrow('first left');
    expect(signals[0]?.aborted).toBe(false);
    stops[1]?.abort(new Error('second left'));
    await expect(second).rejects.toThrow('second left');
    expect(signals[0]?.aborted).toBe(true);

    gate.resolve();
    using third = await cache.binary(releaseOf('one'), never);
    expect(await readFile(third.path, 'utf8')).toBe('one');
  });

  it('keeps the last used binaries, and those in use', async () => {
    const { fetch } = storeOf('one', 'two', 'three', 'four');
    const cache = cacheOf(fetch, { keep: 2 });
    using _inUse = await cache.binary(releaseOf('one'), never);
    for (const text of ['two', 'three']) (await cache.binary(releaseOf(text), never))[Symbol.dispose]();

    using _last = await cache.binary(releaseOf('four'), never);

    expect((await readdir(folder)).sort()).toEqual(['one', 'three', 'four'].map(hexOf).sort());
  });

  it('makes room before it fetches, and removes what a killed download has left', async () => {
    const { fetch } = storeOf('one', 'two', 'three');
    const found: string[][] = [];
    const cache = cacheOf(
      async (digest, signal) => {
        found.push(await readdir(folder));
        return fetch(digest, signal);
      },
      { keep: 1 },
    );
    (await cache.binary(releaseOf('one'), never))[Symbol.dispose]();
    await writeFile(join(folder, `${hexOf('three')}.partial`), 'thr');

    using _binary = await cache.binary(releaseOf('two'), never);

    expect(found).toEqual([[], []]);
    expect(await readdir(folder)).toEqual([hexOf('two')]);
  });

  describe('on a disk that is full', () => {
    /** The kernel says of the device what it says of a full disk. @param times how often */
    async function cacheOnFullDisk(times: number) {
      const { fetch } = storeOf('one', 'two', 'three');
      let left = 0;
      const cache = cacheOf(async (digest, signal) => {
        if (left-- > 0) await symlink('/dev/full', join(folder, `${digest.slice('sha256:'.length)}.partial`));
        return fetch(digest, signal);
      });
      const inUse = await cache.binary(releaseOf('one'), never);
      (await cache.binary(releaseOf('two'), never))[Symbol.dispose]();
      left = times;
      return { cache, inUse };
    }

    it('removes all that nobody uses, and fetches again', async () => {
      const { cache, inUse } = await cacheOnFullDisk(1);
      using _inUse = inUse;

      using binary = await cache.binary(releaseOf('three'), never);

      expect(await readFile(binary.path, 'utf8')).toBe('three');
      expect((await readdir(folder)).sort()).toEqual(['one', 'three'].map(hexOf).sort());
    });

    it('fails when that does not help, and leaves nothing of it', async () => {
      const { cache, inUse } = await cacheOnFullDisk(2);
      using _inUse = inUse;

      await expect(cache.binary(releaseOf('three'), never)).rejects.toThrow('ENOSPC');

      expect(await readdir(folder)).toEqual([hexOf('one')]);
    });
  });

  it('refuses what is no digest', async () => {
    await expect(cacheOf(storeOf().fetch).binary({ digest: 'sha256:../x', size: 1 }, never)).rejects.toThrow(TypeError);
  });
});
