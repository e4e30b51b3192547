import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock } from '@aro-rp/time';
import { readBody, sendJson } from '../../host/body.ts';
import { type TokenVerifier } from '../../host/context.ts';
import { type Directory } from '../directory.ts';
import { applications } from './applications.ts';
import { type Answer, type Call, readJson } from './call.ts';
import { errorBody, GraphError, refuse } from './errors.ts';
import { authenticate } from './rights.ts';
import { servicePrincipals } from './service-principals.ts';

export { graphAudiences } from './rights.ts';

export interface GraphOptions {
  directory: Directory;
  clock: Clock;
  tokens: TokenVerifier;
  /** The root above `/v1.0`, without a slash; tokens for it are good. */
  origin: string;
}

const version = 'v1.0';
const collections: Record<string, (call: Call) => Promise<Answer>> = {
  applications,
  serviceprincipals: servicePrincipals,
};

export const isGraphPath = (pathname: string): boolean => pathname.split('/').find((part) => part !== '') === version;

/** Microsoft Graph v1.0: the applications and service principals of the caller's tenant. */
export function createGraph({ directory, clock, tokens, origin }: GraphOptions) {
  const answer = async (request: IncomingMessage, url: URL): Promise<Answer> => {
    const text = await readBody(request);
    const caller = await authenticate(tokens, directory, request.headers.authorization, origin);
    const [, segment = '', ...rest] = decoded(url.pathname);
    const { collection, key, action } = readPath(segment, rest);
    const work = collections[collection.toLowerCase()];
    if (!work) throw refuse.segment(collection);
    return work({
      method: request.method ?? 'GET',
      ...(key === undefined ? {} : { key }),
      action,
      query: url.searchParams,
      body: readJson(text),
      caller,
      directory,
      url: `${origin}/${version}/${collection}`,
    });
  };

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const requestId = randomUUID();
    response.setHeader('request-id', requestId);
    response.setHeader('OData-Version', '4.0');
    response.setHeader('Cache-Control', 'no-cache');
    try {
      const { status, body, location } = await answer(request, url);
      if (location !== undefined) response.setHeader('Location', location);
      if (body === undefined) response.writeHead(status).end();
      else sendJson(response, status, body);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (error.status === 401)
        response.setHeader(
          'WWW-Authenticate',
          `Bearer realm="", authorization_uri="${origin}/common/oauth2/authorize", error="invalid_token"`,
        );
      sendJson(response, error.status, errorBody(error, requestId, clock.now()));
    }
  };
}

/** `applications/ID/ACTION`, or `applications(appId='ID')/ACTION` (OData 4.01 part 2, 4.3.1 alternate keys). */
function readPath(
  segment: string,
  rest: string[],
): { collection: string; key?: NonNullable<Call['key']>; action: string } {
  const [, collection, appId] = /^(\w+)\(appId='([^']*)'\)$/i.exec(segment) ?? [];
  if (collection !== undefined && appId !== undefined) return { collection, key: { appId }, action: rest.join('/') };
  const [id, ...action] = rest;
  return { collection: segment, ...(id === undefined ? {} : { key: { id } }), action: action.join('/') };
}

function decoded(pathname: string): string[] {
  try {
    return pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    throw refuse.segment(pathname);
  }
}
