import { setTimeout as sleep } from 'node:timers/promises';
import {
  clusterBody,
  clusterIdOf,
  createServicePrincipal,
  demoGroup,
  prepareNetwork,
  resourceManager,
  type ServicePrincipal,
} from '@aro-rp/start';
import { type Endpoints } from '@aro-rp/local-azure';

export interface Answer {
  status: number;
  headers: Headers;
  body: { properties?: { provisioningState?: string }; error?: ApiError; status?: string; [name: string]: unknown };
}
export interface ApiError {
  code: string;
  message: string;
  target?: string;
  details?: ApiError[];
}

export interface Customer {
  call(
    method: string,
    path: string,
    options?: { body?: unknown; text?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
  idOf(name: string): string;
  /** What a cluster of that name is created with: a service principal and a network of its own, the same each time. */
  bodyOf(name: string): Promise<Record<string, unknown>>;
  put(name: string, overrides?: (body: Record<string, unknown>) => Record<string, unknown>): Promise<Answer>;
  remove(name: string): Promise<Answer>;
  /** Polls, through whatever happens to the services, until the cluster's state is terminal or the cluster is gone. */
  settled(name: string): Promise<string>;
}

const terminal = new Set(['Succeeded', 'Failed', 'Canceled']);
export const apiVersion = 'api-version=2022-04-01';

/** A customer with a plain HTTP client, so that tests see exactly what is answered; repeats what a lost answer asks for. */
export async function createCustomer(endpoints: Endpoints): Promise<Customer> {
  await resourceManager(endpoints).resourceGroups.createOrUpdate(demoGroup, { location: endpoints.location });
  const { tenantId, clientId, clientSecret, authorityHost, arm } = endpoints;
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${arm}/.default`,
  };
  const answer = await fetch(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };

  const call: Customer['call'] = async (method, path, { body, text, headers = {} } = {}) => {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${arm}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(content !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content !== undefined && { body: content }),
    });
    const received = await response.text();
    return { status: response.status, headers: response.headers, body: parse(received) };
  };

  /** ARM and the SDKs repeat a request whose answer never came or was 5xx; PUT and DELETE are made for that. */
  const persist = async (attempt: () => Promise<Answer>): Promise<Answer> => {
    for (let left = 300; ; left--) {
      const found = await attempt().catch((error: unknown) => {
        if (left === 0) throw error;
      });
      if (found && found.status < 500) return found;
      if (left === 0) throw new Error(`still ${found?.status}: ${JSON.stringify(found?.body)}`);
      await sleep(200);
    }
  };

  const principals = new Map<string, Promise<ServicePrincipal>>();
  const prepare = async (name: string) => {
    const principal = await createServicePrincipal(endpoints, name);
    await prepareNetwork(endpoints, demoGroup, name, principal.clientId);
    return principal;
  };
  const bodyOf: Customer['bodyOf'] = async (name) => {
    const principal = principals.get(name) ?? prepare(name);
    principals.set(name, principal);
    return clusterBody(endpoints, name, await principal);
  };
  const idOf = (name: string) => clusterIdOf(endpoints, demoGroup, name);
  const url = (name: string) => `${idOf(name)}?${apiVersion}`;
  return {
    call,
    idOf,
    bodyOf,
    async put(name, overrides = (body) => body) {
      // One client request id for all tries: a repeat of the accepted PUT gets the same operation.
      const headers = { 'x-ms-client-request-id': crypto.randomUUID() };
      const body = overrides(await bodyOf(name));
      return persist(() => call('PUT', url(name), { body, headers }));
    },
    remove: (name) => persist(() => call('DELETE', url(name))),
    async settled(name) {
      // Twenty customers that ask ten times a second would be most of the load.
      for (let pause = 100; ; pause = Math.min(pause * 1.2, 1_000)) {
        const { status, body } = await persist(() => call('GET', url(name)));
        if (status === 404) return 'gone';
        const state = body.properties?.provisioningState ?? `${status}`;
        if (terminal.has(state)) return state;
        await sleep(pause);
      }
    },
  };
}

function parse(text: string): Answer['body'] {
  try {
    return text === '' ? {} : (JSON.parse(text) as Answer['body']);
  } catch {
    return { text };
  }
}
