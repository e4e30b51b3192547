import { type IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { rootCertificates } from 'node:tls';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  /** The bytes as UTF-8. */
  text: string;
}

export interface CallOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/** One HTTPS request; redirects are not followed. @throws Error when there is no answer */
export type HttpsCall = (url: string, options?: CallOptions) => Promise<Answer>;

/** Longer answers are cut off as a failure. */
const mostBytes = 8 * 1_048_576;

/** Trusts the public authorities and `authority`, as a machine in this Azure does. */
export function createHttpsCall(authority: string): HttpsCall & Disposable {
  const agent = new Agent({ ca: [...rootCertificates, authority], keepAlive: true, timeout: 30_000 });
  const call: HttpsCall = (url, { method = 'GET', headers = {}, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = request(
        url,
        { method, headers: { ...headers, ...length }, agent, ...(signal === undefined ? {} : { signal }) },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > mostBytes) response.destroy(new Error(`${url} answers with more than ${mostBytes} bytes`));
            else chunks.push(chunk);
          });
          response.on('error', reject);
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const { statusCode: status = 0, headers } = response;
            resolve({ status, headers, bytes, text: bytes.toString('utf8') });
          });
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`${new URL(url).origin} does not answer`)));
      sent.on('error', reject);
      sent.end(body);
    });
  return Object.assign(call, { [Symbol.dispose]: () => agent.destroy() });
}
