import { type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type Socket } from 'node:net';
import { type FaultAction } from '../faults/index.ts';
import { BodyTooLarge } from './body.ts';
import { type HostContext, type ServiceName } from './context.ts';
import { refuseLikeArm } from './fault-answers.ts';
import { bind } from './port.ts';
import { type Handler, underFault } from './under-fault.ts';

export { type Handler };

export interface ListenOptions {
  service: ServiceName;
  /** 0 takes a free port. */
  port: number;
  /** The option that chooses the port; named in the error when the port is taken. */
  portOption: string;
  /** An express application is one. A handler that throws is answered with 500 and logged. */
  handler: Handler;
  /** Answers a struck request in the service's own words; Azure Resource Manager's error body unless told. */
  refuse?(response: ServerResponse, action: FaultAction & { kind: 'status' }): void;
  /** Asks for a client certificate, and goes on without one; the handler judges it. */
  requestClientCertificate?: boolean;
}

export interface Listener {
  port: number;
  /** `https://localhost:PORT`, without a slash. */
  origin: string;
  /** Takes no more requests, gives those in work half a second, and ends every connection. */
  close(): Promise<void>;
}

const grace = 500;

/**
 * An HTTPS server on 127.0.0.1 with the local certificate. The faults of the service are applied around the handler,
 * and `Date` comes from the context's clock. @throws Error that names the port and the option when the port is taken
 */
export async function listen(context: HostContext, options: ListenOptions): Promise<Listener> {
  const { service } = options;
  const sockets = new Set<Socket>();
  const closed = new AbortController();
  let inWork = 0;
  let idle: () => void = () => undefined;

  const run: Handler = async (request, response) => {
    try {
      await options.handler(request, response);
    } catch (error) {
      if (error instanceof BodyTooLarge && !response.headersSent)
        return refuseLikeArm(response, { kind: 'status', status: 413, message: error.message });
      context.log(service, `${request.method} ${request.url}: ${(error as Error).stack ?? String(error)}`);
      if (response.headersSent) response.destroy();
      else refuseLikeArm(response, { kind: 'status', status: 500, message: 'The local service failed; see its log.' });
    }
  };

  const faulty = { context, run, refuse: options.refuse ?? refuseLikeArm, closed: closed.signal };
  const strike: Handler = (request, response) => {
    const action = context.faults.strike(service, request.method ?? 'GET', request.url ?? '/');
    return underFault(action, request, response, faulty);
  };

  const server = createServer(
    {
      key: context.certificates.server.privateKey,
      cert: context.certificates.server.certificate,
      ca: context.certificates.authority,
      requestCert: options.requestClientCertificate ?? false,
      rejectUnauthorized: false,
      keepAliveTimeout: 120_000,
    },
    (request, response) => {
      inWork += 1;
      response.on('close', () => {
        inWork -= 1;
        if (inWork === 0) idle();
      });
      response.sendDate = false;
      response.setHeader('Date', new Date(context.clock.now()).toUTCString());
      void strike(request, response);
    },
  );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await bind(server, options.port, options.portOption);

  return {
    port,
    origin: `https://localhost:${port}`,
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      if (inWork > 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, grace);
          idle = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      closed.abort(new Error(`${service} closes`));
      for (const socket of sockets) socket.destroy();
      await stopped;
    },
  };
}
