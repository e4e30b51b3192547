import { type IncomingMessage, type ServerResponse } from 'node:http';
import { BodyTooLarge, readBody, sendJson } from '../host/body.ts';
import { type Claims, type HostContext } from '../host/context.ts';
import { listen } from '../host/http.ts';
import { badParameter, VaultError } from './model/errors.ts';
import { authenticate } from './protocol/authorization.ts';
import { type Call, route } from './protocol/routes.ts';
import { type Retention } from './resource.ts';
import { openVaultStore } from './store.ts';

/** What holds for a vault at the moment of a call. */
export interface VaultRules {
  tenantId: string;
  retention: Retention;
  /** Nobody finds it: the connection ends without a word. */
  isGone: boolean;
  /** @throws VaultError for a caller who may not */
  admit(claims: Claims, call: Pick<Call, 'method' | 'parts'>, path: string): void;
}

export interface VaultHostOptions {
  /** 0: any free one. */
  port: number;
  /** Of the data; made when absent. */
  file: string;
  /** The root of Entra ID, where the challenge sends callers. */
  authority: string;
  /** Asked with each call. */
  rules(): VaultRules;
}

/** One vault at the root of its origin: secrets and certificates with versions and soft delete. */
export interface VaultHost {
  /** `https://localhost:PORT`, without a slash. */
  origin: string;
  port: number;
  close(): Promise<void>;
}

/** @throws Error when the port is taken, or the data cannot be read */
export async function openVaultHost(context: HostContext, options: VaultHostOptions): Promise<VaultHost> {
  const store = openVaultStore(options.file);
  const { certificates, tokens } = context;

  const answer = async (request: IncomingMessage, response: ServerResponse, rules: VaultRules) => {
    const method = request.method ?? 'GET';
    const url = new URL(listener.origin + (request.url ?? '/'));
    const parts = url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decode);
    const { authority } = options;
    const claims = await authenticate(request, response, { tokens, authority, tenantId: rules.tenantId });
    rules.admit(claims, { method, parts }, url.pathname);
    if (!url.searchParams.get('api-version')) throw badParameter('The query parameter api-version is missing.');
    const body = await readObject(request);
    const now = Math.floor(context.clock.now() / 1_000);
    store.purgeDue(now);
    const given = await route(
      { origin: listener.origin, retention: rules.retention, store, certificates },
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
      const rules = options.rules();
      if (rules.isGone) return void request.socket.destroy();
      response.setHeader('Cache-Control', 'no-cache');
      response.setHeader('x-ms-keyvault-region', 'local');
      try {
        await answer(request, response, rules);
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        sendJson(response, error.status, error.body());
      }
    },
  }).catch((error: unknown) => {
    store.close();
    throw error;
  });

  return {
    origin: listener.origin,
    port: listener.port,
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
