import { type Log, type Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration } from '@aro-rp/time';
import { parseKubeconfig } from '../kubeconfigs/kubeconfig.ts';
import { createCall } from './call.ts';
import { createClients } from './clients.ts';
import { type Cluster } from './cluster.ts';
import { createCredentials } from './credentials.ts';
import { createReads } from './reads.ts';
import { createTunnel } from './tunnel.ts';
import { createWrites } from './writes.ts';

export interface ClusterConnection {
  /** With a client certificate. */
  kubeconfig: Secret;
  /**
   * What to dial instead of the name of the kubeconfig's server, at the same port: the address of the private endpoint.
   * TLS still checks that name.
   */
  address?: string | undefined;
  /** `http://host:port` of a proxy that is asked to CONNECT to the address or name. */
  proxy?: string | undefined;
  /** For each call, connecting and repeated requests included. */
  callTimeout: Duration;
  clock: Clock;
  log: Log;
}

/**
 * Asks nothing yet. Dispose of it to close its connections. @throws KubeconfigError
 */
export function connectCluster({ kubeconfig, address, proxy, callTimeout, clock, log }: ClusterConnection): Cluster {
  const config = parseKubeconfig(kubeconfig);
  const agent = createTunnel(config, { address, proxy });
  const call = createCall({ clock, limit: callTimeout, log });
  const clients = (signal: AbortSignal) => createClients(config.server, agent, signal);
  return {
    ...createReads(call, clients),
    ...createWrites(call, clients),
    ...createCredentials(call, clients),
    [Symbol.dispose]: () => agent.destroy(),
  };
}
