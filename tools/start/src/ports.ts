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

/** Below what Linux gives to connections by itself (32768 on), which would take the port of a process that restarts. */
const [lowest, highest] = [12_000, 32_000];
/** Where this process looks next; processes that run at once begin far from each other. */
let next = lowest + ((process.pid * 97) % (highest - lowest));

/** As many different free ports as asked for, none of them given before. Another process may take one before it is used. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let looks = 0; ports.length < count; looks++) {
    if (looks > highest - lowest) throw new Error(`there are no ${count} free ports from ${lowest} to ${highest}`);
    const port = next;
    next = next < highest ? next + 1 : lowest;
    if (await canListen(port)) ports.push(port);
  }
  return ports;
}
