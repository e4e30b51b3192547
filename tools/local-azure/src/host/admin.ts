import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { milliseconds, parseDuration } from '@aro-rp/time';
import { type FaultRule } from '../faults/index.ts';
import { type OpenNamespace } from '../service-bus/index.ts';
import { BodyTooLarge, readBody, sendJson } from './body.ts';
import { isAdvanceable } from './clock.ts';
import { type ServiceName, serviceNames } from './context.ts';
import { type LocalAzure } from './local-azure.ts';
import { bind } from './port.ts';
import { type Services } from './starters.ts';

export interface AdminServer {
  origin: string;
  close(): Promise<void>;
}

interface Call {
  query: URLSearchParams;
  /** An empty object when there is no body. */
  body: Record<string, unknown>;
}

/** Nobody needs more; a time that no date can hold would break every answer from then on. */
const latest = Date.UTC(2100, 0);

class AdminError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Plain HTTP on loopback, JSON in and out, for people and for tests in other processes. */
export async function createAdminServer(
  azure: LocalAzure,
  running: Partial<Services>,
  port: number,
): Promise<AdminServer> {
  const routes = adminRoutes(azure, running);
  const server = createServer((request, response) => {
    answer(routes, request, response).catch((error: unknown) => {
      const status = error instanceof AdminError ? error.status : error instanceof BodyTooLarge ? 413 : 500;
      sendJson(response, status, { error: { message: (error as Error).message } });
    });
  });
  const bound = await bind(server, port, '--admin-port');
  return {
    origin: `http://localhost:${bound}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Routes = Record<string, (call: Call) => unknown>;

function adminRoutes(azure: LocalAzure, running: Partial<Services>): Routes {
  const { faults, clock } = azure;
  return {
    'GET /healthz': () => ({ status: 'ok', services: azure.services.filter((name) => running[name]) }),
    'GET /faults': () => ({ value: faults.list() }),
    'GET /faults/held': async ({ query }) => {
      const beyond = query.get('beyond') ?? '-1';
      if (!/^-?\d+$/.test(beyond)) throw new AdminError(400, 'beyond must be a whole number');
      return { held: await faults.untilHeld(Number(beyond)), value: faults.list() };
    },
    'POST /faults': ({ body }) => ({ id: asked(() => faults.add(body as unknown as FaultRule)) }),
    'DELETE /faults': ({ query }) => {
      const id = query.get('id');
      if (id === null) faults.clear();
      else faults.remove(id);
      return { value: faults.list() };
    },
    'GET /requests': ({ query }) => {
      const service = query.get('service') ?? 'arm';
      if (service !== 'arm') throw new AdminError(400, 'service: only arm keeps a log of requests');
      const after = query.get('after');
      if (after !== null && !/^\d+$/.test(after)) throw new AdminError(400, 'after must be a whole number');
      return { value: started(running, 'arm').requests(after === null ? {} : { after: Number(after) }) };
    },
    'GET /service-bus/status': ({ query }) => busOf(running, query).status(),
    'POST /service-bus/purge': async ({ query, body }) => {
      const bus = busOf(running, query);
      const queue = query.get('queue') ?? body['queue'];
      if (typeof queue !== 'string') throw new AdminError(400, 'queue is missing: name the queue to empty');
      return {
        purged: await bus.purge(queue).catch((error: Error) => Promise.reject(new AdminError(400, error.message))),
      };
    },
    'GET /machines': () => ({ value: asked(() => azure.machines.list()) }),
    'GET /load-balancers': () => ({ value: asked(() => azure.machines.loadBalancers()) }),
    'POST /restart': async ({ query }) => {
      const service = query.get('service') as ServiceName;
      if (!serviceNames.includes(service))
        throw new AdminError(400, `service must be one of ${azure.services.join(', ')}`);
      if (!azure.services.includes(service)) throw new AdminError(400, `${service} was not started`);
      await azure.restart(service);
      return { restarted: service };
    },
    'POST /clock': ({ body }) => {
      if (!isAdvanceable(clock)) throw new AdminError(400, 'this clock cannot be advanced');
      const { advance } = body;
      const duration = typeof advance === 'number' ? milliseconds(advance) : parseDuration(String(advance));
      if (duration === undefined || !(duration >= 0))
        throw new AdminError(400, 'advance must be a duration such as 90s or 2h, or milliseconds');
      if (clock.now() + duration > latest)
        throw new AdminError(400, `advance leads beyond ${new Date(latest).toISOString()}`);
      clock.advance(duration);
      return { now: new Date(clock.now()).toISOString() };
    },
  };
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page in a browser can reach loopback too; none has business here.
  if (request.headers.origin !== undefined) throw new AdminError(403, 'not for browsers');
  const url = new URL(request.url ?? '/', 'http://localhost');
  const route = routes[`${request.method} ${url.pathname}`];
  if (!route)
    throw new AdminError(
      404,
      `there is no ${request.method} ${url.pathname}; there is ${Object.keys(routes).join(', ')}`,
    );
  const body = readObject(await readBody(request));
  const result = await route({ query: url.searchParams, body });
  sendJson(response, request.method === 'POST' && url.pathname === '/faults' ? 201 : 200, result);
}

function readObject(text: string): Record<string, unknown> {
  try {
    const body = text === '' ? {} : (JSON.parse(text) as unknown);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch (cause) {
    throw new AdminError(400, `the body is no JSON: ${(cause as Error).message}`);
  }
  throw new AdminError(400, 'the body must be a JSON object');
}

function started<Name extends keyof Services>(running: Partial<Services>, name: Name): NonNullable<Services[Name]> {
  const service = running[name];
  if (!service) throw new AdminError(400, `${name} was not started`);
  return service;
}

/** The broker's own namespace, or the one of Azure Resource Manager that is named. */
function busOf(running: Partial<Services>, query: URLSearchParams): Pick<OpenNamespace, 'status' | 'purge'> {
  const bus = started(running, 'service-bus');
  const name = query.get('namespace');
  const found = name === null ? bus : bus.namespace(name);
  if (!found) throw new AdminError(400, `namespace: there is no ${name}`);
  return found;
}

/** What the caller asked for wrongly. */
function asked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new AdminError(400, (error as Error).message);
  }
}
