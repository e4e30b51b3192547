import { createHash, randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { type Request } from 'express';
import { type Effect } from '../activity-log.ts';
import { type Conditions } from '../model/conditions.ts';
import { ArmError, type ErrorDetail, refusals } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Claims } from '../../host/context.ts';

/** One request, read and authenticated. */
export interface Call {
  method: string;
  /** As sent, without the query; repeated slashes are one. */
  rawPath: string;
  /** Decoded, or as sent when that is not possible; without a slash at its end. */
  path: string;
  /** As sent, with its question mark; empty when there is none. */
  search: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Scheme and authority that the client used. */
  origin: string;
  /** The whole URL that the client used. */
  url: string;
  correlationId: string;
  clientRequestId: string;
  /** Of this service, new for each request. */
  requestId: string;
  caller: Claims;
  /** Set on a request that a deployment makes: the deployment's id, and texts in `body` that are shown nowhere. */
  inner?: { deployment: string; secrets: string[] };
  /** Set on a request for a deployment: what providers behind the front door would refuse of it. */
  foreseen?: ErrorDetail[];
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** JSON, or bytes that are passed on as they are. */
  body?: unknown;
  effect?: Effect;
  resourceId?: string;
}

export type Arrived = Omit<Call, 'caller'>;

/** @param request its URL has no repeated slashes any more */
export function readCall(request: Request, body: Buffer, fallbackOrigin: string): Arrived {
  const { headers, method, url: target, originalUrl } = request;
  const cut = target.indexOf('?');
  const search = cut < 0 ? '' : target.slice(cut);
  const rawPath = cut < 0 ? target : target.slice(0, cut);
  const origin = headers.host === undefined ? fallbackOrigin : `https://${headers.host}`;
  const requestId = randomUUID();
  return {
    method,
    rawPath,
    path: (decodePath(rawPath) ?? rawPath).replace(/(?<=.)\/$/, ''),
    search,
    query: new URLSearchParams(search),
    headers,
    body,
    origin,
    url: `${origin}${originalUrl}`,
    requestId,
    correlationId: single(headers['x-ms-correlation-request-id']) ?? requestId,
    clientRequestId: single(headers['x-ms-client-request-id']) ?? randomUUID(),
  };
}

/** @returns undefined when a segment cannot be decoded or hides a slash */
export function decodePath(rawPath: string): string | undefined {
  try {
    const segments = rawPath.split('/').map(decodeURIComponent);
    return segments.some((segment) => segment.includes('/')) ? undefined : segments.join('/');
  } catch {
    return undefined;
  }
}

/** @throws ArmError unless the body is a JSON object */
export function jsonBody(call: Arrived): Json {
  if (call.body.length === 0) throw refusals.invalidContent('the body is empty');
  requireJsonType(call);
  let value: unknown;
  try {
    value = JSON.parse(call.body.toString('utf8'));
  } catch (error) {
    throw refusals.invalidContent((error as Error).message);
  }
  if (!isObject(value)) throw refusals.invalidContent('the body is no JSON object');
  return value;
}

/** @throws ArmError `UnsupportedMediaType` */
export function requireJsonType(call: Arrived): void {
  const type = call.headers['content-type'] ?? '';
  if (!/^(application|text)\/([^;]+\+)?json\b/i.test(type))
    throw new ArmError(
      415,
      'UnsupportedMediaType',
      `The content media type '${type}' is not supported. Only 'application/json' is supported.`,
    );
}

const versionPattern = /^\d{4}-\d{2}-\d{2}(-(preview|alpha|beta|rc|privatepreview))?$/i;

/** @throws ArmError `MissingApiVersionParameter`, `InvalidApiVersionParameter` */
export function requireApiVersion(call: Arrived): string {
  const version = queryOf(call, 'api-version') ?? '';
  if (version === '') throw refusals.missingApiVersion();
  if (!versionPattern.test(version)) throw refusals.invalidApiVersion(version);
  return version;
}

/** A query parameter by its name, ignoring case. */
export function queryOf(call: Arrived, name: string): string | undefined {
  for (const [given, value] of call.query) if (given.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

export function conditionsOf({ headers }: Arrived): Conditions {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
  };
}

export const bodyHash = (body: Buffer): string | undefined =>
  body.length === 0 ? undefined : createHash('sha256').update(body).digest('hex');

export const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value === '' ? undefined : value;
