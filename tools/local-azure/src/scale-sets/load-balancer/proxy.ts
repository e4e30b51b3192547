import { connect, createServer, type Socket } from 'node:net';
import { bind } from '../../host/port.ts';

export interface Target {
  address: string;
  port: number;
}

export interface Proxy {
  port: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Takes connections on loopback to one of the targets that are ready at that moment, in turn; TLS ends there. With none
 * of them ready a connection is closed. One that stands stays until either side ends it, as with Azure's load balancer.
 * @param port 0 takes a free one
 */
export async function createProxy(port: number, ready: () => readonly Target[]): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let turn = 0;
  // Each direction ends by itself: an end must not overtake what is still on its way the other way.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const targets = ready();
    const target = targets[turn++ % Math.max(1, targets.length)];
    if (!target) return void client.destroy();
    const upstream = connect({ host: target.address, port: target.port, noDelay: true, allowHalfOpen: true });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        // What ended well has ended the other side by the pipe, which also waits until everything is written.
        if (!one.readableEnded) other.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  const taken = await bind(server, port, 'of a load balancer');
  return {
    port: taken,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
