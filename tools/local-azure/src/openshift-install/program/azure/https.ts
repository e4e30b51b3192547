import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  status: number;
  text: string;
}

export interface Https {
  get(url: string, headers: Record<string, string>): Promise<Answer>;
  post(url: string, form: URLSearchParams): Promise<Answer>;
  close(): void;
}

const attempts = 4;

/** HTTPS to hosts of `ca` alone. What a server asks to repeat is repeated, as Azure's SDKs do. */
export function createHttps(ca: string): Https {
  const agent = new Agent({ ca, keepAlive: true });

  const once = (url: string, method: string, headers: Record<string, string>, body?: string) =>
    new Promise<Answer & { retryAfter: string | undefined }>((resolve, reject) => {
      const sent = request(url, { method, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            retryAfter: response.headers['retry-after'],
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });

  async function send(...call: Parameters<typeof once>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(...call);
      if (attempt === attempts || (answer.status !== 429 && answer.status < 500)) return answer;
      await sleep(answer.retryAfter === undefined ? 500 * 2 ** attempt : Number(answer.retryAfter) * 1_000);
    }
  }

  return {
    get: (url, headers) => send(url, 'GET', headers),
    post: (url, form) => send(url, 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, form.toString()),
    close: () => agent.destroy(),
  };
}
