import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { sendJson } from '../host/body.ts';
import { type LocalAzure } from '../host/local-azure.ts';
import { digestOf } from '../registry/model/repository.ts';
import { type Release, type ReleaseRepository, seedRelease } from '../registry/release.ts';

/** Where releases are published, in the place of quay.io and of the update graph's service. */
export interface Upstream {
  /** Host and port. */
  registry: string;
  /** URL of the update graph. */
  graph: string;
  /** A pull secret, which may read everything; nobody else may. */
  pullSecret: string;
  /** @returns the release image's digest */
  publish(release: Release): Promise<string>;
  close(): Promise<void>;
}

interface Stored {
  mediaType: string;
  body: Buffer;
}

const path = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/;
const account = 'pull';

/**
 * A registry that can be read with a password (Docker Registry HTTP API V2, HTTP basic authentication), and a graph
 * (Cincinnati) of what is in it, at one address. It keeps nothing: releases are published again at each start.
 */
export async function startUpstream(azure: LocalAzure, port: number): Promise<Upstream> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Stored>();
  const nodes: { version: string; payload: string; metadata: Record<string, string> }[] = [];
  const password = randomBytes(16).toString('hex');
  const expected = Buffer.from(`Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`);

  const mayRead = ({ headers }: IncomingMessage): boolean => {
    const given = Buffer.from(headers.authorization ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://localhost');
    if (pathname === '/graph') {
      const minor = /-(\d+\.\d+)$/.exec(searchParams.get('channel') ?? '')?.[1] ?? '';
      return sendJson(response, 200, {
        nodes: nodes.filter(({ version }) => version.startsWith(`${minor}.`)),
        edges: [],
      });
    }
    if (!mayRead(request)) {
      response.setHeader('WWW-Authenticate', 'Basic realm="releases"');
      return sendJson(response, 401, {
        errors: [{ code: 'UNAUTHORIZED', message: 'access to the resource is not authorized' }],
      });
    }
    if (pathname === '/v2/' || pathname === '/v2') return sendJson(response, 200, {});
    const [, name = '', kind, reference = ''] = path.exec(pathname) ?? [];
    const blob = blobs.get(reference);
    const found: Stored | undefined =
      kind === 'manifests'
        ? manifests.get(`${name} ${reference}`)
        : blob && { mediaType: 'application/octet-stream', body: blob };
    if (!found)
      return sendJson(response, 404, { errors: [{ code: 'MANIFEST_UNKNOWN', message: `${reference} is unknown` }] });
    response.writeHead(200, {
      'content-type': found.mediaType,
      'content-length': found.body.length,
      'docker-content-digest': digestOf(found.body),
    });
    response.end(request.method === 'HEAD' ? undefined : found.body);
  };
  const { certificate, privateKey } = azure.certificates.server;
  const server = createServer({ cert: certificate, key: privateKey }, answer);
  await listen(server, port);
  const registry = `localhost:${(server.address() as AddressInfo).port}`;

  const repository = (name: string): ReleaseRepository => ({
    begin: () => ({ id: '', parts: [], size: 0 }),
    async finish(_, bytes, digest) {
      const parts: Uint8Array[] = [];
      for await (const part of bytes) parts.push(part);
      blobs.set(digest, Buffer.concat(parts));
    },
    putManifest(tag, mediaType, body) {
      const digest = digestOf(body);
      for (const reference of [tag, digest]) manifests.set(`${name} ${reference}`, { mediaType, body });
      return { digest, subject: undefined };
    },
  });
  return {
    registry,
    graph: `https://${registry}/graph`,
    pullSecret: JSON.stringify({ auths: { [registry]: { auth: expected.toString().slice('Basic '.length) } } }),
    async publish(release) {
      const { reference, digest } = await seedRelease(repository, 'quay.io', release);
      const former = nodes.findIndex(({ version }) => version === release.version);
      nodes.splice(former < 0 ? nodes.length : former, 1, {
        version: release.version,
        payload: reference,
        metadata: {},
      });
      return digest;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
