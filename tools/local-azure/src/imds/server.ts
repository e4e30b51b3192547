import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock } from '@aro-rp/time';
import { bind } from '../host/port.ts';
import { answerToken, type ImdsAnswer } from './identity.ts';
import { answerInstance } from './instance.ts';
import { type ImdsOptions } from './options.ts';

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
  const server = createServer((request, response) => {
    answer(options, context.clock, request).then(
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

async function answer(options: ImdsOptions, clock: Clock, request: IncomingMessage): Promise<ImdsAnswer> {
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
  if (request.method !== 'GET') return { status: 405, body: { error: 'Method not allowed' } };
  const path = pathname.toLowerCase().replace(/\/+$/, '');
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
