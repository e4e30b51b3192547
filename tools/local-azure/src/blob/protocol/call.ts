import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { refusals } from '../model/errors.ts';

/** One request, taken apart. */
export interface BlobCall {
  method: string;
  /** As sent. */
  rawPath: string;
  account: string;
  container?: string;
  blob?: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** `x-ms-version`; undefined when the caller names none. */
  version?: string;
  request: IncomingMessage;
  response: ServerResponse;
  /** Milliseconds since 1970. */
  now: number;
}

/** Later versions may mean things that are not known here. */
const newestVersion = '2027-12-31';

/** Path style: `/ACCOUNT/CONTAINER/BLOB`; a blob's name may have slashes. @throws BlobError */
export function readCall(request: IncomingMessage, response: ServerResponse, now: number): BlobCall {
  const target = request.url ?? '/';
  const cut = target.indexOf('?');
  const rawPath = cut < 0 ? target : target.slice(0, cut);
  // Signatures are Base64, and not every client escapes their plus signs.
  const query = new URLSearchParams((cut < 0 ? '' : target.slice(cut)).replaceAll('+', '%2B'));
  const [, account = '', container = '', ...rest] = rawPath.split('/');
  const blob = decode(rest.join('/'));
  const version = request.headers['x-ms-version'];
  if (version !== undefined && (typeof version !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(version)))
    throw refusals.header('x-ms-version');
  if (version !== undefined && version > newestVersion) throw refusals.header('x-ms-version');
  return {
    method: request.method ?? 'GET',
    rawPath,
    account: decode(account).toLowerCase(),
    ...(container === '' ? {} : { container: decode(container) }),
    ...(blob === '' ? {} : { blob }),
    query,
    headers: request.headers,
    ...(version === undefined ? {} : { version }),
    request,
    response,
    now,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusals.resourceName();
  }
}

/** A header's only value. */
export function header(call: BlobCall, name: string): string | undefined {
  const value = call.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `x-ms-meta-NAME`, names in lower case. @throws BlobError `InvalidMetadata` is Azure's; here a header fault */
export function metadataOf(call: BlobCall): Record<string, string> {
  const prefix = 'x-ms-meta-';
  const entries = Object.entries(call.headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const bare = name.slice(prefix.length);
      if (!/^[a-z_][a-z0-9_]*$/.test(bare)) throw refusals.header(name);
      return [bare, String(value)];
    }),
  );
}
