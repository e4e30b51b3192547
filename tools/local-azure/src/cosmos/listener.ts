import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { milliseconds } from '@aro-rp/time';
import { type FaultAction } from '../faults/index.ts';
import { type HostContext } from '../host/context.ts';
import { bind } from '../host/port.ts';
import { CosmosError } from './model/errors.ts';
import { type Answer, errorAnswer } from './protocol/answer.ts';
import { type CosmosRequest, kindOf, readBody, segmentsOf } from './protocol/request.ts';

const grace = 500;

export interface Listener {
  port: number;
  /** Takes no more requests, gives the answers under way half a second, then ends every connection. */
  close(): Promise<void>;
  /** Cuts every connection at once. */
  cut(): void;
}

const injected = ({ status, message, substatus, code, retryAfterMs }: Extract<FaultAction, { kind: 'status' }>) =>
  new CosmosError(status, message ?? 'A fault was asked for.', {
    ...(substatus === undefined ? {} : { substatus }),
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

/**
 * HTTPS on loopback. Counts each request against the fault rules before anything else, under the method `BATCH`,
 * `QUERY`, `PLAN`, `FEED` or HTTP's own, and takes `Date` from the context's clock.
 * @throws Error that names the port and its option when the port is taken
 */
export async function createListener(
  context: HostContext,
  port: number,
  answerTo: (request: CosmosRequest) => Promise<Answer>,
): Promise<Listener> {
  const { clock, faults } = context;
  const { certificate, privateKey } = context.certificates.server;
  const sockets = new Set<Socket>();
  const underWay = new Set<Promise<void>>();
  const stopped = new AbortController();

  function send(response: ServerResponse, answer: Answer): Promise<void> {
    const sent = new Promise<void>((resolve) => response.once('finish', resolve).once('close', resolve));
    if (response.destroyed) return Promise.resolve();
    response.sendDate = false;
    response.writeHead(answer.status, {
      date: new Date(clock.now()).toUTCString(),
      'content-type': 'application/json',
      'x-ms-activity-id': randomUUID(),
      'x-ms-version': '2020-07-15',
      'x-ms-request-charge': '1',
      'x-ms-gatewayversion': 'version=2.0.0',
      ...(answer.body === undefined ? {} : { 'content-length': Buffer.byteLength(answer.body) }),
      ...answer.headers,
    });
    response.end(answer.body);
    return sent;
  }

  async function respond(request: CosmosRequest, fault: FaultAction | undefined, response: ServerResponse) {
    const cut = () => void response.socket?.destroy();
    switch (fault?.kind) {
      case 'drop':
        return cut();
      case 'hang':
        return;
      case 'status':
        return send(response, errorAnswer(injected(fault)));
      case 'delay':
        await clock.sleep(milliseconds(fault.ms), stopped.signal);
    }
    const answer = await answerTo(request);
    return fault?.kind === 'lose-answer' ? cut() : send(response, answer);
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = incoming.url ?? '/';
    try {
      const request = { method: incoming.method ?? 'GET', url, headers: incoming.headers, segments: segmentsOf(url) };
      const kind = kindOf(request);
      const fault = faults.strike('cosmos', kind === 'PLAIN' ? request.method : kind, url);
      const body = await readBody(incoming);
      const answered = respond({ ...request, body }, fault, response);
      underWay.add(answered);
      await answered.finally(() => underWay.delete(answered));
    } catch (error) {
      if (error instanceof CosmosError) await send(response, errorAnswer(error));
      else incoming.socket.destroy();
    }
  }

  const server = createServer(
    { cert: certificate, key: privateKey },
    (incoming, response) => void serve(incoming, response),
  );
  // Longer than clients keep idle connections, or a write would meet a closing socket.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const bound = await bind(server, port, '--cosmos-port');

  const cut = () => {
    stopped.abort(new Error('local Cosmos DB stops'));
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: bound,
    cut() {
      server.close();
      cut();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      stopped.abort(new Error('local Cosmos DB stops'));
      // A client that does not read its answer must not hold up the end.
      const late = new AbortController();
      const patience = delay(grace, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled([...underWay]), patience]);
      late.abort();
      cut();
      await closed;
    },
  };
}
