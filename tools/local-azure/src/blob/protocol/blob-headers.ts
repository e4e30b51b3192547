import { refusals } from '../model/errors.ts';
import { describeLease } from '../model/leases.ts';
import { type StoredBlob } from '../store.ts';
import { type BlobCall, header } from './call.ts';

const described = ['content-type', 'content-encoding', 'content-language', 'content-disposition', 'cache-control'];

/** What a request says that a GET of the blob will say: `x-ms-blob-NAME`, or the request's own `content-type`. */
export function describedHeaders(call: BlobCall): Record<string, string> {
  const entries = described.flatMap((name) => {
    const value =
      header(call, `x-ms-blob-${name}`) ??
      (call.query.has('comp') || name === 'content-disposition' ? undefined : header(call, name));
    return value === undefined ? [] : [[name, value]];
  });
  return { 'content-type': 'application/octet-stream', ...Object.fromEntries(entries) } as Record<string, string>;
}

/** All that GET and HEAD say about a blob, but its length and version. */
export function headersOfBlob(blob: StoredBlob, now: number): Record<string, string> {
  const lease = describeLease(blob.lease, now);
  const metadata = Object.entries(blob.metadata).map(([name, value]) => [`x-ms-meta-${name}`, value]);
  return {
    ...blob.headers,
    ...(Object.fromEntries(metadata) as Record<string, string>),
    ...(blob.md5 === undefined ? {} : { 'Content-MD5': blob.md5 }),
    'Accept-Ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-creation-time': new Date(blob.createdAt).toUTCString(),
    'x-ms-lease-status': lease.status,
    'x-ms-lease-state': lease.state,
    ...(lease.duration && { 'x-ms-lease-duration': lease.duration }),
    'x-ms-server-encrypted': 'true',
    'x-ms-access-tier': 'Hot',
    'x-ms-access-tier-inferred': 'true',
  };
}

/** Those that a shared access signature replaces. */
export function overrides({ query }: BlobCall): Record<string, string> {
  const names: Record<string, string> = {
    rscc: 'cache-control',
    rscd: 'content-disposition',
    rsce: 'content-encoding',
    rscl: 'content-language',
    rsct: 'content-type',
  };
  if (!query.has('sig')) return {};
  const entries = Object.entries(names).flatMap(([field, name]) => {
    const value = query.get(field);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** "Specifying the range header": one range, from its start. @throws BlobError `InvalidRange` */
export function rangeOf(call: BlobCall, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header(call, 'x-ms-range') ?? header(call, 'range') ?? '');
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size || end < start) throw refusals.range(size);
  return { start, end };
}
