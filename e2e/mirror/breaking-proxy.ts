import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

export type Fault = 'cut' | 'throttle' | 'fail' | 'corrupt' | 'truncate' | 'full' | 'locked';

export interface BreakingProxy {
  /** `localhost:PORT`. */
  host: string;
  /** How often each fault struck. */
  struck: Record<Fault, number>;
  /** Requests that went through it. */
  requests: { method: string; path: string }[];
  /** How probable each fault is for a request, until told otherwise. */
  odds: Partial<Record<Fault, number>>;
  close(): Promise<void>;
}

/** In front of a registry: breaks requests at random, by a seed, and passes on the others as they are. */
export async function startBreakingProxy(target: string, seed: number): Promise<BreakingProxy> {
  const random = mulberry32(seed);
  const struck = { cut: 0, throttle: 0, fail: 0, corrupt: 0, truncate: 0, full: 0, locked: 0 };
  const requests: BreakingProxy['requests'] = [];
  const choose = (isBlob: boolean): Fault | undefined => {
    for (const [fault, odds] of Object.entries(proxy.odds) as [Fault, number][]) {
      const only = fault === 'corrupt' || fault === 'truncate';
      if (random() < odds && (isBlob || !only)) return fault;
    }
    return undefined;
  };

  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method = 'GET', url = '/' } = incoming;
    requests.push({ method, path: url });
    const fault = choose(method === 'GET' && /\/blobs\/sha256:/.test(url));
    if (fault) struck[fault] += 1;
    const refuse = (status: number, message: string, headers = {}) => {
      incoming.resume();
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(JSON.stringify({ errors: [{ code: 'UNKNOWN', message: 'unknown error', detail: message }] }));
    };
    if (fault === 'throttle') return refuse(429, 'too many', { 'retry-after': '1' });
    if (fault === 'fail') return refuse(500, 'it broke');
    if (fault === 'locked') return refuse(401, 'nobody is let in', { 'www-authenticate': 'Basic realm="locked"' });
    // What docker-registry answers on a full disk.
    if (fault === 'full' && method !== 'GET' && method !== 'HEAD')
      return refuse(500, 'write /data: no space left on device');
    const [hostname, port] = target.split(':');
    const onward = request({ hostname, port, method, path: url, headers: incoming.headers }, (answer) => {
      const { statusCode = 502, headers } = answer;
      if (fault === 'truncate') delete headers['content-length'];
      outgoing.writeHead(statusCode, headers);
      let seen = 0;
      const breakAt = Math.floor(random() * Number(headers['content-length'] ?? 10_000));
      answer.on('data', (chunk: Buffer) => {
        const isHere = seen <= breakAt && breakAt < seen + chunk.length;
        seen += chunk.length;
        if (isHere && fault === 'cut') return void outgoing.destroy();
        if (isHere && fault === 'truncate') return void (outgoing.end(), answer.destroy());
        if (isHere && fault === 'corrupt') chunk[breakAt - (seen - chunk.length)]! ^= 1;
        if (!outgoing.write(chunk)) {
          answer.pause();
          outgoing.once('drain', () => answer.resume());
        }
      });
      answer.on('end', () => outgoing.end());
      answer.on('error', () => outgoing.destroy());
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    // An upload is cut in its own bytes.
    if (fault === 'cut' && method !== 'GET' && method !== 'HEAD') incoming.once('data', () => incoming.destroy());
    incoming.pipe(onward);
  };

  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: BreakingProxy = {
    ...{ host: `localhost:${(server.address() as AddressInfo).port}`, struck, requests, odds: {} },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

/** A small generator of numbers in [0, 1), the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
