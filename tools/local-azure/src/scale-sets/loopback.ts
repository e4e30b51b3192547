import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/** Loopback addresses for machines: each has all ports to itself, so that what runs there keeps those of production. */
export interface Loopback {
  /**
   * An address of 127.64.0.0/10 on which the port is free at this moment. Only Linux has all of 127.0.0.0/8.
   * @throws Error when there is none
   */
  take(port: number): Promise<string>;
  giveBack(address: string): void;
}

export function createLoopback(): Loopback {
  const taken = new Set<string>();
  return {
    async take(port) {
      for (let attempt = 0; attempt < 50; attempt += 1) {
        const address = `127.${randomInt(64, 128)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
        if (taken.has(address)) continue;
        taken.add(address);
        if (await isFree(address, port)) return address;
        taken.delete(address);
      }
      throw new Error(`no loopback address has port ${port} free; only Linux has more than one of them`);
    },
    giveBack: (address) => void taken.delete(address),
  };
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
