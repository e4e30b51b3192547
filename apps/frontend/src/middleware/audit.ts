import { type ServerResponse } from 'node:http';
import { type Call } from '../http/call.ts';

/** One record for a request that may change something or reveals a secret: who (ids, no names), what, with which result. */
export function auditWhenAnswered(call: Call, response: ServerResponse): void {
  if (call.method === 'GET' || call.method === 'HEAD') return;
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
