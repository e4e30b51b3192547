import { type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { type HostContext } from '../../host/context.ts';

export interface Recorded {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  /** SHA-1 of the client certificate, as the metadata writes it; empty without one. */
  thumbprint: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** No answer at all: the connection stays, or is reset. */
export type Silence = 'hang' | 'cut';

/** Stands where the frontend would: records what the front door sends, and answers what a test wants. */
export interface Recorder {
  url: string;
  requests: Recorded[];
  reply(answer: (request: Recorded) => Reply | Silence): void;
  close(): Promise<void>;
}

export async function startRecorder(context: HostContext): Promise<Recorder> {
  const { server: own, authority } = context.certificates;
  let answer: (request: Recorded) => Reply | Silence = () => ({ status: 200, body: {} });
  const requests: Recorded[] = [];
  const server = createServer(
    { key: own.privateKey, cert: own.certificate, ca: authority, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const peer = (request.socket as TLSSocket).getPeerX509Certificate();
        const recorded: Recorded = {
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body: text === '' ? undefined : (JSON.parse(text) as unknown),
          thumbprint: peer?.fingerprint.replaceAll(':', '') ?? '',
        };
        requests.push(recorded);
        const reply = answer(recorded);
        if (reply === 'cut') return void request.socket.destroy();
        if (reply === 'hang') return;
        const { status, headers, body } = reply;
        response.writeHead(status, {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          'x-ms-request-id': 'of-the-provider',
          ...headers,
        });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    reply: (next) => {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
