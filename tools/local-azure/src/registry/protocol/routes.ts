import { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { sendJson } from '../../host/body.ts';
import { refusals } from '../model/errors.ts';
import { isDigest, type Repository } from '../model/repository.ts';

/** A request for a repository; the caller may do it. */
export interface RepositoryCall {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  /** Its name. */
  name: string;
  repository: Repository;
}

const empty = (response: ServerResponse, status: number, headers: Record<string, string | number> = {}): void => {
  response.writeHead(status, { ...headers, 'Content-Length': headers['Content-Length'] ?? 0 });
  response.end();
};

/** Pulling and checking blobs, and deleting them. */
export function blobRoute({ request, response, repository }: RepositoryCall, digest: string): void {
  if (!isDigest(digest)) throw refusals.digest(digest);
  if (request.method === 'DELETE') {
    repository.removeBlob(digest);
    return empty(response, 202);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw refusals.noRoute(String(request.method), 'blob');
  const size = repository.blobSize(digest);
  const range = rangeOf(request, size);
  if (range === 'beyond') return empty(response, 416, { 'Content-Range': `bytes */${size}` });
  const headers = {
    'Accept-Ranges': 'bytes',
    'Content-Type': 'application/octet-stream',
    'Content-Length': range ? range.end - range.start + 1 : size,
    'Docker-Content-Digest': digest,
    ETag: `"${digest}"`,
    ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }),
  };
  if (request.method === 'HEAD') return empty(response, 200, headers);
  response.writeHead(range ? 206 : 200, headers);
  // A client that goes away is no fault of anybody here.
  const length = headers['Content-Length'];
  pipeline(
    repository.readBlob(digest, range),
    (bytes) => allOf(bytes, length),
    response,
    () => undefined,
  );
}

/** What is shorter on the disk than it should be breaks the connection, instead of leaving the client to wait. */
async function* allOf(bytes: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of bytes) {
    left -= chunk.length;
    yield chunk;
  }
  if (left !== 0) throw new Error('the blob is not as long as it was');
}

/** One range of bytes (RFC 9110, 14.2); several, or what is none, are the whole blob. Offsets are inclusive. */
function rangeOf(
  { headers, method }: IncomingMessage,
  size: number,
): { start: number; end: number } | 'beyond' | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (first === undefined || method === 'HEAD') return undefined;
  const start = Number(first);
  const end = last ? Math.min(Number(last), size - 1) : size - 1;
  if (start >= size) return 'beyond';
  return end < start ? undefined : { start, end };
}

/** Pushing a blob: in one piece, in chunks, or from another repository that the caller may pull from. */
export async function uploadRoute(
  call: RepositoryCall,
  id: string | undefined,
  mayPullFrom: (repository: string) => Promise<boolean>,
): Promise<void> {
  const { request, response, repository, query, name } = call;
  const digest = query.get('digest');
  const place = (upload: { id: string; size: number }) => ({
    Location: `/v2/${name}/blobs/uploads/${upload.id}`,
    Range: `0-${Math.max(0, upload.size - 1)}`,
    'Docker-Upload-UUID': upload.id,
  });
  const finish = async (upload: string, wanted: string) => {
    if (!isDigest(wanted)) throw refusals.digest(wanted);
    await repository.finish(upload, request, wanted);
    empty(response, 201, { Location: `/v2/${name}/blobs/${wanted}`, 'Docker-Content-Digest': wanted });
  };

  if (request.method === 'POST' && id === undefined) {
    const [mount, from] = [query.get('mount'), query.get('from')];
    if (mount !== null && from !== null && (await mayPullFrom(from)) && repository.mount(from, mount))
      return empty(response, 201, { Location: `/v2/${name}/blobs/${mount}`, 'Docker-Content-Digest': mount });
    const upload = repository.begin();
    return digest === null ? empty(response, 202, place(upload)) : finish(upload.id, digest);
  }
  if (id === undefined) throw refusals.noRoute(String(request.method), 'uploads');
  switch (request.method) {
    case 'PATCH': {
      const start = /^(?:bytes[= ])?(\d+)-\d+/.exec(request.headers['content-range'] ?? '')?.[1];
      return empty(
        response,
        202,
        place(await repository.append(id, request, start === undefined ? undefined : Number(start))),
      );
    }
    case 'PUT':
      return finish(id, digest ?? '');
    case 'GET':
      return empty(response, 204, place(repository.upload(id)));
    case 'DELETE':
      repository.cancel(id);
      return empty(response, 204);
    default:
      throw refusals.noRoute(String(request.method), 'uploads');
  }
}

const largestManifest = 4 * 2 ** 20;

/** Pulling, pushing and deleting manifests, by tag or digest. */
export async function manifestRoute(call: RepositoryCall, reference: string): Promise<void> {
  const { request, response, repository, name } = call;
  if (!isDigest(reference) && !/^\w[\w.-]{0,127}$/.test(reference)) throw refusals.noManifest(reference);
  switch (request.method) {
    case 'GET':
    case 'HEAD': {
      const { mediaType, digest, body } = repository.manifest(reference);
      response.writeHead(200, {
        'Content-Type': mediaType,
        'Content-Length': body.length,
        'Docker-Content-Digest': digest,
        ETag: `"${digest}"`,
      });
      return void response.end(request.method === 'HEAD' ? undefined : body);
    }
    case 'PUT': {
      const body = await readManifest(request);
      const { digest, subject } = repository.putManifest(reference, request.headers['content-type'] ?? '', body);
      return empty(response, 201, {
        Location: `/v2/${name}/manifests/${digest}`,
        'Docker-Content-Digest': digest,
        ...(subject !== undefined && { 'OCI-Subject': subject }),
      });
    }
    case 'DELETE':
      repository.removeManifest(reference);
      return empty(response, 202);
    default:
      throw refusals.noRoute(String(request.method), 'manifests');
  }
}

/** What is attached to a manifest, which need not be there: an image index of the manifests that name it. */
export function referrersRoute({ request, response, repository }: RepositoryCall, digest: string): void {
  if (request.method !== 'GET') throw refusals.noRoute(String(request.method), 'referrers');
  if (!isDigest(digest)) throw refusals.digest(digest);
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: repository.referrers(digest) }));
  response.writeHead(200, { 'Content-Type': mediaType, 'Content-Length': body.length });
  response.end(body);
}

async function readManifest(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestManifest) chunks.push(chunk);
  }
  if (size > largestManifest) throw refusals.tooLarge();
  return Buffer.concat(chunks);
}

/** One page of names; `Link` tells where the next begins. */
export function listRoute(
  { response, query }: { response: ServerResponse; query: URLSearchParams },
  path: string,
  list: (after: string, limit: number) => string[],
  body: (names: string[]) => object,
): void {
  const asked = Number(query.get('n') ?? 100);
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 1_000) : 100;
  const found = list(query.get('last') ?? '', limit + 1);
  const names = found.slice(0, limit);
  const last = encodeURIComponent(names.at(-1) ?? '');
  const next = found.length > limit ? { Link: `<${path}?last=${last}&n=${limit}>; rel="next"` } : undefined;
  sendJson(response, 200, body(names), next);
}
