import { type ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { type Socket } from 'node:net';
import { sendJson } from '../../host/body.ts';
import { type HostContext } from '../../host/context.ts';
import { setRetryAfter } from '../../host/fault-answers.ts';
import { bind } from '../../host/port.ts';
import { type Handler, underFault } from '../../host/under-fault.ts';
import { type FaultAction } from '../../faults/index.ts';
import { ApiError } from '../kubernetes/status.ts';

export { type Handler };

/** A TLS server of a cluster on a free loopback port; only the proxy knows where. */
export interface TlsServer {
  port: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** The faults of `openshift` are applied around the handler when `isStruck`; a handler that throws is answered with 500. */
export async function serveTls(
  context: HostContext,
  tls: ServerOptions,
  handler: Handler,
  isStruck: boolean,
): Promise<TlsServer> {
  const sockets = new Set<Socket>();
  const closed = new AbortController();

  const run: Handler = async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      context.log('openshift', `${request.method} ${request.url}: ${(error as Error).stack ?? String(error)}`);
      if (response.headersSent) response.destroy();
      else refuse(response, { kind: 'status', status: 500 });
    }
  };
  const faulty = { context, run, refuse, closed: closed.signal };
  const strike: Handler = (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const action = context.faults.strike('openshift', method, url, undefined, headers.host);
    return underFault(action, request, response, faulty);
  };

  const server = createServer({ ...tls, keepAliveTimeout: 120_000 }, (request, response) => {
    response.sendDate = false;
    response.setHeader('Date', new Date(context.clock.now()).toUTCString());
    void (isStruck ? strike : run)(request, response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    // A client that breaks off in the middle is not our fault.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await bind(server, 0, 'a port of a cluster');
  return {
    port,
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      closed.abort(new Error('the cluster goes'));
      for (const socket of sockets) socket.destroy();
      await stopped;
    },
  };
}

/** In the words of the Kubernetes API. */
function refuse(response: ServerResponse, action: FaultAction & { kind: 'status' }): void {
  const reasons: Record<number, string> = { 409: 'Conflict', 429: 'TooManyRequests', 503: 'ServiceUnavailable' };
  const { status, code = reasons[status] ?? 'InternalError', message = 'A fault was asked for.' } = action;
  setRetryAfter(response, action.retryAfterMs);
  sendJson(response, status, new ApiError(status, code, message).body());
}
