import { homeTenant } from '../../entra/tenants.ts';
import { type LocalAzure } from '../../host/local-azure.ts';
import { type Body } from './network.ts';

type Json = Record<string, unknown>;

/** Azure Resource Manager as the customer, who owns every subscription of the tenant. */
export interface Owner {
  send(method: string, path: string, apiVersion: string, body?: unknown): Promise<Json>;
  /** In this order, each until it is there. */
  make(bodies: readonly Body[]): Promise<void>;
  /** Until it is gone. */
  remove(path: string, apiVersion: string): Promise<void>;
}

/** @throws Error, in any call, for whatever ARM refuses or ends as failed */
export function ownerOf(azure: LocalAzure): Owner {
  const { arm = '', authorityHost = '', clientId = '', clientSecret = '' } = azure.endpoints;
  let token: Promise<string> | undefined;
  const getToken = async (): Promise<string> => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${arm}/.default`,
    });
    const answer = await fetch(`${authorityHost}/${homeTenant}/oauth2/v2.0/token`, { method: 'POST', body });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const request = async (method: string, url: string, body?: unknown) => {
    token ??= getToken();
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { response, body: (text === '' ? {} : JSON.parse(text)) as Json, text };
  };
  const settled = async (path: string, apiVersion: string): Promise<Json | undefined> => {
    for (;;) {
      const { response, body } = await request('GET', `${arm}${path}?api-version=${apiVersion}`);
      if (response.status === 404) return undefined;
      const state = (body['properties'] as Json | undefined)?.['provisioningState'] ?? 'Succeeded';
      if (state === 'Failed') throw new Error(`${path} has failed: ${JSON.stringify(body)}`);
      if (state === 'Succeeded') return body;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const owner: Owner = {
    async send(method, path, apiVersion, body) {
      const answer = await request(method, `${arm}${path}?api-version=${apiVersion}`, body);
      if (!answer.response.ok) throw new Error(`${method} ${path}: ${answer.response.status} ${answer.text}`);
      return answer.body;
    },
    async make(bodies) {
      for (const { path, apiVersion, body } of bodies) {
        await owner.send('PUT', path, apiVersion, body);
        await settled(path, apiVersion);
      }
    },
    async remove(path, apiVersion) {
      await owner.send('DELETE', path, apiVersion);
      while (await settled(path, apiVersion)) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return owner;
}
