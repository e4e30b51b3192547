import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type Server } from 'node:https';
import { type Duplex } from 'node:stream';
import { type CloudError, errors } from '@aro-rp/api';
import { type Log } from '@aro-rp/telemetry';
import { errorAnswer } from './answer.ts';
import { retryAfterSeconds } from './store-failure.ts';

/**
 * Answers what Node would refuse before the listener sees it, in the form that every refusal has (ARM RPC
 * "common-api-details"): bytes that are no request, headers that are too large, a request that does not arrive, a
 * tunnel. An `Expect` that nobody knows is a header like any other.
 */
export function answerUnreadable(server: Server, log: Log): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => answering.set(request.socket, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', ({ method = '' }: IncomingMessage, socket: Duplex) => {
    refuse(socket, errors.methodNotAllowed(method, '', ['GET', 'PUT', 'PATCH', 'POST', 'DELETE']), log);
  });
  server.on('clientError', (error: Error & { code?: string }, socket: Duplex) => {
    const answer = answering.get(socket);
    if (!socket.writable) return void socket.destroy();
    if (!answer?.headersSent || isOver(answer)) return refuse(socket, refusalOf(error.code), log);
    // The request has been answered before all of it was there: a second answer would be taken for the next one's.
    if (answer.writableEnded) socket.end(() => socket.destroy());
    else socket.destroy();
  });
}

const isOver = ({ writableEnded, req }: ServerResponse): boolean => writableEnded && req.complete;

function refusalOf(code: string | undefined): CloudError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return errors.requestHeadersTooLarge();
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return errors.requestTimeout(retryAfterSeconds);
    default:
      return errors.badRequest();
  }
}

function refuse(socket: Duplex, error: CloudError, log: Log): void {
  const requestId = randomUUID();
  log.info('request refused unread', { requestId, status: error.status, code: error.body.code });
  const { status, body, headers } = errorAnswer(error);
  const content = JSON.stringify(body);
  const all = {
    'x-ms-request-id': requestId,
    ...headers,
    Date: new Date().toUTCString(),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(content),
    Connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${content}`, () => socket.destroy());
}
