import { type CopyProgress, createBlobLedger, digestOf, type Registry } from '../index.ts';
import { copyImage } from './copy-image.ts';
import { planImage } from './plan-image.ts';
import {
  bytesOf,
  collect,
  putBlob,
  putImage,
  putManifest,
  type RegistryUnderTest,
  startRegistry,
  types,
} from '../testing/index.ts';

describe('An image, copied', () => {
  let source: RegistryUnderTest;
  let target: RegistryUnderTest;
  let from: string;
  let n = 0;

  const copy = (
    reference: string,
    more: Partial<Parameters<typeof copyImage>[0]> = {},
    to: { repository?: string; reference?: string } = {},
  ) =>
    copyImage({
      from: { registry: source.client, repository: from, reference },
      to: { registry: target.client, repository: from, ...to },
      ...more,
    });
  const at = ({ client }: { client: Registry }, reference: string) => client.manifest(from, reference);
  /** Requests that the target was sent, of that method and path. */
  const watch = (method: string, path: string) => {
    const id = target.context.faults.add({ service: 'registry', method, path, nth: 1e6, action: { kind: 'drop' } });
    return () => target.context.faults.list().find((one) => one.id === id)?.matched ?? 0;
  };

  beforeAll(async () => {
    [source, target] = await Promise.all([startRegistry(), startRegistry()]);
  });
  beforeEach(() => {
    from = `team/image-${n++}`;
  });
  afterEach(() => {
    source.context.faults.clear();
    target.context.faults.clear();
  });
  afterAll(() => Promise.all([source.close(), target.close()]));

  it('has the same digests, nested lists and what they list included, and its tag', async () => {
    const shared = bytesOf(1, 400_000);
    const one = await putImage(source.client, from, [shared, bytesOf(2, 1_000)]);
    const two = await putImage(source.client, from, [shared]);
    const nested = await putManifest(source.client, from, types.list, { manifests: [two] });
    const index = await putManifest(source.client, from, types.index, { manifests: [one, nested] }, 'v1');
    const progress: CopyProgress[] = [];

    const result = await copy('v1', { onProgress: (event) => progress.push(event) }, { reference: 'v1' });

    for (const { digest, mediaType } of [one, two, nested, index])
      expect(await at(target, digest)).toEqual({ ...(await at(source, digest)), mediaType });
    expect((await at(target, 'v1')).digest).toBe(index.digest);
    expect((await collect(target.client.blob(from, { digest: digestOf(shared) }))).equals(shared)).toBe(true);
    expect(result).toMatchObject({
      digest: index.digest,
      manifests: { copied: 4, present: 0 },
      // Two configurations, the shared layer, the other one.
      blobs: { copied: 4, mounted: 0, shared: 1, present: 0 },
    });
    const bytes = progress.reduce((sum, event) => sum + (event.kind === 'bytes' ? event.bytes : 0), 0);
    expect(bytes).toBe(result.bytes);
    const order = progress.flatMap((event) => (event.kind === 'manifest-done' ? [event.digest] : []));
    expect(order.indexOf(index.digest)).toBe(3);
    expect(order.indexOf(nested.digest)).toBeGreaterThan(order.indexOf(two.digest));
  });

  it('is not copied again, and costs a question for each manifest', async () => {
    const { digest } = await putImage(source.client, from, [bytesOf(3, 300_000)], 'v1');
    await copy('v1', {}, { reference: 'v1' });
    const writes = ['POST', 'PUT', 'PATCH'].map((method) => watch(method, from));
    const blobs = watch('HEAD', `${from}/blobs/`);

    const again = await copy(digest, {}, { reference: 'v1' });

    expect(again).toMatchObject({ digest, manifests: { copied: 0, present: 1 }, bytes: 0 });
    expect([...writes.map((count) => count()), blobs()]).toEqual([0, 0, 0, 0]);
  });

  it('shares blobs with other images of the run: each goes over the wire once, and is mounted elsewhere', async () => {
    const base = bytesOf(4, 500_000);
    const images = await Promise.all(
      [5, 6, 7, 8].map((seed) => putImage(source.client, from, [base, bytesOf(seed, 300)])),
    );
    const blobsDone = createBlobLedger();
    const reads = source.context.faults.add({
      service: 'registry',
      method: 'GET',
      path: digestOf(base),
      nth: 1e6,
      action: { kind: 'drop' },
    });

    const results = await Promise.all(
      images.map(({ digest }, index) => copy(digest, { blobsDone }, { repository: `${from}/${index % 2}` })),
    );

    const sums = results.reduce((sum, { blobs }) => sum + blobs.mounted + blobs.shared, 0);
    expect(source.context.faults.list().find(({ id }) => id === reads)?.matched).toBe(1);
    expect(results.every(({ digest }, index) => digest === images[index]?.digest)).toBe(true);
    // The base of three images, and their configuration, which is the same.
    expect(sums).toBe(6);
  });

  it('brings signatures, attestations and referrers along, also those that came later, and lists them', async () => {
    const child = await putImage(source.client, from, [bytesOf(9, 100)]);
    const { digest } = await putManifest(source.client, from, types.index, { manifests: [child] }, 'v1');
    await copy('v1');
    const dashed = (of: string, suffix: string) => `${of.replace(':', '-')}${suffix}`;
    const signature = await putImage(source.client, from, [Buffer.from('signed')], dashed(digest, '.sig'));
    await putImage(source.client, from, [Buffer.from('attested')], dashed(child.digest, '.att'));
    const config = await putBlob(source.client, from, Buffer.from('{}'), 'application/vnd.example');
    const bom = await putManifest(source.client, from, types.image, { config, layers: [], subject: child });
    const ofBom = await putManifest(source.client, from, types.image, { config, layers: [], subject: bom });
    // A target without the API of referrers has them in a list that is tagged.
    target.context.faults.add({
      service: 'registry',
      path: '/referrers/',
      times: 99,
      action: { kind: 'status', status: 404 },
    });
    const old = { registry: target.open(), repository: from };

    const result = await copyImage({ from: { registry: source.client, repository: from, reference: digest }, to: old });

    expect(result.attached.sort()).toEqual(
      [dashed(digest, '.sig'), dashed(child.digest, '.att'), bom.digest, ofBom.digest].sort(),
    );
    expect((await at(target, dashed(digest, '.sig'))).digest).toBe(signature.digest);
    expect(await old.registry.referrers(from, child.digest)).toMatchObject([{ digest: bom.digest }]);
    expect(await old.registry.referrers(from, bom.digest)).toMatchObject([{ digest: ofBom.digest }]);
    const writes = watch('PUT', from);
    await copy(digest);
    expect(writes()).toBe(0);
  });

  it('is complete in spite of connections that are cut and a registry that is unwell, on both sides', async () => {
    const layers = [10, 11, 12].map((seed) => bytesOf(seed, 900_000));
    const { digest } = await putImage(source.client, from, layers, 'v1');
    for (const [side, way] of [
      [source, 'down'],
      [target, 'up'],
    ] as const)
      side.proxy.cut(...[200_000, 650_000, 400_000].map((after) => ({ way, after })));
    for (const side of [source, target])
      for (const [nth, action] of [
        [2, { kind: 'status', status: 500 }],
        [4, { kind: 'status', status: 429 }],
        [5, { kind: 'drop' }],
        [9, { kind: 'lose-answer' }],
      ] as const)
        side.context.faults.add({ service: 'registry', nth, action });

    await copy('v1', {}, { reference: 'v1' });

    expect((await at(target, 'v1')).digest).toBe(digest);
    for (const layer of layers)
      expect((await collect(target.client.blob(from, { digest: digestOf(layer) }))).equals(layer)).toBe(true);
    expect([source.proxy.done, target.proxy.done].every((done) => done > 0)).toBe(true);
  });

  it('needs one connection to each side, however often it is cut', async () => {
    const layers = [20, 21].map((seed) => bytesOf(seed, 900_000));
    const { digest } = await putImage(source.client, from, layers);
    const narrow = { limits: { reads: 1, writes: 1 } };
    target.proxy.cut(...[400_000, 300_000, 500_000, 200_000].map((after) => ({ way: 'up' as const, after })));

    await copyImage({
      from: { registry: source.open(narrow), repository: from, reference: digest },
      to: { registry: target.open(narrow), repository: from },
    });

    for (const layer of layers)
      expect((await collect(target.client.blob(from, { digest: digestOf(layer) }))).equals(layer)).toBe(true);
  });

  it('is not there, nor is its broken blob, when a blob of it is corrupt; the error names both', async () => {
    const [good, bad] = [bytesOf(13, 500_000), bytesOf(14, 500_000)];
    const { digest } = await putImage(source.client, from, [good, bad], 'v1');
    source.corrupt(bad, 'flip');

    const failed = copy('v1', {}, { reference: 'v1' });

    await expect(failed).rejects.toMatchObject({ kind: 'digest-mismatch', name: 'RegistryError' });
    await expect(failed).rejects.toThrow(`${source.client.host}/${from}:v1`);
    await expect(failed).rejects.toThrow(digestOf(bad));
    expect(await target.client.hasBlob(from, digestOf(bad))).toBe(false);
    expect(await target.client.headManifest(from, digest)).toBeUndefined();
    expect(await target.client.headManifest(from, 'v1')).toBeUndefined();
  });

  it('stops everywhere when its caller does, and is taken up by the next copy', async () => {
    const layers = [15, 16].map((seed) => bytesOf(seed, 600_000));
    const { digest } = await putImage(source.client, from, layers);
    const controller = new AbortController();
    let isDone = 0;
    const onProgress = (event: CopyProgress) => {
      if (event.kind === 'blob-done' && (isDone += 1) === 2) controller.abort(new Error('enough'));
    };

    await expect(copy(digest, { signal: controller.signal, onProgress, blobs: 1 })).rejects.toThrow('enough');
    expect(await target.client.headManifest(from, digest)).toBeUndefined();
    const rest = await copy(digest);

    expect(rest.blobs).toMatchObject({ present: 2, copied: 1 });
  });

  it('is looked at down to its blobs when asked to, and mended', async () => {
    const layer = bytesOf(17, 300_000);
    const { digest } = await putImage(source.client, from, [layer]);
    await copy(digest);
    const path = `https://${target.server.loginServer}/v2/${from}/blobs/${digestOf(layer)}`;
    const authorization = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    expect((await fetch(path, { method: 'DELETE', headers: { authorization } })).status).toBe(202);

    expect((await copy(digest)).bytes).toBe(0);
    expect((await copy(digest, { deep: true })).bytes).toBe(layer.length);
    expect(await target.client.hasBlob(from, digestOf(layer))).toBe(true);
  });

  it('is planned with what is missing, blobs of several images once, and nothing is written', async () => {
    const base = bytesOf(18, 200_000);
    const one = await putImage(source.client, from, [base], 'one');
    const two = await putImage(source.client, from, [base, bytesOf(19, 1_000)], 'two');
    const blobsDone = createBlobLedger();
    const plan = (reference: string, more = {}) =>
      planImage({
        from: { registry: source.client, repository: from, reference },
        to: { registry: target.client, repository: from },
        ...more,
      });
    const writes = ['POST', 'PUT', 'PATCH'].map((method) => watch(method, from));

    const plans = [await plan('one', { blobsDone }), await plan('two', { blobsDone })];
    expect(writes.map((count) => count())).toEqual([0, 0, 0]);

    expect(plans.map(({ digest }) => digest)).toEqual([one.digest, two.digest]);
    expect(plans.map(({ blobs }) => blobs.missing.length)).toEqual([2, 2]);
    expect(plans[0]!.bytes + plans[1]!.bytes).toBe((await copy('one')).bytes + (await copy('two')).bytes);
    expect(await plan('two')).toMatchObject({ manifests: { missing: [], present: 1 }, bytes: 0, attached: [] });
  });

  it.each([
    ['a digest that is another', 'v1', digestOf(Buffer.from('other')), 'refused', 'cannot be'],
    ['what is not there', 'v2', undefined, 'not-found', 'MANIFEST_UNKNOWN'],
  ])('is refused for %s', async (_, reference, wanted, kind, words) => {
    await putImage(source.client, from, [Buffer.from('x')], 'v1');

    const failed = copy(reference, {}, wanted === undefined ? {} : { reference: wanted });

    await expect(failed).rejects.toMatchObject({ kind, message: expect.stringContaining(words) as string });
  });

  it('is refused when it is of a kind that is not known, by name', async () => {
    await putManifest(
      source.client,
      from,
      'application/vnd.example.v9+json',
      { config: await putBlob(source.client, from, Buffer.from('{}')), layers: [] },
      'odd',
    );

    await expect(copy('odd')).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('application/vnd.example.v9+json') as string,
    });
  });
});
