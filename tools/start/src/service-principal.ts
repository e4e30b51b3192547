import { type Endpoints } from '@aro-rp/local-azure';
import { localCredential } from './provision.ts';

/** An application's service principal that can sign in. */
export interface ServicePrincipal {
  clientId: string;
  clientSecret: string;
}

/** A new application with a secret and a service principal, through Microsoft Graph, as `az ad sp` makes them. */
export async function createServicePrincipal(endpoints: Endpoints, displayName: string): Promise<ServicePrincipal> {
  const application = await ask<{ id: string; appId: string }>(endpoints, 'applications', { displayName });
  const { secretText } = await ask<{ secretText: string }>(endpoints, `applications/${application.id}/addPassword`, {});
  await ask(endpoints, 'servicePrincipals', { appId: application.appId });
  return { clientId: application.appId, clientSecret: secretText };
}

/** @returns its object id. @throws Error when there is none */
export async function servicePrincipalId(endpoints: Endpoints, clientId: string): Promise<string> {
  const filter = new URLSearchParams({ $filter: `appId eq '${clientId}'` }).toString();
  const { value } = await ask<{ value: { id: string }[] }>(endpoints, `servicePrincipals?${filter}`);
  const [found] = value;
  if (found === undefined) throw new Error(`there is no service principal of ${clientId}`);
  return found.id;
}

/** Graph v1.0 as the customer's principal: POST with a body, else GET. @throws Error with Graph's answer */
async function ask<T>(endpoints: Endpoints, path: string, body?: object): Promise<T> {
  const token = await localCredential(endpoints).getToken(`${endpoints.graph}/.default`);
  const answer = await fetch(`${endpoints.graph}/v1.0/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`Graph answers ${path} with ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
