import { createHash } from 'node:crypto';
import { errors } from '@aro-rp/api';
import { raw, type Request, type Response } from 'express';
import { header, type RequestBody } from '../http/call.ts';
import { parseJson } from '../http/json.ts';

/** Bytes. */
export const bodyLimit = 1_048_576;
const readBytes = raw({ limit: bodyLimit, type: () => true });

/**
 * A JSON body of at most 1 MiB; undefined when there is none. The content type is judged before a byte of it is.
 * @throws CloudError, and what Express's reader throws
 */
export async function readBody(request: Request, response: Response): Promise<RequestBody | undefined> {
  const sent = request.headers['transfer-encoding'] !== undefined || Number(header(request, 'content-length')) > 0;
  const type = header(request, 'content-type');
  if (type === undefined ? sent : !/^application\/json\s*(;|$)/i.test(type)) {
    throw errors.unsupportedMediaType(type ?? '');
  }
  await new Promise<void>((resolve, reject) => {
    readBytes(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error as Error)));
  });
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  return { value: parseJson(bytes), hash: createHash('sha256').update(bytes).digest('hex') };
}
