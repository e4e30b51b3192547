import { type AddressInfo, type Server } from 'node:net';

/**
 * Listens on loopback; port 0 takes a free one. @returns the port
 * @throws Error that names the port and the option that chooses it, when the port is taken
 */
export function bind(server: Server, port: number, portOption: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is taken; choose another with ${portOption}`)
          : new Error(`cannot listen on port ${port} (${portOption}): ${error.message}`, { cause: error }),
      );
    server.once('error', refused);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
