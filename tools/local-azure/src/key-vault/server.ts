import { type IncomingMessage, type ServerResponse } from 'node:http';
import { BodyTooLarge, readBody, sendJson } from '../host/body.ts';
import { type Claims, type HostContext, type LocalService } from '../host/context.ts';
import { listen } from '../host/http.ts';
import { badParameter, VaultError } from './model/errors.ts';
import { authenticate } from './protocol/authorization.ts';
import { route } from './protocol/routes.ts';
import { openVaultStore } from './store.ts';

export interface KeyVaultServer extends LocalService {
  name: 'key-vault';
  origin: string;
}

/** What a call does: look at a value or a list, or change something. */
export type VaultAccess = 'read' | 'write';

export interface KeyVaultOptions {
  port: number;
  /** The root of Entra ID, where the challenge sends callers. */
  authority: string;
  /** The vault's tenant. */
  tenantId: string;
  /** Role assignments on the vault; everyone of the tenant may do everything unless told. */
  mayAccess?(claims: Claims, access: VaultAccess, collection: string): boolean;
}

/** One vault at the root of the origin: secrets and certificates with versions and soft delete. */
export async function createKeyVaultServer(context: HostContext, options: KeyVaultOptions): Promise<KeyVaultServer> {
  const store = openVaultStore(context.folder('key-vault'));
  const { certificates, tokens } = context;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const method = request.method ?? 'GET';
    const url = new URL(listener.origin + (request.url ?? '/'));
    const parts = url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decode);
    const claims = await authenticate(request, response, { tokens, ...options });
    const access = method === 'GET' ? 'read' : 'write';
    if (options.mayAccess?.(claims, access, parts[0]?.toLowerCase() ?? '') === false)
      throw forbidden(claims, method, url);
    if (!url.searchParams.get('api-version')) throw badParameter('The query parameter api-version is missing.');
    const body = await readObject(request);
    const now = Math.floor(context.clock.now() / 1_000);
    store.purgeDue(now);
    const given = await route(
      { origin: listener.origin, store, certificates },
      { method, parts, query: url.searchParams, body, now },
    );
    if (given.body === undefined) response.writeHead(given.status).end();
    else sendJson(response, given.status, given.body);
  };

  const listener = await listen(context, {
    service: 'key-vault',
    port: options.port,
    portOption: '--key-vault-port',
    async handler(request, response) {
      response.setHeader('Cache-Control', 'no-cache');
      response.setHeader('x-ms-keyvault-region', 'local');
      try {
        await answer(request, response);
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        sendJson(response, error.status, error.body());
      }
    },
  });

  return {
    name: 'key-vault',
    origin: listener.origin,
    endpoints: { keyVault: listener.origin },
    async close() {
      await listener.close();
      store.close();
    },
  };
}

async function readObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  try {
    const text = await readBody(request);
    const body = text === '' ? {} : (JSON.parse(text) as unknown);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof BodyTooLarge)) throw error;
    throw badParameter(`The request body cannot be read: ${error.message}`);
  }
  throw badParameter('The request body must be a JSON object.');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badParameter(`The request URI cannot be read at ${part}`);
  }
}

const forbidden = ({ appid, oid }: Claims, method: string, url: URL) =>
  new VaultError(
    403,
    'Forbidden',
    `Caller is not authorized to perform action on resource. Caller: appid=${appid};oid=${oid} Action: ${method} ${url.pathname}. If role assignments were changed recently, please observe propagation time.`,
    'ForbiddenByRbac',
  );
