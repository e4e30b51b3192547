import { type Clock, seconds } from '@aro-rp/time';
import { asList, asObject, isObject, type Json } from '../../arm/model/json.ts';
import { textAt } from '../kubernetes/object.ts';
import { type HttpsCall } from '../network/https-call.ts';

/** The cluster's own principal, as its credentials secret names it. */
export interface Credentials {
  subscriptionId: string;
  tenantId: string;
  clientId: string;
  clientSecret: string;
}

/** What Azure refused, in its words. */
export class AzureRefusal extends Error {
  override readonly name = 'AzureRefusal';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Azure Resource Manager over the wire, in the cluster's own name. */
export interface AzureClient {
  /** Asks for a new token, whatever there is of one. @throws AzureRefusal */
  signIn(): Promise<void>;
  /** @returns undefined for 404. @throws AzureRefusal for any other refusal */
  get(id: string, apiVersion: string): Promise<Json | undefined>;
  /** Every page of a collection. @throws AzureRefusal */
  list(id: string, apiVersion: string): Promise<Json[]>;
  /** Waits for the end of a long operation. @throws AzureRefusal also when that ends as failed */
  put(id: string, apiVersion: string, body: Json, etag?: string): Promise<Json>;
  /** Waits for the end of a long operation; one that is gone is fine. @throws AzureRefusal */
  remove(id: string, apiVersion: string): Promise<void>;
}

export interface AzureClientOptions {
  armEndpoint: string;
  authorityHost: string;
  credentials: Credentials;
  call: HttpsCall;
  clock: Clock;
  signal?: AbortSignal;
}

interface Token {
  value: string;
  until: number;
}

export function createAzureClient(options: AzureClientOptions): AzureClient {
  const { armEndpoint, authorityHost, credentials, call, clock, signal } = options;
  const cancel = signal === undefined ? {} : { signal };
  let token: Token | undefined;

  const getToken = async (): Promise<string> => {
    if (token && token.until > clock.now()) return token.value;
    const answer = await call(`${authorityHost}/${credentials.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        scope: `${armEndpoint}/.default`,
      }).toString(),
      ...cancel,
    });
    const body = parse(answer.text);
    if (answer.status !== 200)
      throw new AzureRefusal(answer.status, textAt(body, 'error'), textAt(body, 'error_description'));
    token = {
      value: textAt(body, 'access_token'),
      until: clock.now() + Number(body['expires_in'] ?? 0) * 1_000 - 300_000,
    };
    return token.value;
  };

  const send = async (method: string, url: string, body?: Json, etag?: string) => {
    const answer = await call(url, {
      method,
      headers: {
        authorization: `Bearer ${await getToken()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(etag === undefined ? {} : { 'if-match': etag }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...cancel,
    });
    if (answer.status === 401) token = undefined;
    const parsed = parse(answer.text);
    if (answer.status >= 400 && answer.status !== 404) throw refusal(answer.status, parsed);
    return { ...answer, body: parsed };
  };

  const urlOf = (id: string, apiVersion: string) => `${armEndpoint}${id}?api-version=${apiVersion}`;

  /** ARM RPC, asynchronous operations: `Azure-AsyncOperation` until a final status, else `Location` until no 202. */
  const settle = async (headers: Record<string, unknown>): Promise<void> => {
    const operation = headers['azure-asyncoperation'] as string | undefined;
    const location = headers['location'] as string | undefined;
    const url = operation ?? location;
    if (url === undefined) return;
    for (let retryAfter = Number(headers['retry-after'] ?? 1); ;) {
      await clock.sleep(seconds(retryAfter), signal);
      const answer = await send('GET', url);
      const status = textAt(answer.body, 'status');
      if (operation === undefined ? answer.status !== 202 : status === 'Succeeded') return;
      if (status === 'Failed' || status === 'Canceled') throw refusal(answer.status, answer.body);
      retryAfter = Number(answer.headers['retry-after'] ?? 1);
    }
  };

  return {
    async signIn() {
      token = undefined;
      await getToken();
    },
    async get(id, apiVersion) {
      const answer = await send('GET', urlOf(id, apiVersion));
      return answer.status === 404 ? undefined : answer.body;
    },
    async list(id, apiVersion) {
      const found: Json[] = [];
      for (let url = urlOf(id, apiVersion); url !== '';) {
        const { body } = await send('GET', url);
        found.push(...asList(body['value']).map(asObject));
        url = textAt(body, 'nextLink');
      }
      return found;
    },
    async put(id, apiVersion, body, etag) {
      const answer = await send('PUT', urlOf(id, apiVersion), body, etag);
      if (answer.status === 404) throw refusal(404, answer.body);
      await settle(answer.headers);
      return answer.body;
    },
    async remove(id, apiVersion) {
      const answer = await send('DELETE', urlOf(id, apiVersion));
      if (answer.status === 202) await settle(answer.headers);
    },
  };
}

function parse(text: string): Json {
  try {
    const parsed: unknown = JSON.parse(text === '' ? '{}' : text);
    return isObject(parsed) ? parsed : { value: parsed };
  } catch {
    return {};
  }
}

function refusal(status: number, body: Json): AzureRefusal {
  const { code, message } = asObject(body['error']);
  return new AzureRefusal(status, String(code ?? ''), String(message ?? ''));
}
