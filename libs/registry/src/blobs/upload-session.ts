import { type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type Upstream } from '../transport/exchange.ts';
import { type Client, type Received } from '../transport/client.ts';
import { uploadedBytes } from '../transport/headers.ts';

/** One upload at the registry: it exists until it is finished, cancelled, or forgotten there. */
export interface UploadSession {
  /** Sends the bytes `[start, start + length)`. @returns how many the registry has by now, as far as it says */
  append(start: number, length: number, body: Upstream): Promise<number | undefined>;
  /** @returns how many bytes it has; undefined when it does not say clearly. @throws RegistryError when it is gone */
  size(): Promise<number | undefined>;
  /** Publishes what was sent, and `last` behind it, as the blob of that digest, if it is that. */
  finish(digest: Digest, last?: Uint8Array): Promise<void>;
  /** Without effect when it is gone; never throws. */
  cancel(): Promise<void>;
}

export interface SessionRequest {
  repository: string;
  digest: Digest;
  /** Another repository to mount the blob from instead. */
  mountFrom?: string | undefined;
  /** The caller has a place to write, for all of the upload. */
  hasPlace?: boolean;
  signal: AbortSignal;
}

/** Begins an upload, unless the registry could mount the blob. Done twice, it leaves an upload that nobody finishes. */
export async function beginUpload(client: Client, wanted: SessionRequest): Promise<UploadSession | 'mounted'> {
  const { repository, digest, mountFrom, hasPlace = false, signal } = wanted;
  const common = {
    what: `the upload of ${digest} to ${repository}`,
    lane: 'write' as const,
    repository,
    reference: digest,
    hasPlace,
    signal,
  };
  const query = mountFrom === undefined ? '' : `?${new URLSearchParams({ mount: digest, from: mountFrom }).toString()}`;
  const beginning = client.once({
    ...common,
    method: 'POST',
    target: `/v2/${repository}/blobs/uploads/${query}`,
    ...(mountFrom !== undefined && { scopes: [`repository:${mountFrom}:pull`] }),
    headers: { 'content-length': '0' },
    ok: mountFrom === undefined ? [202] : [201, 202],
  });
  // Who may push here need not be allowed to pull there.
  const begun = await beginning.catch((error: unknown) => {
    if (mountFrom !== undefined && error instanceof RegistryError && error.kind === 'unauthorized') return undefined;
    throw error;
  });
  if (begun === undefined) return beginUpload(client, { ...wanted, mountFrom: undefined });
  if (begun.status === 201) return 'mounted';
  let place = locationOf(begun, client.host);
  const octets = { 'content-type': 'application/octet-stream' };

  return {
    async append(start, length, body) {
      const answer = await client.once({
        ...common,
        method: 'PATCH',
        target: place,
        headers: { ...octets, 'content-length': String(length), 'content-range': `${start}-${start + length - 1}` },
        body,
        ok: [202, 204],
      });
      place = locationOf(answer, client.host);
      return uploadedBytes(answer.headers['range']);
    },
    async size() {
      const answer = await client.request({ ...common, method: 'GET', target: place, ok: [204, 200] });
      if (answer.headers['location']) place = locationOf(answer, client.host);
      return uploadedBytes(answer.headers['range']);
    },
    async finish(digest, last = new Uint8Array()) {
      const target = new URL(place);
      target.searchParams.set('digest', digest);
      const headers = { ...octets, 'content-length': String(last.length) };
      await client.once({ ...common, method: 'PUT', target, headers, body: last, ok: [201, 204] });
    },
    async cancel() {
      const options = { ...common, signal: client.closed, ok: [204, 200, 202, 404] };
      await client.once({ ...options, method: 'DELETE', target: place }).catch((err: unknown) => {
        client.log.debug('upload is not cancelled', { host: client.host, repository, digest, err });
      });
    },
  };
}

/** A registry behind a proxy may not know that it is spoken to over TLS. */
function locationOf({ headers, url }: Received, host: string): URL {
  const text = headers['location'] ?? '';
  if (!URL.canParse(text, url.href))
    throw new RegistryError('malformed', `${host} names no place for an upload`, { host });
  const location = new URL(text, url);
  if (location.hostname === url.hostname) location.protocol = url.protocol;
  return location;
}
