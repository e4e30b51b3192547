import { randomUUID } from 'node:crypto';
import { type Container } from '../model/containers.ts';
import { type CosmosError } from '../model/errors.ts';

/** Status, headers and JSON text, before the headers that every answer has. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: string;
}

export interface Feed {
  rid: string;
  /** `Documents`, `DocumentCollections`, ... */
  name: string;
  /** JSON texts. */
  elements: readonly string[];
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: JSON.stringify(body),
});

export const feedBody = ({ rid, name, elements }: Feed): string =>
  `{"_rid":${JSON.stringify(rid)},"${name}":[${elements.join(',')}],"_count":${elements.length}}`;

/**
 * What answers about items say of their container. Names are URL-encoded: headers take no other characters.
 * @param lsn of the write, or the container's last one
 */
export const containerHeaders = (container: Container, range: string, lsn: number): Record<string, string> => ({
  'x-ms-content-path': container.rid,
  'x-ms-alt-content-path': `dbs/${encodeURIComponent(container.database.id)}/colls/${encodeURIComponent(container.id)}`,
  'x-ms-session-token': `${range}:-1#${lsn}`,
  lsn: String(lsn),
});

/** `message` is never absent: clients read it without a check. */
export function errorAnswer(error: CosmosError, activityId: string = randomUUID()): Answer {
  const headers: Record<string, string> = {};
  if (error.substatus !== 0) headers['x-ms-substatus'] = String(error.substatus);
  if (error.retryAfterMs !== undefined) headers['x-ms-retry-after-ms'] = String(error.retryAfterMs);
  if (error.status === 304) return { status: 304, headers: { ...headers, etag: String(error.body['etag']) } };
  const message = `${error.message}\r\nActivityId: ${activityId}`;
  return json(error.status, { code: error.code, message, ...error.body }, headers);
}
