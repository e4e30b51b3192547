import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { RedHatOpenShiftClient } from '../generated/index.ts';
import { type RedHatOpenShiftClientOptions } from '../index.ts';

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Sent {
  method: string;
  url: string;
  authorization: string | undefined;
  body: unknown;
}

export const endpoint = 'https://arm.example';
export const subscriptionId = '00000000-0000-0000-0000-000000000001';
export const group = `${endpoint}/subscriptions/${subscriptionId}/resourceGroups/group`;
export const clusterUrl = `${group}/providers/Microsoft.RedHatOpenShift/openShiftClusters/one`;

/** A client whose requests are answered one after the other, in place of the network; `sent` is what it has sent. */
export function conversation(replies: Reply[], options: RedHatOpenShiftClientOptions = {}) {
  const sent: Sent[] = [];
  const scopes: (string | string[])[] = [];
  const left = [...replies];
  const httpClient: HttpClient = {
    async sendRequest(request: PipelineRequest) {
      const { method, url, headers, body } = request;
      const authorization = headers.get('authorization');
      sent.push({ method, url, authorization, body: typeof body === 'string' ? JSON.parse(body) : body });
      const reply = left.shift();
      if (reply === undefined) throw new TypeError(`${method} ${url} was not expected`);
      const { status, headers: answered = {}, body: content } = reply;
      return {
        request,
        status,
        headers: createHttpHeaders({ 'content-type': 'application/json', ...answered }),
        ...(content !== undefined && { bodyAsText: JSON.stringify(content) }),
      };
    },
  };
  const credential = {
    async getToken(asked: string | string[]) {
      scopes.push(asked);
      return { token: 'a-token', expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const client = new RedHatOpenShiftClient(credential, subscriptionId, { endpoint, httpClient, ...options });
  return { client, sent, scopes, left };
}
