import { request as httpRequest } from 'node:http';
import { Agent } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { type Kubeconfig } from '../kubeconfigs/kubeconfig.ts';

export interface Route {
  /** What to dial instead of the host of the kubeconfig's server: the private endpoint's address. */
  address?: string | undefined;
  /** `http://host:port`, which is asked to CONNECT. */
  proxy?: string | undefined;
}

/** A proxy answered the CONNECT with something else than 200. */
export class ProxyRefusedError extends Error {
  override readonly name = 'ProxyRefusedError';
  readonly code = 'PROXY';
  constructor(status: number | undefined, target: string) {
    super(`the proxy answered ${status} for ${target}`);
  }
}

/**
 * Connections to a cluster's API: dials the route, then speaks TLS with the name of the kubeconfig's server, so that the
 * certificate is checked against that name and the kubeconfig's authorities alone, whatever was dialled.
 */
export function createTunnel(config: Kubeconfig, { address, proxy }: Route): Agent {
  const url = new URL(config.server);
  const port = Number(url.port === '' ? 443 : url.port);
  const host = address ?? url.hostname;
  const tlsOptions = {
    servername: isIP(url.hostname) === 0 ? url.hostname : '',
    host: url.hostname,
    ca: config.certificateAuthority,
    cert: config.clientCertificate,
    key: config.clientKey,
    minVersion: 'TLSv1.2' as const,
  };

  const dial = () =>
    proxy === undefined ? direct(host, port) : throughProxy(new URL(proxy), `${bracket(host)}:${port}`);

  const agent = new Agent({ keepAlive: true, maxSockets: 8, timeout: 60_000 });
  agent.createConnection = (_options, done) => {
    dial().then(
      (socket) => {
        const secure = connectTls({ ...tlsOptions, socket });
        const failed = (error: Error) => done?.(error, secure);
        secure.once('error', failed);
        secure.once('secureConnect', () => {
          secure.off('error', failed);
          done?.(null, secure);
        });
      },
      (error: Error) => done?.(error, new Duplex()),
    );
    return undefined;
  };
  return agent;
}

const bracket = (host: string) => (isIP(host) === 6 ? `[${host}]` : host);

function direct(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** HTTP/1.1 CONNECT (RFC 9110 9.3.6). */
function throughProxy(proxy: URL, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: proxy.hostname,
      port: proxy.port === '' ? 80 : proxy.port,
      method: 'CONNECT',
      path: target,
      headers: { host: target },
      agent: false,
    });
    const refused = (status: number | undefined) => reject(new ProxyRefusedError(status, target));
    request.once('error', reject);
    request.once('connect', (response, socket) => {
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
