import { request } from 'node:https';
import { type Endpoints } from '../host/context.ts';

export interface Uploader {
  /** Replaces the blob. @throws Error with the service's answer */
  upload(url: string, bytes: Uint8Array): Promise<void>;
}

/** Puts blobs over the wire as the customer's principal, who may do everything. */
export function createUploader(endpoints: Endpoints, ca: string): Uploader {
  let token: Promise<string> | undefined;
  const signIn = async () => {
    const { authorityHost, tenantId, clientId: client_id, clientSecret: client_secret } = endpoints;
    const form = {
      grant_type: 'client_credentials',
      client_id,
      client_secret,
      scope: 'https://storage.azure.com/.default',
    };
    const content = new URLSearchParams(form).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await send('POST', `${authorityHost}/${tenantId}/oauth2/v2.0/token`, headers, content, ca);
    return (JSON.parse(answer) as { access_token: string }).access_token;
  };
  return {
    async upload(url, bytes) {
      token ??= signIn();
      const headers = {
        authorization: `Bearer ${await token}`,
        'x-ms-version': '2023-11-03',
        'x-ms-blob-type': 'BlockBlob',
        'content-length': String(bytes.byteLength),
      };
      await send('PUT', url, headers, bytes, ca);
    },
  };
}

function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string | Uint8Array,
  ca: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ca, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if ((answer.statusCode ?? 500) < 300) resolve(text);
        else reject(new Error(`${method} ${new URL(url).pathname} was answered with ${answer.statusCode}: ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
