import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { type System } from './system.ts';

export interface ArmAnswer {
  status: number;
  /** When its headers were there, in milliseconds since 1970. */
  at: number;
  body: unknown;
}

/** Calls the frontend as Azure Resource Manager does, over connections that are kept. */
export interface ArmCaller extends AsyncDisposable {
  put(path: string, body: unknown): Promise<ArmAnswer>;
  get(path: string): Promise<ArmAnswer>;
  /** ARM RPC "subscription-lifecycle". @throws Error unless the frontend takes it */
  register(subscriptionId: string): Promise<void>;
}

export function createArmCaller({ frontend, arm, authority, signal }: System, connections = 32): ArmCaller {
  const pool = new Pool(frontend, {
    connections,
    connect: { cert: arm.certificate, key: arm.privateKey, ca: authority },
  });
  const call = async (method: 'GET' | 'PUT', path: string, body?: unknown): Promise<ArmAnswer> => {
    const answer = await pool.request({
      method,
      path,
      signal,
      headers: armHeaders(frontend, path),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const at = Date.now();
    return { status: answer.statusCode, at, body: await answer.body.json() };
  };
  return {
    put: (path, body) => call('PUT', path, body),
    get: (path) => call('GET', path),
    async register(subscriptionId) {
      const body = { state: 'Registered', registrationDate: new Date().toUTCString() };
      const { status } = await call('PUT', `/subscriptions/${subscriptionId}?api-version=2.0`, body);
      if (status !== 201 && status !== 200) throw new Error(`the frontend answered ${status} to a subscription`);
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** What Azure Resource Manager adds to a request (ARM RPC "common-api-details"). */
export function armHeaders(origin: string, path: string): Record<string, string> {
  const at = new Date().toISOString();
  const by = '6e2b1a4e-8d0c-4a3f-9a57-1c2d3e4f5a6b';
  const systemData = {
    ...{ createdBy: by, createdByType: 'Application', createdAt: at },
    ...{ lastModifiedBy: by, lastModifiedByType: 'Application', lastModifiedAt: at },
  };
  return {
    'content-type': 'application/json',
    referer: `${origin}${path}`,
    'x-ms-correlation-request-id': randomUUID(),
    'x-ms-client-request-id': randomUUID(),
    'x-ms-client-tenant-id': randomUUID(),
    'x-ms-client-object-id': randomUUID(),
    'x-ms-client-app-id': by,
    'x-ms-arm-resource-system-data': JSON.stringify(systemData),
  };
}
