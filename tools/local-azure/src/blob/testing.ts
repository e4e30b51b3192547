import { randomUUID } from 'node:crypto';
import { type TokenCredential } from '@azure/core-auth';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { milliseconds, systemClock } from '@aro-rp/time';
import { type ArmServer, createArmServer } from '../arm/index.ts';
import { homeTenant } from '../entra/tenants.ts';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { type BlobAction, type BlobPrincipal, type BlobServer, createBlobServer } from './index.ts';

export const group = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/storage';
export const version = '2023-01-01';

export interface StorageUnderTest {
  context: TestContext;
  blob: BlobServer;
  /** What principals may do; everything unless a spec replaces it. */
  rights: { mayAccess(principal: BlobPrincipal, action: BlobAction): boolean };
  clock: {
    ahead: number;
    /** Milliseconds since 1970: it stands there, but for `ahead`. It goes unless told. */
    stillAt?: number;
  };
  credential: TokenCredential;
  /** Azure Resource Manager; the path is asked in Microsoft.Storage's `version` unless it names one. */
  arm(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Waits until no operation works on it any more. */
  settled(id: string): Promise<void>;
  /** Makes a storage account, and waits until it is there. @returns its name */
  account(properties?: Record<string, unknown>): Promise<string>;
  /** A client with a token of Entra ID, or with the account's first key. */
  client(
    account: string,
    options?: { key?: string; audience?: string; principal?: BlobPrincipal; tries?: number },
  ): BlobServiceClient;
  key(account: string): Promise<string>;
  /** Closes the blob service and opens it again on the same data. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export const principal: BlobPrincipal = { oid: '00000000-0000-4000-8000-0000000000aa', tid: homeTenant };

/** Azure Resource Manager and the blob service, the real ones, on free ports; clients retry nothing. */
export async function startStorage(options: { serviceSubnet?: string } = {}): Promise<StorageUnderTest> {
  const clock: StorageUnderTest['clock'] = { ahead: 0 };
  const now = () => (clock.stillAt ?? systemClock.now()) + clock.ahead;
  const context = await createTestContext({ clock: { ...systemClock, now } });
  const rights: StorageUnderTest['rights'] = { mayAccess: () => true };
  const late: { blob?: BlobServer } = {};
  const armServer: ArmServer = await createArmServer(context, {
    port: 0,
    location: 'eastus',
    tenantId: homeTenant,
    operationDuration: milliseconds(1),
    blobEndpoint: () => late.blob?.origin ?? '',
  });
  const start = (port: number) =>
    createBlobServer(context, {
      port,
      account: (name) => armServer.storageAccount(name),
      mayAccess: (who, action) => rights.mayAccess(who, action),
      ...options,
    });
  late.blob = await start(0);

  const arm: StorageUnderTest['arm'] = async (method, path, body) => {
    const token = await context.token({ audience: 'https://management.azure.com' });
    const response = await fetch(`${armServer.endpoint}${path}${path.includes('?') ? '' : `?api-version=${version}`}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  await arm('PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' });

  const credentialOf = (audience: string, who: BlobPrincipal): TokenCredential => ({
    getToken: async () => ({
      token: await context.token({ audience, objectId: who.oid, tenantId: who.tid }),
      expiresOnTimestamp: Date.now() + 600_000,
    }),
  });
  const under: StorageUnderTest = {
    context,
    get blob() {
      if (!late.blob) throw new Error('it is closed');
      return late.blob;
    },
    rights,
    clock,
    credential: credentialOf('https://storage.azure.com', principal),
    arm,
    settled: (id) => until(() => armServer.view.get(id)?.operationId === undefined),
    async account(properties = {}) {
      const name = `a${randomUUID().replaceAll('-', '').slice(0, 20)}`;
      const path = `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
      const body = { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties };
      const made = await arm('PUT', path, body);
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      await under.settled(path);
      return name;
    },
    client(account, { key, audience = 'https://storage.azure.com/', principal: who = principal, tries = 1 } = {}) {
      const url = `${under.blob.origin}/${account}`;
      const retry = { retryOptions: { maxTries: tries, retryDelayInMs: 1 } };
      return key === undefined
        ? new BlobServiceClient(url, credentialOf(audience, who), retry)
        : new BlobServiceClient(url, new StorageSharedKeyCredential(account, key), retry);
    },
    async key(account) {
      const { body } = await arm('POST', `${group}/providers/Microsoft.Storage/storageAccounts/${account}/listKeys`);
      return (body['keys'] as { value: string }[])[0]?.value ?? '';
    },
    async reopen() {
      const port = Number(new URL(under.blob.origin).port);
      await late.blob?.close();
      late.blob = await start(port);
    },
    async close() {
      await late.blob?.close();
      await armServer.close();
      await context.dispose();
    },
  };
  return under;
}

/** Yields to the event loop until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** The code and status of what the SDK throws. */
export async function refusal(work: Promise<unknown>): Promise<{ status: number; code: string }> {
  const error = await work.then(
    () => undefined,
    (one: unknown) => one as { statusCode?: number; code?: string; details?: { errorCode?: string } },
  );
  if (error?.statusCode === undefined) throw new Error(`it was not refused: ${String(error)}`);
  return { status: error.statusCode, code: error.code ?? error.details?.errorCode ?? '' };
}
