import { type IncomingMessage, type ServerResponse } from 'node:http';
import { header } from '../http/call.ts';

/** What every answer carries, whatever becomes of the request (ARM RPC "common-api-details", response headers). */
export function setCommonHeaders(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  response.setHeader('x-ms-request-id', requestId);
  // Messages are in one language, whichever `Accept-Language` asks for.
  response.setHeader('Content-Language', 'en');
  const correlationId = header(request, 'x-ms-correlation-request-id');
  if (correlationId !== undefined) response.setHeader('x-ms-correlation-request-id', correlationId);
  const clientRequestId = header(request, 'x-ms-client-request-id');
  const isWanted = header(request, 'x-ms-return-client-request-id')?.toLowerCase() === 'true';
  if (isWanted && clientRequestId !== undefined) response.setHeader('x-ms-client-request-id', clientRequestId);
}
