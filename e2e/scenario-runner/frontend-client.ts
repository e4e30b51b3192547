import { Agent, request } from 'node:https';
import { dirname, join } from 'node:path';
import { contradictionsOf } from '@aro-rp/testing';
import { createCertificates, type Endpoints } from '@aro-rp/local-azure';
import { type Answer } from '../harness/customer.ts';

export type CertificateName = 'arm' | 'none' | 'stranger';

export interface FrontendClient {
  /**
   * @throws when the answer contradicts the published Swagger of the request's API version
   * @param certificate who calls: ARM, nobody, or somebody whose certificate the same authority has signed
   */
  call(
    method: string,
    path: string,
    options?: { text?: string; headers?: Record<string, string>; certificate?: CertificateName; port?: number },
  ): Promise<Answer>;
  close(): void;
}

/** The name on the first certificate that local ARM shows to the service. */
const armCommonName = 'arm.local-azure';

/** Calls the service as ARM does, without ARM in between, so that nothing is judged before the service judges it. */
export async function createFrontendClient({ caBundle, frontend }: Endpoints): Promise<FrontendClient> {
  const { authority, client } = await createCertificates(join(dirname(caBundle), 'certificates'));
  const [arm, stranger] = await Promise.all([client(armCommonName), client('stranger')]);
  const agent = (pair?: { certificate: string; privateKey: string }) =>
    new Agent({ keepAlive: true, ca: authority, ...(pair && { cert: pair.certificate, key: pair.privateKey }) });
  const agents: Record<CertificateName, Agent> = { arm: agent(arm), none: agent(), stranger: agent(stranger) };
  const firstPort = Number(new URL(frontend).port);

  return {
    async call(method, path, { text, headers = {}, certificate = 'arm', port = firstPort } = {}) {
      const answer = await new Promise<Answer>((resolve, reject) => {
        const content = text === undefined ? undefined : Buffer.from(text);
        const outgoing = request(
          {
            host: 'localhost',
            port,
            agent: agents[certificate],
            method,
            path,
            headers: {
              ...(content && { 'content-type': 'application/json', 'content-length': String(content.length) }),
              ...headers,
            },
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('error', reject);
            incoming.on('end', () => {
              const received = Buffer.concat(chunks).toString('utf8');
              const body = received === '' ? {} : (JSON.parse(received) as Answer['body']);
              const pairs = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
              resolve({ status: incoming.statusCode ?? 0, headers: new Headers(Object.fromEntries(pairs)), body });
            });
          },
        );
        outgoing.on('error', reject);
        outgoing.end(content);
      });
      const { status, body } = answer;
      const seen = { method, path, status, headers: Object.fromEntries(answer.headers), body };
      const contradictions = await contradictionsOf(seen);
      if (contradictions.length > 0)
        throw new Error(`${method} ${path} answered ${status} ${JSON.stringify(body)}\n${contradictions.join('\n')}`);
      return answer;
    },
    close() {
      for (const one of Object.values(agents)) one.destroy();
    },
  };
}
