import { type RequestHandler } from 'express';
import { callOf } from '../http/call.ts';

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** One record for each request that may change something or reveals a secret: who (ids, no names), what, with which result. */
export const audit: RequestHandler = (request, response, next) => {
  const call = callOf(request);
  if (!reads.has(call.method)) {
    response.on('close', () => {
      call.log.info('audit', {
        audit: true,
        action: `${call.method} ${call.route}`,
        resourceId: call.path,
        caller: call.caller,
        status: response.statusCode,
        allowed: response.statusCode < 400,
      });
    });
  }
  next();
};
