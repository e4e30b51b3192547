import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a connection does to its bytes, in one direction. */
export interface Cut {
  /** `up` is what the client sends. */
  way: 'up' | 'down';
  /** So many bytes pass, of all connections together, counted from now; then that connection is cut. */
  after: number;
}

/** Passes connections on to a port of this machine, and cuts them where it is told to. For specs. */
export interface BreakingProxy {
  port: number;
  /** Several are done one after the other. */
  cut(...cuts: Cut[]): void;
  /** How many were done. */
  readonly done: number;
  close(): Promise<void>;
}

export async function createBreakingProxy(target: number): Promise<BreakingProxy> {
  const sockets = new Set<Socket>();
  let waiting: Cut[] = [];
  let passed = 0;
  let done = 0;

  const pass = (from: Socket, to: Socket, way: Cut['way']) => {
    from.on('data', (bytes) => {
      const next = waiting[0];
      if (next?.way === way) {
        passed += bytes.length;
        if (passed > next.after) {
          waiting = waiting.slice(1);
          passed = 0;
          done += 1;
          from.resetAndDestroy();
          to.resetAndDestroy();
          return;
        }
      }
      if (to.write(bytes)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
    from.on('end', () => to.end());
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.setNoDelay(true);
      sockets.add(socket);
      // A connection that breaks on one side breaks on the other.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    pass(client, upstream, 'up');
    pass(upstream, client, 'down');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut(...cuts) {
      waiting = [...waiting, ...cuts];
      passed = 0;
    },
    get done() {
      return done;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
