import { Agent, type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { type Kubeconfig } from '../kubeconfigs/kubeconfig.ts';
import { dial } from './dial.ts';

export interface Route {
  /** What to dial instead of the host of the kubeconfig's server: the private endpoint's address. */
  address?: string | undefined;
  /** `http://host:port`, which is asked to CONNECT. */
  proxy?: string | undefined;
}

/** Node keeps a request's `signal` from the agent, so the connection that is made for it has its own. */
export interface TunnelRequest extends RequestOptions {
  connectingUntil: AbortSignal;
}

/**
 * Connections to a cluster's API: dials the route, then speaks TLS with the name of the kubeconfig's server, so that the
 * certificate is checked against that name and the kubeconfig's authorities alone, whatever was dialled.
 */
export function createTunnel(config: Kubeconfig, { address, proxy }: Route): Agent {
  const url = new URL(config.server);
  const target = { host: address ?? url.hostname, port: Number(url.port === '' ? 443 : url.port), proxy };
  const identity = {
    servername: isIP(url.hostname) === 0 ? url.hostname : '',
    host: url.hostname,
    ca: config.certificateAuthority,
    cert: config.clientCertificate,
    key: config.clientKey,
    minVersion: 'TLSv1.2' as const,
  };

  const secured = (socket: Socket, signal: AbortSignal): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const secure = connect({ ...identity, socket });
      const stop = () => secure.destroy(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      secure.once('error', reject);
      secure.once('close', () => signal.removeEventListener('abort', stop));
      secure.once('secureConnect', () => {
        signal.removeEventListener('abort', stop);
        secure.off('error', reject);
        resolve(secure);
      });
      if (signal.aborted) stop();
    });

  const agent = new Agent({ keepAlive: true, maxSockets: 8, timeout: 60_000 });
  agent.createConnection = (options, done) => {
    const { connectingUntil: signal } = options as unknown as TunnelRequest;
    dial(target, signal)
      .then((socket) => secured(socket, signal))
      .then(
        (secure) => done?.(null, secure),
        (error: Error) => done?.(error, new Duplex()),
      );
    return undefined;
  };
  return agent;
}
