import { type ApiVersion, errors } from '@aro-rp/api';
import { type Express, type Request, type Response } from 'express';
import { type Answer, sendAnswer } from '../http/answer.ts';
import { type Call, callOf, type Handler, type VersionedCall } from '../http/call.ts';
import { auditWhenAnswered } from '../middleware/audit.ts';
import { readBody } from '../middleware/body.ts';
import { systemDataOf } from '../middleware/system-data.ts';
import { type Throttle } from '../throttling/throttle.ts';
import { checkPath } from './check-path.ts';
import { type Method, type Methods, type Route } from './route.ts';

export interface MountOptions {
  versions: ReadonlyMap<string, ApiVersion>;
  /** What administrators see: only they have been let through with it, and nobody else is told of it. */
  admin: ApiVersion;
  /** The region that this service runs in. */
  location: string;
  /** Absent: nothing is refused for coming too often. */
  throttle?: Throttle;
}

const withBody: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'POST']);

/** Gives each route its checks, in order: path, how often its subscription calls, method, api-version, body, system data; then its handler. */
export function mount(app: Express, routes: readonly Route[], options: MountOptions): void {
  for (const route of routes) {
    const serve = async (request: Request, response: Response): Promise<void> => {
      const call = callOf(request);
      call.route = route.name;
      call.params = paramsOf(request);
      checkPath(call.params, { location: options.location, apiVersion: call.apiVersion ?? '' });
      countRequest(route, call, options);
      checkMethod(route, call, response);
      const answer = answererOf(route, call, options);
      auditWhenAnswered(call, response);
      if (withBody.has(call.method)) {
        call.body = await readBody(request, response);
        call.systemData = systemDataOf(request, call.log);
      }
      call.signal.throwIfAborted();
      sendAnswer(response, await inTime(call.signal, answer()));
    };
    // `app.all` would add it once for each method that there is.
    app.route(route.path).all(serve);
  }
  app.use((request) => {
    throw errors.notFound(callOf(request).path);
  });
}

/** Whatever does not heed the signal may go on, but is not waited for. @throws the signal's reason */
function inTime<T>(signal: AbortSignal, answer: T | Promise<T>): T | Promise<T> {
  if (!(answer instanceof Promise)) return answer;
  const over = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => over.reject(signal.reason as Error), { once: true });
  return Promise.race([answer, over.promise]);
}

const paramsOf = ({ params }: Request): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));

/** What ARM itself tells of a subscription is never too often. @throws CloudError 429 */
function countRequest({ name }: Route, { params }: Call, { throttle }: MountOptions): void {
  if (params.subscriptionId !== undefined && name !== 'subscription') throttle?.admit(params.subscriptionId);
}

function checkMethod({ methods }: Route, { method, path }: Call, response: Response): void {
  if (Object.hasOwn(methods, method)) return;
  const allowed = Object.keys(methods);
  response.setHeader('Allow', allowed.join(', '));
  throw errors.methodNotAllowed(method, path, allowed);
}

/** What answers the call, when its api-version is one of the route's. @throws CloudError 400 */
function answererOf(route: Route, call: Call, { versions, admin }: MountOptions): () => Answer | Promise<Answer> {
  const { apiVersion = '' } = call;
  if (apiVersion === '') throw errors.missingApiVersionParameter();
  if (route.versions !== 'registered') {
    const supported =
      'only' in route.versions ? [route.versions.only] : [route.versions.registeredOr, ...versions.keys()];
    if (!supported.includes(apiVersion)) throw unsupported(call, supported);
    const handle = handlerOf(route.methods, call.method);
    return () => handle(call);
  }
  const version = apiVersion === admin.version ? admin : versions.get(apiVersion);
  if (!version) throw unsupported(call, [...versions.keys()]);
  const handle = handlerOf<VersionedCall>(route.methods, call.method);
  return () => handle(Object.assign(call, { version }));
}

const unsupported = ({ path, apiVersion = '' }: Call, supported: readonly string[]) =>
  errors.invalidResourceType(typeIn(path), apiVersion, supported);

function handlerOf<C extends VersionedCall | Call>(methods: Methods<C>, method: string): Handler<C> {
  const handler = methods[method as Method];
  if (!handler) throw errors.internalServerError();
  return handler;
}

/** The resource type that a path speaks of, for messages. */
function typeIn(path: string): string {
  const [, , ...parts] = path.split(/\/providers\/([^/]+)\//i);
  return parts[0]?.split('/')[0] ?? 'subscriptions';
}
