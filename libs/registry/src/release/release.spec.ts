import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { extractFile, parseImageReference, readReleaseImages, RegistryError } from '../index.ts';
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

async function archive(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, Buffer.from(content));
  tar.entry({ name: 'usr/bin', type: 'directory' });
  tar.finalize();
  return buffer(tar as unknown as AsyncIterable<Uint8Array>);
}

const images = 'release-manifests/image-references';
const stream = (version: string, tags: unknown = []) =>
  JSON.stringify({ kind: 'ImageStream', metadata: { name: version }, spec: { tags } });

describe('A release image', () => {
  let under: RegistryUnderTest;
  let repository: string;
  let n = 0;

  const read = (reference: string, options = {}) => readReleaseImages(under.client, repository, reference, options);

  beforeAll(async () => {
    under = await startRegistry();
  });
  beforeEach(() => {
    repository = `release/number-${n++}`;
  });
  afterEach(() => under.context.faults.clear());
  afterAll(() => under.close());

  it('tells its version, and every image with its digest', async () => {
    const seeded = await under.server.seedRelease({ version: '4.16.30' });

    const release = await readReleaseImages(under.client, 'openshift-release-dev/ocp-release', seeded.digest);

    expect(release).toMatchObject({
      digest: seeded.digest,
      version: '4.16.30',
      metadata: { version: '4.16.30', previous: [] },
    });
    const found = release.images.map(({ name, reference }) => [name, parseImageReference(reference)?.digest]);
    expect(Object.fromEntries(found)).toEqual(seeded.images);
    expect(parseImageReference(release.images[0]?.reference ?? '')).toMatchObject({
      host: 'quay.io',
      repository: 'openshift-release-dev/ocp-v4.0-art-dev',
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
    ['nothing', (bytes: Buffer) => bytes],
  ])(
    'is read with a layer compressed by %s, the last that has it, and no layer below is fetched',
    async (_, compress) => {
      const below = await archive({ [images]: stream('4.0.0'), 'some/file': bytesOf(1, 200_000) });
      const last = await archive({ 'other/file': bytesOf(2, 100_000), [`./${images}`]: stream('4.16.30') });
      const above = await archive({ 'unrelated/file': 'x' });
      const { digest } = await putImage(
        under.client,
        repository,
        [below, last, above].map((one) => compress(one)),
      );
      const fetched = under.context.faults.add({
        service: 'registry',
        method: 'GET',
        path: '/blobs/',
        nth: 99,
        action: { kind: 'drop' },
      });

      const release = await read(digest);

      expect(release.version).toBe('4.16.30');
      expect(under.context.faults.list().find(({ id }) => id === fetched)?.matched).toBe(2);
    },
  );

  it('is found in a list by its architecture', async () => {
    const imageOf = async (architecture: string) => ({
      ...(await putImage(under.client, repository, [await archive({ [images]: stream(`4.16.30-${architecture}`) })])),
      platform: { os: 'linux', architecture },
    });
    const manifests = [await imageOf('arm64'), await imageOf('amd64')];
    await putManifest(under.client, repository, types.list, { manifests }, 'multi');

    expect(await read('multi')).toMatchObject({ version: '4.16.30-amd64', digest: manifests[1]?.digest });
    expect(await read('multi', { architecture: 'arm64' })).toMatchObject({ digest: manifests[0]?.digest });
    await expect(read('multi', { architecture: 's390x' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each([
    ['no such file', { 'other/file': 'x' }, 'no layer has release-manifests/image-references'],
    ['no JSON in it', { [images]: '{' }, 'image-references is no JSON'],
    ['no image stream in it', { [images]: '{"kind": "List"}' }, 'no image stream'],
    [
      'a tag without an image',
      { [images]: stream('4.16.30', [{ name: 'x', from: { kind: 'ImageStreamTag', name: 'y' } }]) },
      'a tag without',
    ],
  ])('with %s is refused in one sentence', async (_, files, words) => {
    const { digest } = await putImage(under.client, repository, [gzipSync(await archive(files))]);

    await expect(read(digest)).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining(words) as string,
    });
  });

  it('whose layer is no archive, or is cut short, is refused by the name of the layer', async () => {
    const whole = gzipSync(await archive({ 'a/file': bytesOf(3, 90_000) }));
    for (const layer of [bytesOf(4, 5_000), whole.subarray(0, 50_000), Buffer.alloc(0)]) {
      const { digest } = await putImage(under.client, repository, [layer]);

      await expect(read(digest)).rejects.toBeInstanceOf(RegistryError);
      await expect(read(digest)).rejects.toMatchObject({ kind: 'malformed' });
    }
  });

  it('is not believed when its layer has other bytes than the digest says', async () => {
    const layer = await archive({ [images]: stream('4.16.30'), 'filler/file': bytesOf(5, 150_000) });
    const { digest } = await putImage(under.client, repository, [layer]);
    under.corrupt(layer, 'flip');

    await expect(read(digest)).rejects.toMatchObject({ kind: 'digest-mismatch' });
  });

  it('gives out one file of an image, once the layer is verified', async () => {
    const binary = bytesOf(6, 700_000);
    const layer = gzipSync(await archive({ 'usr/bin/openshift-install': binary, 'usr/bin/other': bytesOf(7, 80_000) }));
    const config = await putBlob(under.client, repository, Buffer.from('{}'), types.config);
    const layers = [
      await putBlob(under.client, repository, layer),
      await putBlob(under.client, repository, await archive({ x: 'y' })),
    ];
    const { digest } = await putManifest(under.client, repository, types.image, { config, layers });
    under.proxy.cut({ way: 'down', after: 300_000 });

    const extract = (path: string) => extractFile(under.client, repository, digest, path, (bytes) => collect(bytes));
    const { value, size, image } = await extract('usr/bin/openshift-install');

    expect([value.equals(binary), size, image]).toEqual([true, binary.length, digest]);
    expect(under.proxy.done).toBe(1);
    await expect(extract('usr/bin/absent')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(
      extractFile(under.client, repository, digest, 'usr/bin/openshift-install', () =>
        Promise.reject(new Error('disk full')),
      ),
    ).rejects.toThrow('disk full');
    under.corrupt(layer, 'flip');
    await expect(extract('usr/bin/openshift-install')).rejects.toBeInstanceOf(RegistryError);
  });
});
