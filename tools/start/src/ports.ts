import { createServer } from 'node:net';
import { type PortName, type Ports } from './options.ts';

const host = '127.0.0.1';

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** One line for each port that somebody else has, naming the option that changes it. */
export async function takenPorts(ports: Ports): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, port] of Object.entries(ports) as [PortName, number][])
    if (!(await canListen(port))) faults.push(`port ${port} is taken; choose another with --${name}`);
  return faults;
}

/** As many different free ports as asked for. Another process may take one before it is used. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject).listen(0, host, () => {
            const address = server.address();
            if (typeof address === 'object' && address) resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
