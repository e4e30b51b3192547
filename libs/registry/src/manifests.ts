import { algorithmOf, type Digest, digestOf, isDigest } from './digest.ts';
import { RegistryError } from './errors.ts';
import { type Manifest, type ManifestHead } from './manifest.ts';
import { type CallOptions } from './registry.ts';
import { type Client, type Sending } from './transport/client.ts';

/** Every kind that is copied; a registry may change an image for a client that does not name its kind. */
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

type Question = Pick<Sending, 'method' | 'ok'> & CallOptions;

/** The half of `Registry` that is about manifests. */
export function createManifests(client: Client) {
  const { host, closed } = client;
  const sendingOf = (repository: string, reference: string, { method, ok, signal }: Question): Sending => ({
    method,
    target: `/v2/${repository}/manifests/${reference}`,
    what: `the manifest ${reference} of ${repository}`,
    lane: method === 'PUT' ? 'write' : 'read',
    repository,
    reference,
    ...(method !== 'PUT' && { headers: { accept } }),
    ...(ok && { ok }),
    signal: signal ?? closed,
  });

  return {
    async manifest(repository: string, reference: string, { signal }: CallOptions = {}): Promise<Manifest> {
      const sending = sendingOf(repository, reference, { method: 'GET', signal });
      const context = { host, repository, reference };
      const again = client.patience(sending.what, sending.signal);
      for (;;) {
        const { headers, body } = await client.request(sending);
        const told = headers['docker-content-digest'] ?? '';
        const wanted = isDigest(reference) ? reference : isDigest(told) ? told : undefined;
        const digest = digestOf(body, wanted && algorithmOf(wanted));
        const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
        if (wanted === undefined || digest === wanted) return { mediaType, digest, bytes: body };
        const why = `${host}: ${sending.what} has the digest ${digest} instead of ${wanted}`;
        // Broken on the way, it may come whole another time.
        await again.after(new RegistryError('unavailable', why, context)).catch((error: unknown) => {
          throw error instanceof RegistryError ? new RegistryError('digest-mismatch', why, context) : error;
        });
      }
    },

    async headManifest(
      repository: string,
      reference: string,
      { signal }: CallOptions = {},
    ): Promise<ManifestHead | undefined> {
      const question = { method: 'HEAD', ok: [200, 404], signal } as const;
      const { status, headers } = await client.request(sendingOf(repository, reference, question));
      if (status === 404) return undefined;
      const digest = headers['docker-content-digest'] ?? reference;
      return {
        mediaType: headers['content-type'] ?? '',
        ...(isDigest(digest) && { digest: digest as Digest }),
        ...(headers['content-length'] && { size: Number(headers['content-length']) }),
      };
    },

    async putManifest(
      repository: string,
      reference: string,
      { mediaType, bytes }: Manifest,
      { signal }: CallOptions = {},
    ): Promise<void> {
      await client.request({
        ...sendingOf(repository, reference, { method: 'PUT', ok: [201, 200, 202], signal }),
        headers: { 'content-type': mediaType, 'content-length': String(bytes.length) },
        body: bytes,
      });
    },
  };
}
