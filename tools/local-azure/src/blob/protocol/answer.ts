import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import { setRetryAfter } from '../../host/fault-answers.ts';
import { type FaultAction } from '../../faults/index.ts';
import { BlobError } from '../model/errors.ts';
import { element, xmlDocument } from './xml.ts';

/** What every answer of the service carries. */
export function setCommonHeaders(response: ServerResponse, given: IncomingHttpHeaders): void {
  const { 'x-ms-version': version, 'x-ms-client-request-id': clientRequestId } = given;
  response.setHeader('Server', 'Windows-Azure-Blob/1.0');
  response.setHeader('x-ms-request-id', randomUUID());
  response.setHeader('x-ms-version', typeof version === 'string' ? version : '2026-10-06');
  if (typeof clientRequestId === 'string' && clientRequestId.length <= 1_024)
    response.setHeader('x-ms-client-request-id', clientRequestId);
}

export function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(body);
}

/** "Status and error codes": the code is in a header too, and the only one that an answer to HEAD has. */
export function sendError(response: ServerResponse, error: BlobError, now: number): void {
  const id = String(response.getHeader('x-ms-request-id') ?? '');
  response.setHeader('x-ms-error-code', error.code);
  for (const [name, value] of Object.entries(error.extra.headers ?? {})) response.setHeader(name, value);
  const message = `${error.message}\nRequestId:${id}\nTime:${new Date(now).toISOString()}`;
  const { detail } = error.extra;
  sendXml(
    response,
    error.status,
    xmlDocument(
      element(
        'Error',
        element('Code', error.code, 'text') +
          element('Message', message, 'text') +
          (detail === undefined ? '' : element('AuthenticationErrorDetail', detail, 'text')),
      ),
    ),
  );
}

const codes: Record<number, string> = { 500: 'InternalError', 503: 'ServerBusy', 429: 'TooManyRequests' };

/** A fault in the service's own words. */
export function refuseLikeBlob(response: ServerResponse, action: FaultAction & { kind: 'status' }): void {
  const code = action.code ?? codes[action.status] ?? (STATUS_CODES[action.status] ?? 'Error').replaceAll(' ', '');
  setRetryAfter(response, action.retryAfterMs);
  setCommonHeaders(response, {});
  const date = Date.parse(String(response.getHeader('Date')));
  sendError(response, new BlobError(action.status, code, action.message ?? 'A fault was asked for.'), date);
}
