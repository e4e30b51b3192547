import { createHash } from 'node:crypto';
import {
  type BlobAccount,
  type BlobContainer,
  type BlobServer,
  createBlobServer,
  createTestContext,
  homeTenant,
  type TestContext,
} from '@aro-rp/local-azure';
import { silentLog } from '@aro-rp/telemetry';
import { type Clock, seconds, systemClock } from '@aro-rp/time';
import { connectBlobStore } from './blob-store.ts';

let context: TestContext;
let server: BlobServer;
beforeAll(async () => {
  context = await createTestContext();
  const container: BlobContainer = { name: 'c', generation: 'c', etag: '"1"', metadata: {}, changedAt: 0 };
  const account: BlobAccount = {
    ...{ name: 'service', id: '/subscriptions/s/resourceGroups/g', tenantId: homeTenant, keys: [] },
    allowSharedKeyAccess: false,
    network: { isPublic: true, defaultAction: 'Allow', subnets: [] },
    containers: { list: () => [container], find: () => container, create: () => undefined, remove: () => undefined },
  };
  server = await createBlobServer(context, { port: 0, account: () => account, mayAccess: () => true });
});
afterEach(() => context.faults.clear());
afterAll(async () => {
  await server.close();
  await context.dispose();
});

/** Nobody waits between attempts. */
const clock: Clock = { ...systemClock, sleep: async () => undefined };
const store = () =>
  connectBlobStore({
    ...{ container: `${server.origin}/service/c`, clock, log: silentLog },
    credential: {
      getToken: async () => ({
        token: await context.token({ audience: 'https://storage.azure.com' }),
        expiresOnTimestamp: systemClock.now() + seconds(3_000),
      }),
    },
  });
const options = { signal: new AbortController().signal };

const mebibyte = 2 ** 20;
/** In chunks whose memory is used again, as a decompressor's may be. */
async function* bytesOf(size: number, failAt = Infinity): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(300_000);
  for (let at = 0; at < size; at += chunk.length) {
    if (at >= failAt) throw new Error('the source broke');
    yield chunk.fill(at / chunk.length).subarray(0, Math.min(chunk.length, size - at));
  }
}

it('publishes a blob of several blocks byte by byte, although calls fail', async () => {
  const size = 17 * mebibyte + 5;
  context.faults.add({ service: 'blob', method: 'PUT', nth: 2, action: { kind: 'status', status: 503 } });

  expect(await store().create('large', bytesOf(size), options)).toBe(true);

  expect(await store().size('large', options)).toBe(size);
  const expected = createHash('sha256');
  for await (const chunk of bytesOf(size)) expected.update(chunk);
  const answer = await fetch(`${server.origin}/service/c/large`, {
    headers: {
      authorization: `Bearer ${await context.token({ audience: 'https://storage.azure.com' })}`,
      'x-ms-version': '2023-11-03',
    },
  });
  const actual = createHash('sha256').update(new Uint8Array(await answer.arrayBuffer()));
  expect(actual.digest('hex')).toBe(expected.digest('hex'));
});

it('leaves what is there, and says so', async () => {
  await store().create('once', bytesOf(10), options);

  expect(await store().create('once', bytesOf(20), options)).toBe(false);
  expect(await store().size('once', options)).toBe(10);
});

it('publishes nothing when its source breaks', async () => {
  await expect(store().create('broken', bytesOf(20 * mebibyte, 15 * mebibyte), options)).rejects.toThrow(
    'the source broke',
  );

  expect(await store().size('broken', options)).toBeUndefined();
});
