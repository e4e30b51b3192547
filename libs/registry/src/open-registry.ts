import { uploadBlob } from './blobs/upload.ts';
import { readBlob } from './blobs/read.ts';
import { beginUpload } from './blobs/upload-session.ts';
import { type Digest } from './digest.ts';
import { RegistryError } from './errors.ts';
import { defaultLimits, type RegistryLimits } from './limits.ts';
import { createLists, descriptorsOf, referrersTag } from './lists.ts';
import { createManifests } from './manifests.ts';
import { type CallOptions, type Registry, type RegistryOptions } from './registry.ts';
import { createClient } from './transport/client.ts';

/**
 * A client of one registry. Nothing is asked before the first call.
 * @throws RegistryError `malformed`, `refused` when the host is none, or would be asked without encryption
 */
export function openRegistry(options: RegistryOptions): Registry {
  const limits: RegistryLimits = { ...defaultLimits, ...options.limits };
  const client = createClient(options, limits);
  const { manifest, headManifest, putManifest } = createManifests(client);
  const { tags, referrersByApi } = createLists(client);
  const signalOf = ({ signal }: CallOptions = {}) => signal ?? client.closed;

  const hasBlob = async (repository: string, digest: Digest, call?: CallOptions): Promise<boolean> => {
    const { status } = await client.request({
      method: 'HEAD',
      target: `/v2/${repository}/blobs/${digest}`,
      what: `the blob ${digest} of ${repository}`,
      lane: 'read',
      repository,
      reference: digest,
      // Who is led to a store of blobs has been told that it is there.
      ok: [200, 302, 303, 307, 308, 404],
      signal: signalOf(call),
    });
    return status !== 404;
  };

  return {
    host: options.host,
    limits,
    async ping(call) {
      await client.request({ method: 'GET', target: '/v2/', what: 'the root', lane: 'read', signal: signalOf(call) });
    },
    manifest,
    headManifest,
    putManifest,
    hasBlob,
    blob: (repository, blob, { offset = 0, signal = client.closed } = {}) =>
      readBlob(client, repository, blob, { offset, signal }),
    async mountBlob(repository, digest, from, call) {
      const signal = signalOf(call);
      const again = client.patience(`the mount of ${digest} in ${repository}`, signal);
      for (;;) {
        try {
          const begun = await beginUpload(client, { repository, digest, mountFrom: from, signal });
          if (begun === 'mounted') return true;
          await begun.cancel();
          return false;
        } catch (error) {
          await again.after(error);
        }
      }
    },
    uploadBlob(repository, blob, source, upload = {}) {
      const signal = signalOf(upload);
      const has = () => hasBlob(repository, blob.digest, { signal });
      return uploadBlob({ client, repository, blob, source, options: { ...upload, signal }, has });
    },
    tags,
    async referrers(repository, digest, call = {}) {
      const listed = await referrersByApi(repository, digest, call);
      if (listed) return listed;
      if (call.tags && !call.tags.has(referrersTag(digest))) return [];
      try {
        const { bytes } = await manifest(repository, referrersTag(digest), call);
        return descriptorsOf((JSON.parse(Buffer.from(bytes).toString('utf8')) as { manifests?: unknown }).manifests);
      } catch (error) {
        // A tag of that name that is no list was made by somebody else, for something else.
        if (error instanceof SyntaxError || (error instanceof RegistryError && error.kind === 'not-found')) return [];
        throw error;
      }
    },
    close: client.close,
  };
}
