import { request as httpRequest } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';

/** A proxy answered the CONNECT with something else than 200. */
export class ProxyRefusedError extends Error {
  override readonly name = 'ProxyRefusedError';
  readonly code = 'PROXY';
  constructor(status: number | undefined, target: string) {
    super(`the proxy answered ${status} for ${target}`);
  }
}

export interface Target {
  host: string;
  port: number;
  /** `http://host:port`. */
  proxy?: string | undefined;
}

/** A connection in the clear. An abort ends the attempt; what is connected already is the caller's. */
export const dial = ({ host, port, proxy }: Target, signal: AbortSignal): Promise<Socket> =>
  proxy === undefined
    ? direct(host, port, signal)
    : throughProxy(new URL(proxy), `${isIP(host) === 6 ? `[${host}]` : host}:${port}`, signal);

function direct(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const stop = () => socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    const settled = () => signal.removeEventListener('abort', stop);
    const failed = (error: Error) => {
      settled();
      reject(error);
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      settled();
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

/** HTTP/1.1 CONNECT (RFC 9110 9.3.6). */
function throughProxy(proxy: URL, target: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: proxy.hostname,
      port: proxy.port === '' ? 80 : proxy.port,
      method: 'CONNECT',
      path: target,
      headers: { host: target },
      agent: false,
    });
    const stop = () => request.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    request.once('close', () => signal.removeEventListener('abort', stop));
    const refused = (status: number | undefined) => reject(new ProxyRefusedError(status, target));
    request.once('error', reject);
    request.once('connect', (response, socket) => {
      signal.removeEventListener('abort', stop);
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      refused(response.statusCode);
    });
    request.once('response', (response) => {
      response.destroy();
      refused(response.statusCode);
    });
    request.end();
  });
}
