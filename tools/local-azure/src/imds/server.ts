import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock } from '@aro-rp/time';
import { readBody } from '../host/body.ts';
import { bind } from '../host/port.ts';
import { answerToken, type ImdsAnswer } from './identity.ts';
import { answerInstance } from './instance.ts';
import { type ImdsOptions } from './options.ts';
import { answerEvents } from './scheduled-events.ts';

export interface ImdsServer {
  /** `http://127.0.0.1:PORT`, as `AZURE_POD_IDENTITY_AUTHORITY_HOST` takes it. */
  endpoint: string;
  close(): Promise<void>;
}

/**
 * The instance metadata service of one virtual machine, in plain HTTP as on Azure, on loopback.
 * @throws Error when the port is taken, which names port and option
 */
export async function createImdsServer(context: { clock: Clock }, options: ImdsOptions): Promise<ImdsServer> {
  const incarnation = createIncarnation();
  const server = createServer((request, response) => {
    answer(options, context.clock, request, incarnation).then(
      (answered) => send(response, answered),
      () => send(response, { status: 500, body: { error: 'unknown', error_description: 'Failed to retrieve token' } }),
    );
  });
  const port = await bind(server, options.port, '--imds-port');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A number that grows by one each time that the events are others than at the last look. */
function createIncarnation(): (ids: string) => number {
  let [last, number] = ['', 1];
  return (ids) => {
    if (ids !== last) number += 1;
    last = ids;
    return number;
  };
}

async function answer(
  options: ImdsOptions,
  clock: Clock,
  request: IncomingMessage,
  incarnation: (ids: string) => number,
): Promise<ImdsAnswer> {
  const { pathname, searchParams } = new URL(`http://localhost${request.url ?? '/'}`);
  // What was forwarded, or was sent without knowing where to, is no request of the machine's own.
  if (
    request.headers['metadata']?.toString().toLowerCase() !== 'true' ||
    request.headers['x-forwarded-for'] !== undefined
  )
    return {
      status: 400,
      body: { error: 'invalid_request', error_description: 'Required metadata header not specified' },
    };
  const path = pathname.toLowerCase().replace(/\/+$/, '');
  const { scheduledEvents = { list: () => [], approve: () => false } } = options;
  if (path === '/metadata/scheduledevents' && ['GET', 'POST'].includes(request.method ?? ''))
    return answerEvents(
      scheduledEvents,
      incarnation,
      searchParams,
      ...(request.method === 'POST' ? [await readBody(request)] : []),
    );
  if (request.method !== 'GET') return { status: 405, body: { error: 'Method not allowed' } };
  if (path === '/metadata/identity/oauth2/token') return answerToken(options, clock, searchParams);
  if (path === '/metadata/instance' || path.startsWith('/metadata/instance/'))
    return answerInstance(options.machine, pathname.slice('/metadata/instance'.length), searchParams);
  return { status: 404, body: { error: 'Not found' } };
}

function send(response: ServerResponse, { status, body }: ImdsAnswer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    Server: 'IMDS',
  });
  response.end(isText ? body : JSON.stringify(body));
}
