import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { type HostContext } from '../../host/context.ts';
import { bind } from '../../host/port.ts';
import { parseAuthority } from './authority.ts';

export interface ConnectProxyOptions {
  /** 0 takes a free one. */
  port: number;
  /**
   * Where on loopback the server is that answers at this place of the network; undefined when nothing does. Asked for
   * each connection. @param host in lower case, IPv6 without brackets
   */
  resolve(host: string, port: number): number | undefined;
}

export interface ConnectProxy {
  /** `http://localhost:PORT`, for `HTTPS_PROXY`. */
  proxy: string;
  /** Takes no more connections and ends those there are, tunnels included. May be called twice. */
  close(): Promise<void>;
}

/**
 * An HTTP proxy on loopback that makes tunnels and nothing else (RFC 9110 9.3.6): it looks into none, and each side may
 * end its direction before the other. 405 for other methods, 400 for a target that is no `host:port`, 502 for one that
 * nobody answers at.
 * @throws Error that names the port and `--openshift-port` when the port is taken
 */
export async function createConnectProxy(context: HostContext, options: ConnectProxyOptions): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  let closing: Promise<void> | undefined;
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };

  const server = createServer((request, response) => {
    response.sendDate = false;
    const text = 'This proxy takes CONNECT only.\n';
    response.writeHead(405, { Allow: 'CONNECT', Connection: 'close', 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(text);
    request.resume();
  });
  server.on('connection', (socket: Socket) => {
    track(socket);
    // Without a listener, a client that breaks off would end the process.
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    // `node:http` says so of itself: "guaranteed to be an instance of net.Socket".
    const client = duplex as Socket;
    const target = parseAuthority(request.url ?? '');
    if (!target) return refuse(client, '400 Bad Request', `'${request.url}' is not of the form host:port.`);
    const place = `${target.host}:${target.port}`;
    const port = options.resolve(target.host, target.port);
    if (port === undefined)
      return refuse(client, '502 Bad Gateway', `Nothing answers at ${place}: no address or public name of a cluster.`);

    const upstream = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    track(upstream);
    const failed = (error: Error) => {
      context.log('openshift', `${place} is at port ${port}, which does not answer: ${error.message}`);
      refuse(client, '502 Bad Gateway', `${place} does not answer.`);
    };
    upstream.once('error', failed);
    const gaveUp = () => upstream.destroy();
    client.once('close', gaveUp);
    upstream.once('connect', () => {
      upstream.off('error', failed);
      client.off('close', gaveUp);
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      join(client, upstream);
    });
  });
  const port = await bind(server, options.port, '--openshift-port');

  return {
    proxy: `http://localhost:${port}`,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.resetAndDestroy();
      });
      return closing;
    },
  };
}

/**
 * Bytes go both ways until both have ended. One that breaks resets the other, which would else take a torn stream for a
 * whole one.
 */
function join(client: Socket, upstream: Socket): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.on('error', () => to.resetAndDestroy());
    // After an orderly end, what is still on its way to the other side arrives.
    from.on('close', () => {
      if (!from.readableEnded) to.resetAndDestroy();
    });
    from.pipe(to);
  }
}

function refuse(client: Socket, status: string, text: string): void {
  const body = `${text}\n`;
  client.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // Nothing more is read from it, so its end would otherwise never be seen.
  client.resume();
}
