import { digestOf, type Digest } from '@aro-rp/registry';
import { tar } from '../local-azure/src/registry/tar.ts';
import { userId } from './dockerfile.ts';

/** An image as a registry keeps it. */
export interface Image {
  layer: Uint8Array;
  config: Uint8Array;
  manifest: Uint8Array;
  /** Of the manifest: what a release names. */
  digest: Digest;
}

export const imageTypes = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const;

/**
 * An OCI image with one layer, the files below `/app`; the same files give the same bytes. There is no Node in it: it runs
 * only where the machine brings one, as local Azure's do.
 */
export function imageOf(
  { service, version, commit }: { service: string; version: string; commit: string },
  files: Readonly<Record<string, string | Uint8Array>>,
): Image {
  const ordered = Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1));
  const layer = tar(Object.fromEntries(ordered.map(([name, content]) => [`app/${name}`, content])));
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    config: {
      User: `${userId}:${userId}`,
      WorkingDir: '/app',
      Env: ['NODE_ENV=production'],
      Entrypoint: ['node', '--enable-source-maps', '/app/main.mjs'],
      StopSignal: 'SIGTERM',
      Labels: {
        'org.opencontainers.image.title': service,
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.revision': commit,
      },
    },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: imageTypes.manifest,
    config: { mediaType: imageTypes.config, digest: digestOf(config), size: config.length },
    layers: [{ mediaType: imageTypes.layer, digest: digestOf(layer), size: layer.length }],
  });
  return { layer, config, manifest, digest: digestOf(manifest) };
}

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
