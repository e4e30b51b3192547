import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type Digest, digestOf, openRegistry, type Registry } from './index.ts';
import { silentLog } from '@aro-rp/telemetry';
import {
  bytesOf,
  collect,
  piecesOf,
  putBlob,
  putImage,
  putManifest,
  type RegistryUnderTest,
  startRegistry,
  types,
} from './testing/index.ts';

describe('A registry, spoken to', () => {
  let under: RegistryUnderTest;
  let client: Registry;
  let repository: string;
  let n = 0;

  const struck = () => under.context.faults.list().reduce((sum, one) => sum + one.struck, 0);
  const absent = digestOf(Buffer.from('absent'));

  beforeAll(async () => {
    under = await startRegistry();
    client = under.client;
  });
  beforeEach(() => {
    repository = `team/app-${n++}`;
  });
  afterEach(() => {
    under.context.faults.clear();
    under.clock.ahead = 0;
  });
  afterAll(() => under.close());

  it('gives back the manifests and blobs that it was given, byte by byte', async () => {
    const layer = bytesOf(1, 700_000);

    const { digest } = await putImage(client, repository, [layer, Buffer.alloc(0)], 'latest');

    const manifest = await client.manifest(repository, 'latest');
    const head = await client.headManifest(repository, digest);
    expect([manifest.digest, manifest.mediaType, digestOf(manifest.bytes)]).toEqual([digest, types.image, digest]);
    expect(head).toEqual({ mediaType: types.image, digest, size: manifest.bytes.length });
    expect((await collect(client.blob(repository, { digest: digestOf(layer) }))).equals(layer)).toBe(true);
    const tail = await collect(
      client.blob(repository, { digest: digestOf(layer), size: layer.length }, { offset: 699_990 }),
    );
    expect(tail.equals(layer.subarray(699_990))).toBe(true);
  });

  it('says of what is not there that it is not', async () => {
    expect(await client.headManifest(repository, 'latest')).toBeUndefined();
    expect(await client.hasBlob(repository, absent)).toBe(false);
    expect(await client.mountBlob(repository, absent, 'other')).toBe(false);
    await expect(client.manifest(repository, 'latest')).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining(`manifest latest of ${repository}`) as string,
      context: { status: 404, code: 'MANIFEST_UNKNOWN' },
    });
    await expect(collect(client.blob(repository, { digest: absent }))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('mounts a blob that another repository has', async () => {
    const { digest } = await putBlob(client, `${repository}/from`, bytesOf(2, 400_000));

    expect(await client.mountBlob(repository, digest, `${repository}/from`)).toBe(true);
    expect(await client.hasBlob(repository, digest)).toBe(true);
  });

  it('lists tags page by page, and what is attached', async () => {
    const subject = await putImage(client, repository, [Buffer.from('x')]);
    for (let tag = 0; tag < 5; tag += 1) await putImage(client, repository, [Buffer.from('x')], `tag-${tag}`);
    const config = await putBlob(client, repository, Buffer.from('{}'), 'application/vnd.example');
    const attached = await putManifest(client, repository, types.image, { config, layers: [], subject });

    const tags: string[] = [];
    for await (const tag of client.tags(repository)) tags.push(tag);

    expect(tags).toEqual(['tag-0', 'tag-1', 'tag-2', 'tag-3', 'tag-4']);
    expect(await client.referrers(repository, subject.digest)).toMatchObject([{ digest: attached.digest }]);
    expect(await client.referrers(repository, absent)).toEqual([]);
  });

  it('reads a blob on from where the connection was cut', async () => {
    const blob = bytesOf(3, 2_000_000);
    const { digest } = await putBlob(client, repository, blob);
    const before = under.proxy.done;
    under.proxy.cut({ way: 'down', after: 500_000 }, { way: 'down', after: 700_000 }, { way: 'down', after: 100_000 });

    const read = await collect(client.blob(repository, { digest }));

    expect(read.equals(blob)).toBe(true);
    expect(under.proxy.done - before).toBe(3);
  });

  it('sends after a cut what the registry does not have, and no more than a piece twice', async () => {
    const blob = bytesOf(4, 2_000_000);
    const counts: number[] = [];
    under.proxy.cut({ way: 'up', after: 1_000_000 });

    const how = await client.uploadBlob(
      repository,
      { digest: digestOf(blob), size: blob.length },
      (offset) => piecesOf(blob, offset),
      {
        onBytes: (bytes) => counts.push(bytes),
      },
    );

    const again = -counts.filter((bytes) => bytes < 0).reduce((sum, bytes) => sum + bytes, 0);
    expect(how).toBe('uploaded');
    expect(counts.reduce((sum, bytes) => sum + bytes, 0)).toBe(blob.length);
    expect(again).toBeGreaterThan(0);
    expect(again).toBeLessThanOrEqual(300_000);
    expect((await collect(client.blob(repository, { digest: digestOf(blob) }))).equals(blob)).toBe(true);
  });

  it.each([
    ['is forgotten by the registry', 'GET', { kind: 'status', status: 404 }],
    ['loses the answer to its last request', 'PUT', { kind: 'lose-answer' }],
    ['loses the answer to a piece', 'PATCH', { kind: 'lose-answer' }],
    ['cannot be begun', 'POST', { kind: 'status', status: 503 }],
    ['is cut before its first piece', 'PATCH', { kind: 'drop' }],
  ] as const)('finishes an upload that %s', async (_, method, action) => {
    const blob = bytesOf(5 + n, 900_000);
    under.context.faults.add({ service: 'registry', method, path: '/blobs/uploads/', action });
    if (method === 'GET') under.proxy.cut({ way: 'up', after: 500_000 });

    await putBlob(client, repository, blob);

    expect(struck()).toBe(1);
    expect((await collect(client.blob(repository, { digest: digestOf(blob) }))).equals(blob)).toBe(true);
  });

  it('publishes nothing whose bytes are not those of the digest, whole or in pieces', async () => {
    for (const size of [1_000, 900_000]) {
      const blob = bytesOf(6, size);
      const digest = digestOf(Buffer.concat([blob, blob]).subarray(1, size + 1));
      let readings = 0;

      const upload = client.uploadBlob(repository, { digest, size }, (offset) => {
        readings += 1;
        return piecesOf(blob, offset);
      });

      await expect(upload).rejects.toMatchObject({ kind: 'digest-mismatch', context: { reference: digest } });
      expect(readings).toBe(3);
      expect(await client.hasBlob(repository, digest)).toBe(false);
    }
  });

  it('says of a stored blob that is broken that it is, and not that it has ended', async () => {
    const [flipped, short] = [bytesOf(7, 500_000), bytesOf(8, 500_000)];
    for (const [blob, how] of [
      [flipped, 'flip'],
      [short, 'truncate'],
    ] as const) {
      const { digest, size } = await putBlob(client, repository, blob);
      under.corrupt(blob, how);

      const kind = how === 'flip' ? 'digest-mismatch' : 'unreachable';
      await expect(collect(client.blob(repository, { digest, size }))).rejects.toMatchObject({ kind });
    }
  });

  it('tries again what is answered with 500, 429 or nothing, and gives up in the end', async () => {
    const { digest } = await putImage(client, repository, [Buffer.from('x')]);
    const path = `/manifests/${digest}`;
    for (const action of [{ kind: 'status', status: 500 }, { kind: 'status', status: 429 }, { kind: 'drop' }] as const)
      under.context.faults.add({ service: 'registry', path, action });

    expect((await client.manifest(repository, digest)).digest).toBe(digest);
    expect(struck()).toBe(3);

    under.context.faults.add({ service: 'registry', path, times: 99, action: { kind: 'status', status: 503 } });
    await expect(client.manifest(repository, digest)).rejects.toMatchObject({
      kind: 'unavailable',
      context: { status: 503 },
    });
    expect(struck()).toBe(3 + client.limits.attempts);
  });

  it('leaves the registry alone for as long as it asks, in every request', async () => {
    const clock = createFakeClock();
    let told: () => void = () => undefined;
    const asksForPause = new Promise<void>((resolve) => (told = resolve));
    const log = { ...silentLog, debug: (line: string) => line === 'registry is tried again' && told() };
    const patient = under.open({ clock, log });
    await patient.ping();
    const action = { kind: 'status', status: 429, retryAfterMs: 50_000 } as const;
    under.context.faults.add({ service: 'registry', path: '/manifests/', action });
    const first = patient.headManifest(repository, 'one');
    await asksForPause;
    const requests = under.context.faults.add({ service: 'registry', nth: 1_000, action: { kind: 'drop' } });
    const second = patient.headManifest(repository, 'two');

    await clock.advance(seconds(49));
    const during = under.context.faults.list().find(({ id }) => id === requests)?.matched;
    await clock.advance(seconds(2));

    expect(during).toBe(0);
    expect(await Promise.all([first, second])).toEqual([undefined, undefined]);
  });

  it('gives a connection up on which nothing moves, not one that is slow', async () => {
    const clock = createFakeClock();
    const watchful = under.open({ clock, limits: { stall: seconds(30), attempts: 1 } });
    await watchful.ping();
    under.context.faults.add({ service: 'registry', path: '/manifests/', action: { kind: 'hang' } });
    const asked = watchful.headManifest(repository, 'latest').catch((error: unknown) => error);
    while (struck() === 0) await new Promise((resolve) => setImmediate(resolve));

    await clock.advance(seconds(29));
    expect(clock.pending()).toBeGreaterThan(0);
    await clock.advance(seconds(2));

    expect(await asked).toMatchObject({ kind: 'stalled' });

    const blob = bytesOf(9, 900_000);
    const slow = watchful.uploadBlob(
      repository,
      { digest: digestOf(blob), size: blob.length },
      async function* (offset) {
        for await (const piece of piecesOf(blob, offset)) {
          await clock.advance(seconds(20));
          yield piece;
        }
      },
    );
    expect(await slow).toBe('uploaded');
  });

  it('ends at once when its caller does, and when it is closed', async () => {
    const mine = under.open();
    await mine.ping();
    under.context.faults.add({ service: 'registry', path: '/manifests/', times: 2, action: { kind: 'hang' } });
    const controller = new AbortController();
    const aborted = mine
      .headManifest(repository, 'latest', { signal: controller.signal })
      .catch((error: unknown) => error);
    const closed = mine.headManifest(repository, 'latest').catch((error: unknown) => error);
    while (struck() < 2) await new Promise((resolve) => setImmediate(resolve));

    controller.abort(new Error('enough'));
    expect(await aborted).toMatchObject({ message: 'enough' });
    await mine.close();

    expect(await closed).toMatchObject({ kind: 'refused', message: expect.stringContaining('closed') as string });
  });

  it('says in one sentence that it is not there, is not trusted, or is no registry', async () => {
    const open = (host: string, more = {}) =>
      openRegistry({ host, log: silentLog, clock: under.context.clock, limits: { attempts: 1 }, ...more });
    const nowhere = open('localhost:1');

    await expect(nowhere.ping()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/^localhost:1 cannot be reached: .*ECONNREFUSED/) as string,
    });
    const mistaken = open(`127.0.0.2:${under.proxy.port}`);
    await expect(mistaken.ping()).rejects.toMatchObject({
      kind: expect.stringMatching(/untrusted|unreachable/) as string,
    });
    expect(() => open('registry.example', { scheme: 'http' })).toThrow('loopback only');
    expect(() => open('registry.example/path')).toThrow('no host and port');
    await nowhere.close();
    await mistaken.close();
  });

  it('asks a registry that has no API of referrers once, and then for the tag that takes its place', async () => {
    const mine = under.open();
    const subject = await putImage(mine, repository, [Buffer.from('x')]);
    const attached = await putImage(mine, repository, [Buffer.from('signature')]);
    const tag = subject.digest.replace(':', '-');
    await putManifest(mine, repository, types.index, { manifests: [attached] }, tag);
    under.context.faults.add({
      service: 'registry',
      path: '/referrers/',
      times: 9,
      action: { kind: 'status', status: 404 },
    });

    const found = [
      await mine.referrers(repository, subject.digest),
      await mine.referrers(repository, absent as Digest),
    ];

    expect(found).toEqual([[attached], []]);
    expect(struck()).toBe(1);
  });
});
