import { createServer, type Server } from 'node:https';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { type Secret } from '@aro-rp/telemetry';
import { issueClientCertificate } from '../kubeconfigs/client-certificate.ts';
import { printKubeconfig } from '../kubeconfigs/kubeconfig.ts';
import { createAuthority, issueServerCertificate, type KeyPair } from './authority.ts';

type KubernetesObject = Record<string, unknown> & { metadata: Record<string, unknown> };
type Fault = (request: IncomingMessage, response: ServerResponse) => void;

/** A Kubernetes API over TLS with client certificates that knows nothing but objects by path, and their versions. */
export interface KubernetesServer extends AsyncDisposable {
  port: number;
  kubeconfig: Secret;
  /** For the name that the server's certificate does not have. */
  kubeconfigFor(server: string): Secret;
  /** Signed by nobody that the server knows. */
  strangersKubeconfig: Secret;
  put(path: string, object: Record<string, unknown>): void;
  get(path: string): KubernetesObject | undefined;
  /** `METHOD path` of each request, in order. */
  requests: string[];
  /** Called for the next request that matches `METHOD path`; does not go on to the object. */
  next(request: string, fault: Fault): void;
  /** Called after the next request that matches was answered with the object, before another. */
  afterNext(request: string, then: () => void): void;
  /** Server names (SNI) that clients asked for. */
  serverNames: string[];
}

export const serverName = 'api-int.demo.example.com';

export async function createKubernetesServer(): Promise<KubernetesServer> {
  const [authority, signer, stranger] = (await Promise.all(
    ['kube-apiserver-lb-signer', 'admin-kubeconfig-signer', 'stranger'].map((name) => createAuthority(name)),
  )) as [KeyPair, KeyPair, KeyPair];
  const own = await issueServerCertificate(authority, [serverName]);
  const objects = new Map<string, KubernetesObject>();
  const faults: [string, Fault][] = [];
  const after: [string, () => void][] = [];
  const requests: string[] = [];
  const serverNames: string[] = [];
  let version = 100;

  const server = createServer(
    { cert: own.certificate, key: own.key, ca: signer.certificate, requestCert: true, rejectUnauthorized: false },
    (request, response) => void answer(request, response),
  );
  server.on('secureConnection', (socket: TLSSocket) => serverNames.push(String(socket.servername)));

  const store = (path: string, object: Record<string, unknown>) => {
    const metadata = { ...(object['metadata'] as object), resourceVersion: String((version += 1)) };
    objects.set(path, { ...object, metadata });
  };

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'https://server');
    const key = `${request.method} ${url.pathname}`;
    requests.push(key);
    // As kube-apiserver does: any certificate may connect, and one of a stranger is nobody's.
    if (!(request.socket as TLSSocket).authorized) return status(response, 401, 'Unauthorized');
    const fault = take(faults, key);
    if (fault) return fault(request, response);
    const found = objects.get(url.pathname);
    if (found === undefined) return status(response, 404, 'not found');
    if (request.method === 'GET') reply(response, 200, selected(found, url.searchParams.get('labelSelector')));
    else if (request.method === 'DELETE') {
      objects.delete(url.pathname);
      status(response, 200, 'deleted');
    } else {
      const body = JSON.parse(await textOf(request)) as KubernetesObject;
      if (body.metadata['resourceVersion'] !== found.metadata['resourceVersion'])
        return status(response, 409, 'the object has been modified');
      store(url.pathname, body);
      reply(response, 200, objects.get(url.pathname));
    }
    take(after, key)?.();
  }

  const kubeconfigOf = async (by: KeyPair) => {
    const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
    const identity = { commonName: 'system:admin', organizations: ['system:masters'] };
    const client = await issueClientCertificate(by, identity, validity);
    return (url: string) =>
      printKubeconfig({
        clusterName: 'demo',
        server: url,
        certificateAuthority: authority.certificate,
        userName: 'admin',
        clientCertificate: client.certificate,
        clientKey: client.key,
      });
  };

  const port = await listen(server);
  const kubeconfigFor = await kubeconfigOf(signer);
  return {
    port,
    kubeconfigFor,
    kubeconfig: kubeconfigFor(`https://${serverName}:${port}`),
    strangersKubeconfig: (await kubeconfigOf(stranger))(`https://${serverName}:${port}`),
    put: store,
    get: (path) => objects.get(path),
    requests,
    next: (request, fault) => void faults.push([request, fault]),
    afterNext: (request, then) => void after.push([request, then]),
    serverNames,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function take<T>(list: [string, T][], key: string): T | undefined {
  const index = list.findIndex(([wanted]) => wanted === key);
  return index < 0 ? undefined : list.splice(index, 1)[0]?.[1];
}

/** Of a list, the items with this one label. */
function selected(found: KubernetesObject, selector: string | null): unknown {
  const [name = '', value] = selector?.split('=') ?? [];
  const items = found['items'] as { metadata: { labels?: Record<string, string> } }[] | undefined;
  return selector === null || items === undefined
    ? found
    : { ...found, items: items.filter(({ metadata }) => metadata.labels?.[name] === value) };
}

const reply = (response: ServerResponse, code: number, body: unknown) =>
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** A Kubernetes Status. */
export const status = (response: ServerResponse, code: number, message: string) =>
  void reply(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message });

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
