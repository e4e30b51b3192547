import { DnsManagementClient } from '@azure/arm-dns';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { type TokenCredential } from '@azure/core-auth';
import { seconds } from '@aro-rp/time';
import { homeTenant } from '../entra/tenants.ts';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { type ArmOptions } from './options.ts';
import { type ArmServer, createArmServer } from './server.ts';
import { defaultSubscriptions } from './seed.ts';

export const subscriptionId = defaultSubscriptions(homeTenant)[0]?.id ?? '';

export interface ArmUnderTest {
  context: TestContext;
  arm: ArmServer;
  credential: TokenCredential;
  resources: ResourceManagementClient;
  network: NetworkManagementClient;
  dns: DnsManagementClient;
  /** A request with a good token, `api-version` 2021-04-01 unless the path has one. */
  send(method: string, path: string, options?: SendOptions): Promise<Sent>;
  close(): Promise<void>;
}

export interface SendOptions {
  body?: unknown;
  headers?: Record<string, string>;
  token?: string;
}

export interface Sent {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Azure Resource Manager on a free port, and the real SDKs that call it. */
export async function startArm(
  options: Partial<ArmOptions> = {},
  host: Parameters<typeof createTestContext>[0] = {},
): Promise<ArmUnderTest> {
  const context = await createTestContext(host);
  const arm = await createArmServer(context, { port: 0, location: 'eastus', tenantId: homeTenant, ...options });
  const { endpoint } = arm;
  const credential: TokenCredential = {
    getToken: async () => ({
      token: await context.token({ audience: 'https://management.azure.com' }),
      expiresOnTimestamp: context.clock.now() + seconds(3_000),
    }),
  };
  const client = { endpoint, retryOptions: { maxRetries: 0 } };
  return {
    context,
    arm,
    credential,
    resources: new ResourceManagementClient(credential, subscriptionId, client),
    network: new NetworkManagementClient(credential, subscriptionId, client),
    dns: new DnsManagementClient(credential, arm.dns.subscriptionId, client),
    async send(method, path, { body, headers, token } = {}) {
      const bearer = token ?? (await credential.getToken('arm'))?.token ?? '';
      const url = `${endpoint}${path}${path.includes('api-version') ? '' : `${path.includes('?') ? '&' : '?'}api-version=2021-04-01`}`;
      const response = await fetch(url, {
        method,
        headers: {
          ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      };
    },
    async close() {
      await arm.close();
      await context.dispose();
    },
  };
}
