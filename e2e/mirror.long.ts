import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '@aro-rp/registry';
import { buildBundles } from '@aro-rp/start';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import { root } from './harness/system.ts';
import { startBreakingProxy } from './mirror/breaking-proxy.ts';
import { type DockerRegistry, isInstalled, startDockerRegistry } from './mirror/docker-registry.ts';
import { type GeneratedRelease, generateRelease, graphOf, serveGraph } from './mirror/generated-release.ts';
import { type MirrorPlace, startCommand } from './mirror/mirror-process.ts';

const MiB = 2 ** 20;
/** The benchmark copies more: `tools/bench/mirror.ts`. */
const count = 100;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const suite = isInstalled() ? describe : describe.skip;

suite(`the mirror between two docker registries, seed ${seed}`, () => {
  let folder: string;
  let source: DockerRegistry;
  let release: GeneratedRelease;
  let graph: Awaited<ReturnType<typeof serveGraph>>;
  let answer: string;
  const targets: DockerRegistry[] = [];

  beforeAll(async () => {
    await buildBundles(root);
    folder = mkdtempSync(join(tmpdir(), 'mirror-'));
    source = await startDockerRegistry(join(folder, 'source'));
    const registry = openRegistry({ host: source.host, scheme: 'http', log: silentLog, clock: systemClock });
    release = await generateRelease(registry, '4.16.30', { images: count, bytes: 64 * MiB });
    await registry.close();
    answer = graphOf(release);
    graph = await serveGraph(() => answer);
  }, 300_000);
  afterAll(async () => {
    graph?.close();
    await Promise.all([source, ...targets].map((one) => one?.stop()));
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const freshTarget = async (): Promise<DockerRegistry> => {
    const target = await startDockerRegistry(join(folder, `target-${targets.length}`));
    targets.push(target);
    return target;
  };
  const place = (target: string, changes: Partial<MirrorPlace> = {}): MirrorPlace => ({
    ...{ root, folder, graph: graph.url, source: source.host, target },
    ...changes,
  });
  const run = (target: string, ...args: string[]) => startCommand(place(target), args).done;
  const copyRelease = (target: string, changes: Partial<MirrorPlace> = {}) =>
    startCommand(place(target, changes), ['release', '4.16.30']);
  const inspect = (host: string, { repository, digest }: GeneratedRelease['images'][number]) =>
    execFileSync('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${host}/${repository}@${digest}`]);
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  /** Of what a registry keeps on its disk, the blobs whose bytes are not those of their names. */
  const corruptBlobs = ({ folder: kept }: DockerRegistry): string[] => {
    const blobs = join(kept, 'docker/registry/v2/blobs/sha256');
    return readdirSync(blobs)
      .flatMap((start) => readdirSync(join(blobs, start)).map((hex) => ({ start, hex })))
      .filter(({ start, hex }) => sha256(readFileSync(join(blobs, start, hex, 'data'))) !== hex)
      .map(({ hex }) => hex);
  };

  it('copies all of a release with little memory, as skopeo sees it, and a second run copies nothing', async () => {
    const target = await freshTarget();
    const plan = await run(target.host, 'plan', 'release', '4.16.30');
    const first = await run(target.host, 'release', '4.16.30');
    const second = await run(target.host, 'release', '4.16.30');
    const verified = await run(target.host, 'verify', '4.16.30');

    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.peak).toBeLessThan(250 * MiB);
    expect(first.events.at(-1)).toMatchObject({ event: 'done', images: count, copied: count });
    expect(plan.events.at(-1)).toMatchObject({ images: count, copied: 0, bytes: expect.any(Number) as number });
    expect(second.events.at(-1)).toMatchObject({ event: 'done', images: count, copied: 0, bytes: 0 });
    expect(verified).toMatchObject({ code: 0 });
    const some = release.images.filter((_, index) => index % 20 === 9 || index === release.images.length - 1);
    for (const image of some) expect(`sha256:${sha256(inspect(target.host, image))}`).toBe(image.digest);
    const [list] = release.images.filter((_, index) => index === 9);
    const copy = `dir:${join(folder, 'copied-by-skopeo')}`;
    const from = `docker://${target.host}/${list?.repository}@${list?.digest}`;
    execFileSync('skopeo', ['copy', '--all', '--src-tls-verify=false', from, copy], { stdio: 'ignore' });
  }, 300_000);

  it('goes on where it was after kill -9, finds what a registry has lost, and repairs it', async () => {
    const target = await freshTarget();
    const killed = copyRelease(target.host);
    let done = 0;
    killed.onOutput((text) => {
      done += text.split('"image-done"').length - 1;
      if (done > 30) killed.child.kill('SIGKILL');
    });
    await killed.done;
    const resumed = await run(target.host, 'release', '4.16.30');
    const { copied } = resumed.events.at(-1) as { copied: number };

    expect(resumed.code).toBe(0);
    expect(copied).toBeLessThan(count - 20);

    const [image] = release.images;
    const { config } = JSON.parse(inspect(target.host, image!).toString()) as { config: { digest: string } };
    await target.stop();
    const lost = config.digest.slice('sha256:'.length);
    rmSync(join(target.folder, 'docker/registry/v2/blobs/sha256', lost.slice(0, 2), lost), { recursive: true });
    rmSync(join(target.folder, 'docker/registry/v2/repositories', image!.repository, '_layers/sha256', lost), {
      recursive: true,
    });
    const again = await startDockerRegistry(target.folder);
    targets.push(again);
    const found = await run(again.host, 'verify', '4.16.30');
    const repaired = await run(again.host, 'verify', '4.16.30', '--repair');
    const good = await run(again.host, 'verify', '4.16.30');

    expect(found).toMatchObject({ code: 4, errors: 'mirror failed: 4.16.30: 1 of 100 images are not complete\n' });
    expect(repaired.code).toBe(0);
    expect(good.code).toBe(0);
  }, 300_000);

  it('two at once end complete, each blob whole', async () => {
    const target = await freshTarget();

    const both = await Promise.all([copyRelease(target.host).done, copyRelease(target.host).done]);

    expect(both.map(({ code, errors }) => ({ code, errors }))).toEqual([
      { code: 0, errors: '' },
      { code: 0, errors: '' },
    ]);
    expect(corruptBlobs(target)).toEqual([]);
  }, 300_000);

  it('ends complete through connections that break at random, or says which image and why; nothing corrupt is published', async () => {
    const target = await freshTarget();
    const ahead = await startBreakingProxy(source.host, seed);
    const behind = await startBreakingProxy(target.host, seed + 1);
    ahead.odds = { cut: 0.02, throttle: 0.01, fail: 0.02, corrupt: 0.02, truncate: 0.02 };
    behind.odds = { cut: 0.02, throttle: 0.01, fail: 0.02 };

    let tries = 0;
    let last;
    do {
      last = await copyRelease(behind.host, { source: ahead.host }).done;
      tries += 1;
      if (last.code !== 0) expect(last.errors).toMatch(/^mirror failed: 4\.16\.30: \d+ of \d+ images are not c/);
    } while (last.code !== 0 && tries < 5);
    await Promise.all([ahead.close(), behind.close()]);

    expect(last.errors).toBe('');
    for (const fault of ['cut', 'fail', 'corrupt', 'truncate'] as const) expect(ahead.struck[fault]).toBeGreaterThan(0);
    expect(corruptBlobs(target)).toEqual([]);
    expect(await run(target.host, 'verify', '4.16.30')).toMatchObject({ code: 0 });
  }, 300_000);

  it('goes on with the other releases of a graph when one cannot be had, and says which', async () => {
    const target = await freshTarget();
    const payload = release.payload.replace(/[0-9a-f]{64}$/, '0'.repeat(64));
    answer = graphOf({ ...release, version: '4.16.29', payload }, release);

    const { code, errors, events } = await run(target.host, 'graph', '--channel', 'stable-4.16', '--min', '4.16.20');
    answer = graphOf(release);

    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/^mirror failed: 1 of 2 releases failed:\n {2}4\.16\.29: .+\n$/) as string,
    });
    expect(events).toContainEqual(expect.objectContaining({ event: 'release-verified', release: '4.16.30' }));
  }, 300_000);

  it('says in one message what is wrong with what it is given', async () => {
    const target = await freshTarget();
    const full = await startBreakingProxy(target.host, seed);
    full.odds = { full: 1 };
    const listed = join(folder, 'images.txt');
    writeFileSync(listed, 'fedora\n');
    const says = async (
      wanted: { code: number; errors: RegExp },
      args: string[],
      changes: Partial<MirrorPlace> = {},
    ) => {
      const { code, errors } = await startCommand(place(target.host, changes), args).done;
      expect({ args, code, errors }).toEqual({
        args,
        code: wanted.code,
        errors: expect.stringMatching(wanted.errors) as string,
      });
    };

    await says(
      { code: 3, errors: /^mirror failed: the channel stable-4.16 has no release 4.16.99; its newest are 4.16.30\n$/ },
      ['release', '4.16.99'],
    );
    await says({ code: 3, errors: /4.16.30 is on the deny list\n$/ }, ['release', '4.16.30'], {
      environment: { DENIED_VERSIONS: '4.16.30' },
    });
    await says({ code: 2, errors: /images\.txt: line 1: 'fedora' is no image/ }, ['images', listed]);
    await says({ code: 1, errors: /^mirror failed: 4\.16\.30: .*the registry is full.*\n$/ }, ['release', '4.16.30'], {
      target: full.host,
    });
    full.odds = { locked: 1 };
    await says(
      { code: 1, errors: /^mirror failed: .*look at the credentials for localhost:\d+.*\n$/ },
      ['release', '4.16.30'],
      {
        source: full.host,
      },
    );
    answer = '{"nodes":[{"version":"4.16"}]}';
    await says({ code: 1, errors: /nodes\[0\]\.version is no semantic version\n$/ }, ['release', '4.16.30']);
    answer = graphOf(release);
    await full.close();
    await says({ code: 1, errors: /^mirror failed: .*ECONNREFUSED.*\n$/ }, ['release', '4.16.30'], {
      target: full.host,
    });
  }, 300_000);
});
