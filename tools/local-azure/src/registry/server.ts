import { type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { openContents } from '../blob/contents.ts';
import { sendJson } from '../host/body.ts';
import { type HostContext, type LocalService } from '../host/context.ts';
import { setRetryAfter } from '../host/fault-answers.ts';
import { createFollower, type Followed } from '../host/followers.ts';
import { listen, type Listener } from '../host/http.ts';
import { refusals, RegistryError } from './model/errors.ts';
import { openRepository, type Repository } from './model/repository.ts';
import { type Permission } from './model/scopes.ts';
import { authorize, exchange, type Gate, giveToken } from './protocol/authorize.ts';
import {
  blobRoute,
  listRoute,
  manifestRoute,
  referrersRoute,
  type RepositoryCall,
  uploadRoute,
} from './protocol/routes.ts';
import { createRegistryTokens } from './protocol/tokens.ts';
import { type Registry, type RegistryOperation, type RegistryPrincipal } from './registry.ts';
import { type Release, type SeededRelease, seedRelease } from './release.ts';
import { openRegistryStore } from './store.ts';

export interface RegistryServerOptions {
  /** 0 takes a free one. */
  port: number;
  /** The registry that is reached under that host and port, as it is now; undefined when there is none. */
  registry(host: string): Registry | undefined;
  /** Whether one of the principal's roles allows it at the registry, by now. */
  mayAccess(principal: RegistryPrincipal, operation: RegistryOperation, registryId: string): boolean;
  /** Audiences of Entra tokens that are accepted beside Azure's own: Azure Resource Manager's here. */
  audiences?: readonly string[];
}

export interface RegistryServer extends LocalService {
  name: 'registry';
  /** `https://localhost:PORT`. */
  origin: string;
  /** Host and port, as image references begin. */
  loginServer: string;
  /** Serves these registries as well, each on a port of its own that stays the same. */
  follow(registries: readonly Followed[]): void;
  /** When all registries that were told are open, or gone. */
  settled(): Promise<void>;
  /** Host and port of one of those by its name; undefined until it is open. */
  loginServerOf(name: string): string | undefined;
  /**
   * Puts one small, well-formed OpenShift release image into the registry at {@link loginServer}; the same release
   * again is the same image. @throws Error when there is no such registry
   */
  seedRelease(release: Release): Promise<SeededRelease>;
}

const namePattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const repositoryPath = /^\/v2\/(.+)\/(?:(manifests|blobs|referrers)\/([^/]+)|blobs\/uploads\/([^/]*)|tags\/list)$/;

/**
 * Azure Container Registry: the OCI distribution API, version 2, with Azure's token exchange. Nobody pulls without a
 * token. What was acknowledged is on the disk. @throws Error when the port is taken, or the data cannot be read
 */
export async function createRegistryServer(
  context: HostContext,
  options: RegistryServerOptions,
): Promise<RegistryServer> {
  const folder = context.folder('registry');
  const store = openRegistryStore(folder);
  const contents = openContents(join(folder, 'contents'), 'sha256');
  contents.sweep((id) => store.keeps(id));
  const tokens = createRegistryTokens(store.secret, context.clock);
  const keyOf = ({ id, generation }: Registry) => `${id.toLowerCase()} ${generation}`;
  const repositoryOf = (registry: Registry, name: string): Repository =>
    openRepository(store, contents, keyOf(registry), name);

  const gateOf = (request: IncomingMessage): Gate => {
    const host = (request.headers.host ?? '').toLowerCase();
    const registry = options.registry(host);
    if (!registry) throw refusals.noRegistry(host);
    const { audiences = [], mayAccess } = options;
    return { registry, host, key: keyOf(registry), tokens, entra: context.tokens, audiences, mayAccess };
  };

  const work = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gate = gateOf(request);
    const { pathname, searchParams: query } = new URL(request.url ?? '/', listener.origin);
    const method = request.method ?? 'GET';
    if (pathname === '/oauth2/token') return sendJson(response, 200, await giveToken(gate, request, query));
    if (pathname === '/oauth2/exchange' && method === 'POST')
      return sendJson(response, 200, await exchange(gate, request));
    if (pathname === '/v2/' || pathname === '/v2') {
      await authorize(gate, request);
      return sendJson(response, 200, {});
    }
    if (pathname === '/v2/_catalog') {
      await authorize(gate, request, 'catalog');
      const list = (after: string, limit: number) => store.repositories(gate.key, after, limit);
      return listRoute({ response, query }, pathname, list, (repositories) => ({ repositories }));
    }
    const match = repositoryPath.exec(pathname);
    if (!match) throw refusals.noRoute(method, pathname);
    const [, name = '', kind, reference = '', upload] = match;
    const permission = permissionOf(method);
    await authorize(gate, request, { repository: name, permission });
    if (!namePattern.test(name)) throw refusals.name(name);
    const call: RepositoryCall = { request, response, query, name, repository: repositoryOf(gate.registry, name) };
    // `blobs/uploads` without a slash at its end reads like the blob `uploads`.
    if (upload !== undefined || (kind === 'blobs' && reference === 'uploads'))
      return uploadRoute(call, upload === '' ? undefined : upload, (from) => mayPull(gate, request, from));
    if (kind === 'blobs') return blobRoute(call, reference);
    if (kind === 'referrers') return referrersRoute(call, reference);
    if (kind === 'manifests') return manifestRoute(call, decodeURIComponent(reference));
    return listRoute(call, pathname, call.repository.tags, (tags) => {
      if (tags.length === 0 && !query.has('last')) throw refusals.noRepository(name);
      return { name, tags };
    });
  };

  const serve = (port: number): Promise<Listener> =>
    listen(context, {
      service: 'registry',
      port,
      portOption: '--registry-port',
      refuse(response, action) {
        setRetryAfter(response, action.retryAfterMs);
        const code = action.code ?? (action.status === 429 ? 'TOOMANYREQUESTS' : 'UNKNOWN');
        sendJson(
          response,
          action.status,
          new RegistryError(action.status, code, action.message ?? 'A fault was asked for.').toBody(),
        );
      },
      async handler(request, response) {
        response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
        try {
          await work(request, response);
        } catch (error) {
          if (!(error instanceof RegistryError) || response.headersSent) throw error;
          sendJson(response, error.status, error.toBody(), error.headers);
        }
      },
    });
  const listener = await serve(options.port);
  const others = await createFollower<Followed, Listener>({
    folder,
    log: (line) => context.log('registry', line),
    open: (_registry, port) => serve(port),
    align: () => undefined,
    // Another one of that name sees nothing of what was in this one.
    forget: async () => undefined,
  });
  const loginServer = `localhost:${listener.port}`;

  return {
    name: 'registry',
    origin: listener.origin,
    loginServer,
    endpoints: { registry: loginServer },
    follow: others.follow,
    settled: others.settled,
    loginServerOf(name) {
      const other = others.find(name);
      return other && `localhost:${other.port}`;
    },
    async seedRelease(release) {
      const registry = options.registry(loginServer);
      if (!registry) throw new Error(`there is no container registry at ${loginServer}`);
      return seedRelease((name) => repositoryOf(registry, name), loginServer, release);
    },
    async close() {
      await others.close();
      await listener.close();
      store.close();
    },
  };
}

const permissionOf = (method: string): Permission =>
  method === 'GET' || method === 'HEAD' ? 'pull' : method === 'DELETE' ? 'delete' : 'push';

async function mayPull(gate: Gate, request: IncomingMessage, repository: string): Promise<boolean> {
  try {
    await authorize(gate, request, { repository, permission: 'pull' });
    return true;
  } catch (error) {
    if (error instanceof RegistryError) return false;
    throw error;
  }
}
