import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { digestOf, type Repository } from './model/repository.ts';
import { tar } from './tar.ts';

export interface Release {
  /** Such as `4.16.30`. */
  version: string;
  /** `x86_64` unless told. */
  architecture?: string;
  /** Also an image with this program as `usr/bin/openshift-install`. */
  installer?: Uint8Array;
  /** Also the boot images that it was tested with, `416.94.202407010000-0`. */
  bootImage?: string;
}

/** What a release is put into. */
export type ReleaseRepository = Pick<Repository, 'begin' | 'finish' | 'putManifest'>;

export interface SeededRelease {
  /** `LOGIN-SERVER/openshift-release-dev/ocp-release@sha256:…` */
  reference: string;
  /** `sha256:…` */
  digest: string;
  /** Of the images that it names, by their names. */
  images: Record<string, string>;
}

/** Where the quay.io repositories of OpenShift are mirrored to, by the same names. */
const releases = 'openshift-release-dev/ocp-release';
const components = 'openshift-release-dev/ocp-v4.0-art-dev';
const componentNames = ['cluster-version-operator', 'machine-config-operator', 'machine-os-content', 'cli', 'pod'];

const types = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

/** @param repository of the registry; what it is given again is no change */
export async function seedRelease(
  repository: (name: string) => ReleaseRepository,
  loginServer: string,
  { version, architecture = 'x86_64', installer, bootImage }: Release,
): Promise<SeededRelease> {
  const images: Record<string, string> = {};
  const contents: Record<string, Record<string, string | Uint8Array>> = Object.fromEntries(
    componentNames.map((name) => [name, { 'etc/component': `${name} ${version}\n` }]),
  );
  if (installer) contents['installer'] = { 'usr/bin/openshift-install': installer };
  for (const [name, files] of Object.entries(contents)) {
    const layer = tar(files);
    const labels = { 'io.openshift.release.operator': String(name.endsWith('operator')), version };
    const tag = `${version}-${architecture}-${name}`;
    images[name] = await putImage(repository(components), tag, layer, labels);
  }
  const layer = tar({
    'release-manifests/image-references': JSON.stringify(imageReferences(version, images), undefined, 2),
    'release-manifests/release-metadata': JSON.stringify(
      { kind: 'cincinnati-metadata-v0', version, previous: [], metadata: {} },
      undefined,
      2,
    ),
    ...(bootImage && {
      'release-manifests/0000_50_installer_coreos-bootimages.yaml': bootImages(architecture, bootImage),
    }),
  });
  const labels = { 'io.openshift.release': version, 'io.openshift.release.base-image-digest': images['pod'] ?? '' };
  const digest = await putImage(repository(releases), `${version}-${architecture}`, layer, labels);
  return { reference: `${loginServer}/${releases}@${digest}`, digest, images };
}

/** An ImageStream that names the images of the release where OpenShift publishes them. */
function imageReferences(version: string, images: Record<string, string>) {
  return {
    kind: 'ImageStream',
    apiVersion: 'image.openshift.io/v1',
    metadata: { name: version },
    spec: {
      lookupPolicy: { local: false },
      tags: Object.entries(images).map(([name, digest]) => ({
        name,
        annotations: { 'io.openshift.build.version-display-names': '' },
        from: { kind: 'DockerImage', name: `quay.io/${components}@${digest}` },
        referencePolicy: { type: 'Source' },
      })),
    },
  };
}

/** The ConfigMap with stream metadata of Red Hat CoreOS, of which only Azure's build is here. */
const bootImages = (architecture: string, release: string): string => {
  const stream = { architectures: { [architecture]: { 'rhel-coreos-extensions': { 'azure-disk': { release } } } } };
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'ConfigMap' },
    metadata: { name: 'coreos-bootimages', namespace: 'openshift-machine-config-operator' },
    data: { stream: JSON.stringify(stream, undefined, 2) },
  });
};

/** @returns its digest */
async function putImage(
  repository: ReleaseRepository,
  tag: string,
  layer: Buffer,
  labels: Record<string, string>,
): Promise<string> {
  const compressed = gzipSync(layer);
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      created: '2024-01-01T00:00:00Z',
      config: { Labels: labels },
      rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`] },
      history: [{ created: '2024-01-01T00:00:00Z' }],
    }),
  );
  for (const blob of [config, compressed]) {
    const { id } = repository.begin();
    await repository.finish(id, once(blob), digestOf(blob));
  }
  const describe = (mediaType: string, blob: Buffer) => ({ mediaType, size: blob.length, digest: digestOf(blob) });
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: describe(types.config, config),
    layers: [describe(types.layer, compressed)],
  };
  return repository.putManifest(tag, types.manifest, Buffer.from(JSON.stringify(manifest))).digest;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
