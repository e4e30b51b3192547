import { type Agent, request as httpsRequest } from 'node:https';
import { type IncomingMessage } from 'node:http';
import { type PromiseHttpLibrary, ResponseContext, SelfDecodingBody } from '@kubernetes/client-node';
import { type TunnelRequest } from './tunnel.ts';

/** The largest list that we read is far below. */
const largestBody = 32 * 1024 * 1024;

/** How the Kubernetes client sends its requests: over the tunnel, until the signal aborts. Follows no redirects. */
export const createHttpLibrary = (agent: Agent, signal: AbortSignal): PromiseHttpLibrary => ({
  send: (context) =>
    new Promise((resolve, reject) => {
      const body = context.getBody();
      const headers: Record<string, string | number> = { ...context.getHeaders() };
      if (typeof body === 'string') headers['Content-Length'] = Buffer.byteLength(body);
      const options: TunnelRequest = {
        agent,
        method: context.getHttpMethod(),
        headers,
        signal,
        connectingUntil: signal,
      };
      const request = httpsRequest(context.getUrl(), options, (response) =>
        readBody(response).then((bytes) => resolve(toContext(response, bytes)), reject),
      );
      request.once('error', reject);
      request.end(typeof body === 'string' ? body : undefined);
    }),
});

function toContext(response: IncomingMessage, bytes: Buffer): ResponseContext {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
  const body = new SelfDecodingBody(Promise.resolve(bytes));
  return new ResponseContext(response.statusCode ?? 0, Object.fromEntries(headers), body);
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).byteLength;
    if (size > largestBody) throw new RangeError(`the answer is larger than ${largestBody} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
