import { parse } from 'yaml';
import { type OpenShiftServer } from '../index.ts';
import { type KubeObject, textAt } from '../kubernetes/object.ts';
import { type Site } from './site.ts';
import { throughProxy, type TunnelOptions } from './tunnel.ts';

type Found = KubeObject & { items: KubeObject[] };

/** The API of a cluster as its administrator, through the proxy and the private endpoint. */
export interface ClusterClient {
  send(path: string, options?: TunnelOptions): Promise<{ status: number; object: Found }>;
  /** @throws Error unless it is answered with 200 */
  get(path: string): Promise<Found>;
  /** Undefined for whatever is not 200, no answer included. */
  find(path: string): Promise<Found | undefined>;
  /** A merge patch. @throws Error unless it is answered with 200 */
  patch(path: string, body: unknown): Promise<Found>;
  /** PEM texts of the administrator's kubeconfig. */
  admin: { ca: string; cert: string; key: string };
}

/** @param server asked at each call, since a restart makes another */
export function clientOf(
  site: Site,
  server: Pick<OpenShiftServer, 'proxy'> | (() => Pick<OpenShiftServer, 'proxy'>),
  endpoint: string,
): ClusterClient {
  const config = parse(site.installation.kubeconfig) as Record<string, unknown>;
  const data = (...path: (string | number)[]) => Buffer.from(textAt(config, ...path), 'base64').toString('utf8');
  const admin = {
    ca: data('clusters', 0, 'cluster', 'certificate-authority-data'),
    cert: data('users', 0, 'user', 'client-certificate-data'),
    key: data('users', 0, 'user', 'client-key-data'),
  };
  const servername = `api-int.${site.names.domain}`;
  const client: ClusterClient = {
    admin,
    async send(path, options = {}) {
      const { proxy } = typeof server === 'function' ? server() : server;
      const answer = await throughProxy(proxy, `${endpoint}:6443`, path, { ...admin, servername, ...options });
      return { status: answer.status, object: JSON.parse(answer.text) as Found };
    },
    async get(path) {
      const { status, object } = await client.send(path);
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(object)}`);
      return object;
    },
    find: (path) => client.get(path).catch(() => undefined),
    async patch(path, body) {
      const { status, object } = await client.send(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify(body),
      });
      if (status !== 200) throw new Error(`PATCH ${path}: ${status} ${JSON.stringify(object)}`);
      return object;
    },
  };
  return client;
}
