import { type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { createAzure, type Identity, type Subscription } from '@aro-rp/azure';
import { createTestContext } from '@aro-rp/local-azure';
import { silentLog } from '@aro-rp/telemetry';
import { hours, seconds, systemClock } from '@aro-rp/time';

export interface SeenRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown> | undefined;
  headers: IncomingMessage['headers'];
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Azure Resource Manager, and Microsoft Graph below `/v1.0`, that say what a test tells them to, for answers that local Azure has no reason to give. */
export interface ScriptedArm extends AsyncDisposable {
  /** What answers from now on; what it does not know is a 404. */
  script(answer: (request: SeenRequest) => Answer | undefined): void;
  requests: SeenRequest[];
  /** The real client. */
  subscription(who: Identity, subscriptionId: string): Subscription;
}

export async function createScriptedArm(): Promise<ScriptedArm> {
  const context = await createTestContext();
  const { privateKey: key, certificate: cert } = context.certificates.server;
  let answer: (request: SeenRequest) => Answer | undefined = () => undefined;
  const requests: SeenRequest[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'https://arm');
      const text = Buffer.concat(chunks).toString();
      const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
      const seen = { method: request.method ?? '', path, query, body, headers: request.headers };
      requests.push(seen);
      const notFound = { status: 404, body: { error: { code: 'ResourceNotFound', message: `No ${path}.` } } };
      const { status, body: said, headers = {} }: Answer = answer(seen) ?? notFound;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(said === undefined ? '' : JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  const azure = createAzure({
    ...{ armEndpoint: endpoint, graphEndpoint: endpoint },
    // A test tells by it who asks.
    credentialFor: ({ identity }) => ({
      getToken: async () => ({ token: identity, expiresOnTimestamp: systemClock.now() + hours(1) }),
    }),
    ...{ clock: systemClock, log: silentLog, callTimeout: seconds(10) },
  });
  return {
    requests,
    script(next) {
      answer = next;
      requests.length = 0;
    },
    subscription: (who, subscriptionId) => azure.subscription({ ...who, subscriptionId }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await context.dispose();
    },
  };
}
