import { Agent, request } from 'node:https';
import { type IncomingHttpHeaders } from 'node:http';
import { type KeyPair } from '@aro-rp/local-azure';
import { contradictionsOf } from '@aro-rp/testing';

export interface CallOptions {
  /** Anything that becomes JSON; a string or bytes are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The parsed body, or undefined without one. */
  json: Record<string, unknown>;
}

export interface TestClient extends Disposable {
  /**
   * @param path path and query, or an absolute URL whose path and query are used
   * @throws when the answer contradicts the published Swagger of the request's API version
   */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
}

/** A client with a certificate of its own, over connections that it keeps. */
export function createClient(port: number, authority: string, identity?: KeyPair): TestClient {
  const agent = new Agent({
    keepAlive: true,
    ca: authority,
    ...(identity && { cert: identity.certificate, key: identity.privateKey }),
  });
  return {
    async call(method, path, { body, headers = {} } = {}) {
      const content =
        body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const target = /^https?:\/\//.test(path) ? path.replace(/^https?:\/\/[^/]+/, '') : path;
      const reply = await new Promise<Reply>((resolve, reject) => {
        const outgoing = request(
          {
            host: 'localhost',
            port,
            agent,
            method,
            path: target,
            headers: {
              ...(content !== undefined && {
                'content-type': 'application/json',
                'content-length': String(Buffer.byteLength(content)),
              }),
              ...headers,
            },
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('error', reject);
            incoming.on('end', () => {
              const text = Buffer.concat(chunks).toString();
              const json = (text === '' ? undefined : JSON.parse(text)) as Reply['json'];
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
            });
          },
        );
        outgoing.on('error', reject);
        outgoing.end(content);
      });
      const contradictions = await contradictionsOf({ method, path: target, ...reply, body: reply.json });
      if (contradictions.length > 0)
        throw new Error(`${method} ${target} answered ${reply.status} ${reply.text}\n${contradictions.join('\n')}`);
      return reply;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}
