import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock } from '@aro-rp/time';
import { type Json } from '../../arm/model/json.ts';
import { BodyTooLarge, sendJson } from '../../host/body.ts';
import { authenticate, authorize, type User } from './authenticate.ts';
import { discover } from './discovery.ts';
import { type Objects } from './objects.ts';
import { parsePath } from './paths.ts';
import { serveResources } from './resources.ts';
import { ApiError, refusals } from './status.ts';

export interface ApiOptions {
  objects: Objects;
  clock: Clock;
  /** `gitVersion` of `/version`, such as `v1.29.10`. */
  version: string;
  /** The OAuth server's metadata (RFC 8414), for clients that log in. */
  oauth: Json;
}

const verbs: Record<string, string> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The Kubernetes API over JSON: objects, discovery, health. Everything it refuses is a `Status`. */
export function createApi({ objects, clock, version, oauth }: ApiOptions) {
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(`https://api${(request.url ?? '/').replace(/^\/*/, '/')}`);
    const path = url.pathname.replace(/\/+$/, '') || '/';
    const user = authenticate(request, objects, clock.now());
    authorize(user, verbs[request.method ?? ''] ?? 'get', path);
    if (/^\/(healthz|livez|readyz)(\/[a-z-]+)?$/.test(path)) return sendText(response, 'ok');
    if (path === '/version') return sendJson(response, 200, versionDocument(version));
    if (path === '/.well-known/oauth-authorization-server') return sendJson(response, 200, oauth);
    if (path === '/apis/user.openshift.io/v1/users/~') return sendJson(response, 200, userDocument(user));
    const document = discover(path);
    if (document) return sendJson(response, 200, document);
    const place = parsePath(path);
    if (!place) throw refusals.noSuchPath();
    return serveResources(objects, clock, place, url.searchParams, request, response);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await route(request, response);
    } catch (error) {
      const refusal = error instanceof BodyTooLarge ? new ApiError(413, 'RequestEntityTooLarge', error.message) : error;
      if (!(refusal instanceof ApiError)) throw error;
      sendJson(response, refusal.code, refusal.body());
    }
  };
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}

function versionDocument(gitVersion: string): Json {
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return { major, minor, gitVersion, gitTreeState: 'clean', platform: 'linux/amd64' };
}

const userDocument = ({ name, groups }: User): Json => ({
  kind: 'User',
  apiVersion: 'user.openshift.io/v1',
  metadata: { name },
  groups,
});
