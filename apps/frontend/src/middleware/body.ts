import { createHash } from 'node:crypto';
import { errors } from '@aro-rp/api';
import { raw, type RequestHandler } from 'express';
import { callOf, header } from '../http/call.ts';
import { parseJson } from '../http/json.ts';

/** Bytes. */
export const bodyLimit = 1_048_576;
const withBody: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'POST']);

/** Reads a JSON body of at most 1 MiB; the content type is judged before a byte of it is. */
export function readBody(): RequestHandler[] {
  const readBytes = raw({ limit: bodyLimit, type: () => true });
  return [
    (request, response, next) => {
      if (!withBody.has(request.method)) return next();
      const sent = request.headers['transfer-encoding'] !== undefined || Number(header(request, 'content-length')) > 0;
      const type = header(request, 'content-type');
      if (type === undefined ? sent : !/^application\/json\s*(;|$)/i.test(type)) {
        throw errors.unsupportedMediaType(type ?? '');
      }
      readBytes(request, response, next);
    },
    (request, _response, next) => {
      const bytes: unknown = request.body;
      if (Buffer.isBuffer(bytes) && bytes.length > 0) {
        callOf(request).body = { value: parseJson(bytes), hash: createHash('sha256').update(bytes).digest('hex') };
      }
      next();
    },
  ];
}
