import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRegistryServer,
  createTestContext,
  homeTenant,
  type RegistryServer,
  type TestContext,
} from '@aro-rp/local-azure';
import { silentLog } from '@aro-rp/telemetry';
import { milliseconds, systemClock } from '@aro-rp/time';
import { type BreakingProxy, createBreakingProxy } from './breaking-proxy.ts';
import { type Digest, digestOf } from '../digest.ts';
import { type Descriptor, openRegistry, type Registry, type RegistryOptions, userAndPassword } from '../index.ts';

/** A registry over real sockets, which a spec may break in every way. */
export interface RegistryUnderTest {
  context: TestContext;
  server: RegistryServer;
  /** Stands before it; what the client opens goes through it. */
  proxy: BreakingProxy;
  clock: { ahead: number };
  rights: { mayAccess(principal: { oid: string }, operation: string): boolean };
  client: Registry;
  /** Another client of it. */
  open(options?: Partial<RegistryOptions>): Registry;
  /** Flips a byte of the stored blob, or cuts it short, behind the registry's back. */
  corrupt(blob: Uint8Array, how: 'flip' | 'truncate'): void;
  close(): Promise<void>;
}

/** The one user that the registry knows; everybody else is refused. */
export const credentials = userAndPassword('user', 'secret');

const actions = ['read', 'write', 'delete'].map((one) => `repositories/*/content/${one}`);

export async function startRegistry(): Promise<RegistryUnderTest> {
  const clock = { ahead: 0 };
  const context = await createTestContext({ clock: { ...systemClock, now: () => systemClock.now() + clock.ahead } });
  const rights: RegistryUnderTest['rights'] = { mayAccess: () => true };
  const actionsOf = (user: string, password: string) =>
    user === 'user' && password === 'secret' ? actions : undefined;
  const server = await createRegistryServer(context, {
    port: 0,
    registry: () => ({ id: '/registries/test', generation: '1', tenantId: homeTenant, actionsOf }),
    mayAccess: (principal, operation) => rights.mayAccess(principal, operation),
  });
  const proxy = await createBreakingProxy(Number(new URL(server.origin).port));
  const clients: Registry[] = [];
  const open: RegistryUnderTest['open'] = ({ limits, ...options } = {}) => {
    const client = openRegistry({
      host: `localhost:${proxy.port}`,
      credentials,
      log: silentLog,
      clock: context.clock,
      limits: { backoff: { first: milliseconds(1), cap: milliseconds(5) }, chunkBytes: 300_000, ...limits },
      ...options,
    });
    clients.push(client);
    return client;
  };
  return {
    context,
    server,
    proxy,
    clock,
    rights,
    client: open(),
    open,
    corrupt(blob, how) {
      const folder = join(context.folder('registry'), 'contents');
      const path = readdirSync(folder)
        .map((name) => join(folder, name))
        .find((one) => readFileSync(one).equals(blob));
      if (path === undefined) throw new Error('the registry has no such blob');
      if (how === 'truncate') return truncateSync(path, Math.floor(blob.length / 2));
      const wrong = Buffer.from(blob);
      wrong[wrong.length >> 1]! ^= 1;
      writeFileSync(path, wrong);
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await proxy.close();
      await server.close();
      await context.dispose();
    },
  };
}

export const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
  image: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/** The same bytes for the same seed. */
export function bytesOf(seed: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = (seed + 1) >>> 0;
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export async function putBlob(registry: Registry, repository: string, bytes: Uint8Array, mediaType = types.layer) {
  const blob = { digest: digestOf(bytes), size: bytes.length };
  await registry.uploadBlob(repository, blob, (offset) => piecesOf(bytes, offset));
  return { mediaType, ...blob } satisfies Descriptor;
}

export async function* piecesOf(bytes: Uint8Array, offset = 0): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

export async function putManifest(
  registry: Registry,
  repository: string,
  mediaType: string,
  content: object,
  tag?: string,
): Promise<Descriptor> {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
  const digest: Digest = digestOf(bytes);
  await registry.putManifest(repository, tag ?? digest, { mediaType, digest, bytes });
  return { mediaType, digest, size: bytes.length };
}

/** An image of those layers. */
export async function putImage(registry: Registry, repository: string, layers: readonly Uint8Array[], tag?: string) {
  const config = await putBlob(
    registry,
    repository,
    Buffer.from(JSON.stringify({ layers: layers.length })),
    types.config,
  );
  const descriptors = await Promise.all(layers.map((layer) => putBlob(registry, repository, layer)));
  return putManifest(registry, repository, types.image, { config, layers: descriptors }, tag);
}

export async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}
