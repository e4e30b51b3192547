import { type RequestHandler } from 'express';
import { callOf, header } from '../http/call.ts';

/** What every answer carries, whatever becomes of the request (ARM RPC "common-api-details", response headers). */
export const headers: RequestHandler = (request, response, next) => {
  response.setHeader('x-ms-request-id', callOf(request).requestId);
  const correlationId = header(request, 'x-ms-correlation-request-id');
  if (correlationId !== undefined) response.setHeader('x-ms-correlation-request-id', correlationId);
  const clientRequestId = header(request, 'x-ms-client-request-id');
  const isWanted = header(request, 'x-ms-return-client-request-id')?.toLowerCase() === 'true';
  if (isWanted && clientRequestId !== undefined) response.setHeader('x-ms-client-request-id', clientRequestId);
  next();
};
