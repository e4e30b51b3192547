import { milliseconds, systemClock } from '@aro-rp/time';
import { type ArmServer, createArmServer } from '../arm/index.ts';
import { homeTenant } from '../entra/tenants.ts';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { createRegistryServer, type RegistryPrincipal, type RegistryServer } from './index.ts';

export const principal: RegistryPrincipal = { oid: '00000000-0000-4000-8000-0000000000aa', tid: homeTenant };

export interface Credentials {
  username: string;
  password: string;
}

export interface RegistryUnderTest {
  context: TestContext;
  server: RegistryServer;
  clock: { ahead: number };
  /** Of the service's own registry, in Azure Resource Manager. */
  registryId: string;
  /** What the roles of principals allow; everything unless a spec replaces it. */
  rights: { mayAccess(principal: RegistryPrincipal, operation: string): boolean };
  arm(method: string, id: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Makes a token with a new password in Azure Resource Manager. @param map name of a scope map */
  token(name: string, map?: string): Promise<Credentials>;
  /** The second half of {@link token}. */
  password(name: string, which?: 'password1' | 'password2', expiry?: string): Promise<string>;
  settled(id: string): Promise<void>;
  request(method: string, path: string, options?: RequestOptions): Promise<Response>;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export interface RequestOptions {
  credentials?: Credentials;
  bearer?: string;
  body?: string | Uint8Array<ArrayBuffer> | URLSearchParams;
  headers?: Record<string, string>;
}

/** Azure Resource Manager and the registry service, the real ones, on free ports. */
export async function startRegistry(): Promise<RegistryUnderTest> {
  const clock = { ahead: 0 };
  const context = await createTestContext({ clock: { ...systemClock, now: () => systemClock.now() + clock.ahead } });
  const rights: RegistryUnderTest['rights'] = { mayAccess: () => true };
  const late: { server?: RegistryServer } = {};
  const armServer: ArmServer = await createArmServer(context, {
    port: 0,
    location: 'eastus',
    tenantId: homeTenant,
    operationDuration: milliseconds(1),
    registryLoginServer: (name) => (name === 'arolocal' ? (late.server?.loginServer ?? '') : `${name}.invalid`),
  });
  const start = (port: number) =>
    createRegistryServer(context, {
      port,
      registry: (host) => armServer.registry(host),
      mayAccess: (who, operation) => rights.mayAccess(who, operation),
    });
  late.server = await start(0);
  const registryId = armServer.endpoints.rp?.registryId ?? '';

  const under: RegistryUnderTest = {
    context,
    get server() {
      if (!late.server) throw new Error('it is closed');
      return late.server;
    },
    clock,
    registryId,
    rights,
    async arm(method, id, body) {
      const token = await context.token({ audience: 'https://management.azure.com' });
      const response = await fetch(`${armServer.endpoint}${id}${id.includes('?') ? '' : '?api-version=2023-07-01'}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    async token(name, map = '_repositories_pull') {
      const properties = { scopeMapId: `${registryId}/scopeMaps/${map}`, status: 'enabled' };
      const made = await under.arm('PUT', `${registryId}/tokens/${name}`, { properties });
      if (made.status > 201) throw new Error(JSON.stringify(made.body));
      await under.settled(`${registryId}/tokens/${name}`);
      return { username: name, password: await under.password(name) };
    },
    async password(name, which = 'password1', expiry) {
      const { body } = await under.arm('POST', `${registryId}/generateCredentials`, {
        tokenId: `${registryId}/tokens/${name}`,
        name: which,
        ...(expiry === undefined ? {} : { expiry }),
      });
      return (body['passwords'] as { name: string; value: string }[]).find((one) => one.name === which)?.value ?? '';
    },
    async settled(id) {
      while (armServer.view.get(id)?.operationId !== undefined) await new Promise((resolve) => setImmediate(resolve));
    },
    request(method, path, { credentials, bearer, body, headers } = {}) {
      const basic = credentials && Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
      const authorization = basic === undefined ? bearer && `Bearer ${bearer}` : `Basic ${basic}`;
      return fetch(`${under.server.origin}${path}`, {
        method,
        headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
        ...(body === undefined ? {} : { body }),
      });
    },
    async reopen() {
      const port = Number(new URL(under.server.origin).port);
      await late.server?.close();
      late.server = await start(port);
    },
    async close() {
      await late.server?.close();
      await armServer.close();
      await context.dispose();
    },
  };
  return under;
}
