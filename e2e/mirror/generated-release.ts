import { createHash, randomFillSync } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Digest, digestOf, type Registry } from '@aro-rp/registry';
import { tar } from '../../tools/local-azure/src/registry/tar.ts';

export interface ReleaseSize {
  images: number;
  /** Bytes of all layers together, each counted once. */
  bytes: number;
}

export interface GeneratedRelease {
  version: string;
  /** As the update graph names it. */
  payload: string;
  /** Of all images, the release image last. */
  images: { repository: string; digest: Digest }[];
  /** Of `openshift-install`. */
  installer: string;
  /** How many images are lists of two. */
  lists: number;
}

export const repositories = {
  release: 'openshift-release-dev/ocp-release',
  images: 'openshift-release-dev/ocp-v4.0-art-dev',
};

const types = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};
const bases = 4;
const atOnce = 8;

interface Layer {
  digest: Digest;
  size: number;
}

/**
 * Puts a release into a registry: images on four base layers, half of all bytes, which they share; every tenth a manifest
 * list for two architectures; the first with a signature; one with `openshift-install`.
 */
export async function generateRelease(
  registry: Registry,
  version: string,
  size: ReleaseSize,
): Promise<GeneratedRelease> {
  const { images: repository, release } = repositories;
  const put = async (to: string, bytes: Uint8Array): Promise<Layer> => {
    const digest = digestOf(bytes);
    await registry.uploadBlob(to, { digest, size: bytes.length }, (offset) => once(bytes.subarray(offset)));
    return { digest, size: bytes.length };
  };
  const putManifest = async (to: string, mediaType: string, content: object, tag?: string) => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    const digest = digestOf(bytes);
    await registry.putManifest(to, tag ?? digest, { mediaType, digest, bytes });
    return { digest, size: bytes.length };
  };
  const putImage = async (to: string, name: string, layers: readonly Layer[], architecture = 'amd64', tag?: string) => {
    const config = await put(
      to,
      Buffer.from(JSON.stringify({ architecture, os: 'linux', config: { Labels: { name } } })),
    );
    const described = layers.map((layer) => ({ mediaType: types.layer, ...layer }));
    return putManifest(to, types.manifest, { config: { mediaType: types.config, ...config }, layers: described }, tag);
  };
  /** Random bytes do not compress, so that the layer has the size that was asked for. */
  const layerOf = (bytes: number) => put(repository, gzipSync(randomFillSync(Buffer.alloc(bytes)), { level: 0 }));

  const shared: Layer[] = [];
  for (let index = 0; index < bases; index++) shared.push(await layerOf(Math.floor(size.bytes / 2 / bases)));
  const own = Math.floor(size.bytes / 2 / size.images);
  const installer = randomFillSync(Buffer.alloc(Math.max(own, 100_000)));
  const program = tarOf('usr/bin/openshift-install', installer);
  const imageOf = async (index: number): Promise<{ name: string; digest: Digest }> => {
    const name = index === 1 ? 'installer' : `component-${index}`;
    const layer = index === 1 ? await put(repository, gzipSync(program, { level: 0 })) : await layerOf(own);
    const layers = [...shared.slice(0, 1 + (index % bases)), layer];
    if (index % 10 !== 9) return { name, ...(await putImage(repository, name, layers)) };
    const parts = await Promise.all(
      ['amd64', 'arm64'].map(async (architecture) => ({
        ...{ mediaType: types.manifest, platform: { architecture, os: 'linux' } },
        ...(await putImage(repository, name, layers, architecture)),
      })),
    );
    return { name, ...(await putManifest(repository, types.list, { manifests: parts })) };
  };
  const images: { name: string; digest: Digest }[] = [];
  for (let from = 0; from < size.images - 1; from += atOnce) {
    const indexes = Array.from({ length: Math.min(atOnce, size.images - 1 - from) }, (_, index) => from + index);
    images.push(...(await Promise.all(indexes.map(imageOf))));
  }
  const [first] = images;
  if (first) {
    const signature = await layerOf(1_000);
    await putImage(repository, 'signature', [signature], 'amd64', `${first.digest.replace(':', '-')}.sig`);
  }
  const layer = await put(release, gzipSync(tar(manifestsOf(version, images))));
  const { digest } = await putImage(release, 'release', [layer], 'amd64', `${version}-x86_64`);
  return {
    version,
    payload: `quay.io/${release}@${digest}`,
    images: [...images.map((one) => ({ repository, digest: one.digest })), { repository: release, digest }],
    installer: createHash('sha256').update(installer).digest('hex'),
    lists: images.filter((_, index) => index % 10 === 9).length,
  };
}

function manifestsOf(version: string, images: readonly { name: string; digest: string }[]): Record<string, string> {
  const tags = images.map(({ name, digest }) => ({
    ...{ name, annotations: {} },
    from: { kind: 'DockerImage', name: `quay.io/${repositories.images}@${digest}` },
  }));
  const references = {
    kind: 'ImageStream',
    apiVersion: 'image.openshift.io/v1',
    metadata: { name: version },
    spec: { tags },
  };
  return {
    'release-manifests/image-references': JSON.stringify(references),
    'release-manifests/release-metadata': JSON.stringify({ kind: 'cincinnati-metadata-v0', version, previous: [] }),
  };
}

/** One file of any bytes: the archive of an empty one, with the size written in. */
function tarOf(name: string, bytes: Buffer): Buffer {
  const header = Buffer.from(tar({ [name]: '' }).subarray(0, 512));
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((-bytes.length & 511) + 1024)]);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** An update graph that names these releases, in every channel. @returns its address */
export async function serveGraph(answer: () => string): Promise<{ url: string; close(): void }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/graph`, close: () => void server.close() };
}

export const graphOf = (...releases: readonly GeneratedRelease[]): string =>
  JSON.stringify({ nodes: releases.map(({ version, payload }) => ({ version, payload, metadata: {} })), edges: [] });
