import { type ApiVersion, errors } from '@aro-rp/api';
import { type Express, type RequestHandler } from 'express';
import { sendAnswer } from '../http/answer.ts';
import { callOf, type Handler, type VersionedCall } from '../http/call.ts';
import { parameter } from '../http/query.ts';
import { audit } from '../middleware/audit.ts';
import { readBody } from '../middleware/body.ts';
import { readSystemData } from '../middleware/system-data.ts';
import { checkPath } from './check-path.ts';
import { type Method, type Methods, type Route } from './route.ts';

export interface MountOptions {
  versions: ReadonlyMap<string, ApiVersion>;
  /** The region that this service runs in. */
  location: string;
}

/** Gives each route its checks, in order: path, method, api-version, body, system data; then its handler. */
export function mount(app: Express, routes: readonly Route[], options: MountOptions): void {
  for (const route of routes) {
    app.all(
      route.path,
      enter(route, options),
      checkApiVersion(route, options),
      audit,
      ...readBody(),
      readSystemData,
      answer(route, options),
    );
  }
  app.use((request) => {
    throw errors.notFound(callOf(request).path);
  });
}

function enter(route: Route, { location }: MountOptions): RequestHandler {
  return (request, response, next) => {
    const call = callOf(request);
    call.route = route.name;
    call.params = Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]));
    call.apiVersion = parameter(call.query, 'api-version');
    checkPath(call.params, { location, apiVersion: call.apiVersion ?? '' });
    if (!Object.hasOwn(route.methods, call.method)) {
      const allowed = Object.keys(route.methods);
      response.setHeader('Allow', allowed.join(', '));
      throw errors.methodNotAllowed(call.method, call.path, allowed);
    }
    next();
  };
}

function checkApiVersion(route: Route, { versions }: MountOptions): RequestHandler {
  return (request, _response, next) => {
    const { apiVersion, path } = callOf(request);
    if (apiVersion === undefined || apiVersion === '') throw errors.missingApiVersionParameter();
    const supported = route.versions === 'registered' ? [...versions.keys()] : [route.versions.only];
    if (!supported.includes(apiVersion)) throw errors.invalidResourceType(typeIn(path), apiVersion, supported);
    next();
  };
}

function answer(route: Route, { versions }: MountOptions): RequestHandler {
  return async (request, response) => {
    const call = callOf(request);
    const version = versions.get(call.apiVersion ?? '');
    if (route.versions === 'registered') {
      if (!version) throw errors.internalServerError();
      const handle = handlerOf<VersionedCall>(route.methods, call.method);
      sendAnswer(response, await handle(Object.assign(call, { version })));
    } else {
      sendAnswer(response, await handlerOf(route.methods, call.method)(call));
    }
  };
}

function handlerOf<C extends VersionedCall | Parameters<Handler>[0]>(methods: Methods<C>, method: string): Handler<C> {
  const handler = methods[method as Method];
  if (!handler) throw errors.internalServerError();
  return handler;
}

/** The resource type that a path speaks of, for messages. */
function typeIn(path: string): string {
  const [, , ...parts] = path.split(/\/providers\/([^/]+)\//i);
  return parts[0]?.split('/')[0] ?? 'subscriptions';
}
