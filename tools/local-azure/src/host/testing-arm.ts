import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TokenCredential } from '@azure/core-auth';
import { ClientSecretCredential } from '@azure/identity';
import { milliseconds } from '@aro-rp/time';
import { loadSigningKey } from '../entra/keys.ts';
import { issueToken } from '../entra/tokens.ts';
import { type ServiceName } from './context.ts';
import { type LocalAzure, type LocalAzureOptions, startLocalAzure } from './local-azure.ts';
import { trust } from './testing.ts';

export interface ArmWithServices extends AsyncDisposable {
  azure: LocalAzure;
  /** Of the customer, who owns the subscription. */
  credential: TokenCredential;
  group: string;
  /** @throws Error when it is not answered with 200, 201, 202 or 204 */
  ok(method: string, path: string, body?: unknown, query?: string): Promise<Record<string, unknown>>;
  send(
    method: string,
    path: string,
    body?: unknown,
    query?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** PUTs and waits until it is done. */
  make(id: string, body: unknown): Promise<Record<string, unknown>>;
  /** DELETEs and waits until it is gone. */
  remove(id: string): Promise<void>;
  /** A managed identity of that name. */
  identity(name: string): Promise<{ clientId: string; principalId: string; tenantId: string }>;
  /** An access token of a managed identity, as the machine's metadata service would hand it out. */
  tokenOf(identity: { clientId: string; principalId: string }, audience: string): Promise<string>;
  /** Assigns a role, which holds at once. @returns how to take it away */
  assign(scope: string, role: string, principalId: string): Promise<() => Promise<void>>;
}

const versions: Record<string, string> = {
  'Microsoft.Authorization': '2022-04-01',
  'Microsoft.Compute': '2024-03-01',
  'Microsoft.ContainerRegistry': '2023-07-01',
  'Microsoft.DocumentDB': '2024-05-15',
  'Microsoft.Insights': '2023-10-01',
  'Microsoft.KeyVault': '2023-07-01',
  'Microsoft.ManagedIdentity': '2023-01-31',
  'Microsoft.Network': '2023-11-01',
  'Microsoft.ServiceBus': '2024-01-01',
};

/** Azure Resource Manager with the services of `only`, wired as in a process, and a group `things`. */
export async function startArmWithServices(
  only: readonly ServiceName[],
  options: Pick<LocalAzureOptions, 'machines'> = {},
): Promise<ArmWithServices> {
  const dataDir = mkdtempSync(join(tmpdir(), 'local-azure-'));
  const azure = await startLocalAzure({
    dataDir,
    ...options,
    only: ['entra', 'arm', ...only],
    arm: { operationDuration: milliseconds(1), roleAssignmentDelay: milliseconds(0) },
  });
  trust(azure.certificates.authority);
  const key = await loadSigningKey(join(dataDir, 'entra'));
  const { tenantId = '', clientId = '', clientSecret = '', authorityHost = '', arm = '' } = azure.endpoints;
  const { subscriptionId = '', location = '' } = azure.endpoints;
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
    authorityHost,
    disableInstanceDiscovery: true,
  });
  const group = `/subscriptions/${subscriptionId}/resourceGroups/things`;

  const send: ArmWithServices['send'] = async (method, path, body, query = '') => {
    const { token } = await credential.getToken('https://management.azure.com/.default');
    const version = versions[/\/providers\/([^/]+)(?!.*\/providers\/)/.exec(path)?.[1] ?? ''] ?? '2021-04-01';
    const response = await fetch(`${arm}${path}?api-version=${version}&${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const ok: ArmWithServices['ok'] = async (method, path, body, query) => {
    const answer = await send(method, path, body, query);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };

  await ok('PUT', group, { location });
  for (const namespace of Object.keys(versions))
    await ok('POST', `/subscriptions/${subscriptionId}/providers/${namespace}/register`);
  let assignments = 0;
  return {
    azure,
    credential,
    group,
    ok,
    send,
    async make(id, body) {
      await ok('PUT', id, body);
      await until(() => azure.arm.view.get(id)?.operationId === undefined);
      return ok('GET', id);
    },
    async remove(id) {
      await ok('DELETE', id);
      await until(() => azure.arm.view.get(id) === undefined);
    },
    async identity(name) {
      const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
      return (await ok('PUT', id, { location }))['properties'] as Awaited<ReturnType<ArmWithServices['identity']>>;
    },
    tokenOf: ({ clientId: client, principalId }, audience) =>
      issueToken(key, azure.clock, { tenantId, objectId: principalId, clientId: client, audience }),
    async assign(scope, role, principalId) {
      const name = `00000000-0000-4000-8000-${String(++assignments).padStart(12, '0')}`;
      const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
      const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
      await ok('PUT', id, { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' } });
      return async () => void (await ok('DELETE', id));
    },
    async [Symbol.asyncDispose]() {
      await azure.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
