import { type IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { type Clock, seconds, TimeoutError, withTimeout } from '@aro-rp/time';
import { ArmError } from '../model/errors.ts';
import { type ClientCertificates } from './client-certificates.ts';

export interface FrontendRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface FrontendAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The provider behind the front door. */
export interface Frontend {
  setUrl(url: string): void;
  /**
   * Asks once. Whether a request that got no answer was worked is unknown.
   * @throws ArmError 502 `BadGateway` when it cannot be reached, 504 `ServerTimeout` when it does not answer in 60 s
   */
  send(request: FrontendRequest): Promise<FrontendAnswer>;
  /** Gives up what is under way. */
  close(): void;
}

/** Azure Resource Manager waits no longer (ARM RPC, async-api). */
const patience = seconds(60);

export function createFrontend(
  certificates: ClientCertificates,
  authority: string,
  clock: Clock,
  url: string | undefined,
): Frontend {
  let base = url;
  let shown = '';
  let agent = new Agent();
  const closed = new AbortController();

  /** Connections keep the certificate that they were made with, so a new one gets a new pool. */
  const pool = (): Agent => {
    const { certificate, privateKey } = certificates.current();
    if (certificate === shown) return agent;
    agent.destroy();
    agent = new Agent({ keepAlive: true, cert: certificate, key: privateKey, ca: authority });
    shown = certificate;
    return agent;
  };

  const ask = (target: URL, sent: FrontendRequest, signal: AbortSignal): Promise<FrontendAnswer> =>
    new Promise((resolve, reject) => {
      const { method, path, headers, body } = sent;
      const outgoing = request(
        {
          agent: pool(),
          host: target.hostname,
          port: target.port,
          method,
          path,
          signal,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(body.length) }) },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) }),
          );
        },
      );
      outgoing.on('error', (error) => {
        // An idle connection that the other side has closed says nothing about the service: a read may be asked again.
        const stale = outgoing.reusedSocket && (method === 'GET' || method === 'HEAD') && !signal.aborted;
        if (stale) ask(target, sent, signal).then(resolve, reject);
        else reject(error);
      });
      outgoing.end(body);
    });

  return {
    setUrl(next) {
      base = next;
    },
    async send(sent) {
      if (base === undefined) throw unreachable('no frontend is known');
      using limit = withTimeout(clock, patience, closed.signal);
      try {
        return await ask(new URL(base), sent, limit.signal);
      } catch (error) {
        if (limit.signal.reason instanceof TimeoutError)
          throw new ArmError(
            504,
            'ServerTimeout',
            "The gateway did not receive a response from 'Microsoft.RedHatOpenShift' within the specified time period.",
          );
        throw unreachable((error as NodeJS.ErrnoException).code ?? (error as Error).message);
      }
    },
    close() {
      closed.abort(new Error('Azure Resource Manager closes'));
      agent.destroy();
    },
  };
}

const unreachable = (reason: string): ArmError =>
  new ArmError(502, 'BadGateway', `The resource provider 'Microsoft.RedHatOpenShift' cannot be reached: ${reason}.`);
