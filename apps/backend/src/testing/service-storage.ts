import { type Blobs, createAzure } from '@aro-rp/azure';
import {
  type BlobAccount,
  type BlobContainer,
  createBlobServer,
  createTestContext,
  homeTenant,
  type TestContext,
} from '@aro-rp/local-azure';
import { silentLog } from '@aro-rp/telemetry';
import { type Duration, seconds, systemClock } from '@aro-rp/time';

const subscriptionId = '00000000-0000-4000-8000-0000000000d5';

/** The service's own storage account, and the clients that reach it as the service does. */
export interface ServiceStorage extends AsyncDisposable {
  context: TestContext;
  /** URLs of the containers. */
  installers: string;
  output: string;
  /** Clients of another process. */
  blobs(options?: { callTimeout?: Duration }): Blobs;
}

/** Local blob storage with one account, as local Azure Resource Manager would make it. */
export async function createServiceStorage(): Promise<ServiceStorage> {
  const context = await createTestContext({ seed: 1 });
  const container = (name: string): BlobContainer => ({
    ...{ name, generation: name, etag: '"1"', metadata: {} },
    changedAt: context.clock.now(),
  });
  const containers = ['installers', 'installer-output'].map(container);
  const account: BlobAccount = {
    name: 'service',
    id: `/subscriptions/${subscriptionId}/resourceGroups/dns/providers/Microsoft.Storage/storageAccounts/service`,
    tenantId: homeTenant,
    keys: [],
    allowSharedKeyAccess: false,
    network: { isPublic: true, defaultAction: 'Allow', subnets: [] },
    containers: {
      list: () => containers,
      find: (name) => containers.find((one) => one.name === name),
      create: () => undefined,
      remove: () => undefined,
    },
  };
  const server = await createBlobServer(context, {
    port: 0,
    account: (name) => (name === account.name ? account : undefined),
    mayAccess: () => true,
  });
  const credential = {
    getToken: async () => ({
      token: await context.token({ audience: 'https://storage.azure.com' }),
      expiresOnTimestamp: systemClock.now() + seconds(3_000),
    }),
  };
  return {
    context,
    installers: `${server.origin}/service/installers`,
    output: `${server.origin}/service/installer-output`,
    blobs: ({ callTimeout = seconds(10) } = {}) =>
      createAzure({
        armEndpoint: server.origin,
        credentialFor: () => credential,
        ...{ clock: systemClock, log: silentLog, callTimeout },
      }).subscription({ identity: 'service', subscriptionId }).blobs,
    async [Symbol.asyncDispose]() {
      await server.close();
      await context.dispose();
    },
  };
}
