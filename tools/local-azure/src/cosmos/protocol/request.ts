import { type IncomingHttpHeaders } from 'node:http';
import { badRequest, tooLarge } from '../model/errors.ts';
import { type Preconditions } from '../model/preconditions.ts';

/** A request as it came over the wire, with its body read. */
export interface CosmosRequest {
  method: string;
  /** Path and query as sent. */
  url: string;
  /** Decoded segments of the path. */
  segments: readonly string[];
  headers: IncomingHttpHeaders;
  body: string;
}

export const header = (request: Pick<CosmosRequest, 'headers'>, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Clients write booleans as `true` and as `True`. */
export const flag = (request: Pick<CosmosRequest, 'headers'>, name: string): boolean =>
  header(request, name)?.toLowerCase() === 'true';

/** What a request asks for; also the method that fault rules are matched with, where it is not HTTP's own. */
export type Kind = 'BATCH' | 'FEED' | 'PLAN' | 'QUERY' | 'PLAIN';

export function kindOf(request: Omit<CosmosRequest, 'body'>): Kind {
  if (request.method === 'GET') {
    return request.segments.at(-1) === 'docs' && header(request, 'a-im') !== undefined ? 'FEED' : 'PLAIN';
  }
  if (request.method !== 'POST') return 'PLAIN';
  if (flag(request, 'x-ms-cosmos-is-batch-request')) return 'BATCH';
  if (flag(request, 'x-ms-cosmos-is-query-plan-request')) return 'PLAN';
  return flag(request, 'x-ms-documentdb-isquery') ? 'QUERY' : 'PLAIN';
}

/** @throws CosmosError 400 */
export function parseBody(request: CosmosRequest): unknown {
  try {
    return JSON.parse(request.body);
  } catch {
    throw badRequest('The request body is no JSON.');
  }
}

/** @throws CosmosError 400 */
export function parseObject(request: CosmosRequest): Record<string, unknown> {
  const body = parseBody(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw badRequest('The request body is no object.');
  return body as Record<string, unknown>;
}

export function preconditionsOf(request: CosmosRequest): Preconditions {
  const ifMatch = header(request, 'if-match');
  const ifNoneMatch = header(request, 'if-none-match');
  return { ...(ifMatch === undefined ? {} : { ifMatch }), ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }) };
}

/** `x-ms-max-item-count`; the service decides when it is absent or -1. */
export function pageSizeOf(request: CosmosRequest, otherwise = 100): number {
  const text = header(request, 'x-ms-max-item-count');
  const size = Number(text ?? -1);
  if (!Number.isInteger(size) || size < -1 || size === 0)
    throw badRequest(`Invalid x-ms-max-item-count '${text ?? ''}'.`);
  return size === -1 ? otherwise : Math.min(size, 10_000);
}

/** More than any request may have: an item of 2 MB in JSON whose characters are all escaped. */
const maxBodyBytes = 12 * 1024 * 1024;

/** @throws CosmosError 413 */
export async function readBody(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  if (length > maxBodyBytes) throw tooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws CosmosError 400 for a path that is no valid URL encoding */
export function segmentsOf(url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    throw badRequest(`Invalid path ${path}`);
  }
}
