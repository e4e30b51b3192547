import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRegistryServer, createTestContext, homeTenant } from '@aro-rp/local-azure';
import { digestOf, openRegistry, userAndPassword } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import { build } from 'esbuild';

const mebibyte = 2 ** 20;
const blobs = 3;
const size = 100 * mebibyte;

/**
 * Copies one image, and prints the most memory that its process ever had, in bytes: `VmHWM` (proc(5)). What getrusage(2)
 * says is kept across execve(2), so a process inherits the most that its parent had. Bundled, as a service is.
 */
const copier = (source: string, target: string, digest: string) => `
import { readFileSync } from 'node:fs';
import { copyImage, openRegistry, userAndPassword } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
const open = (host) => openRegistry({ host, credentials: userAndPassword('user', 'secret'), log: silentLog, clock: systemClock });
const [source, target] = [open('${source}'), open('${target}')];
const from = { registry: source, repository: 'large/image', reference: '${digest}' };
copyImage({ from, to: { registry: target, repository: 'large/image' } }).then(async ({ bytes }) => {
  await Promise.all([source.close(), target.close()]);
  const [, peak] = /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  console.log(JSON.stringify({ bytes, peak: Number(peak) * 1024 }));
});
`;

async function startRegistry() {
  const context = await createTestContext();
  const actions = ['repositories/*/content/read', 'repositories/*/content/write'];
  const server = await createRegistryServer(context, {
    port: 0,
    registry: () => ({
      id: '/registries/large',
      generation: '1',
      tenantId: homeTenant,
      actionsOf: (user, password) => (user === 'user' && password === 'secret' ? actions : undefined),
    }),
    mayAccess: () => true,
  });
  return { context, server };
}

describe('The copier of images', () => {
  it(`copies ${(blobs * size) / mebibyte} MiB and never has more than 250 MB of memory`, async () => {
    const [source, target] = await Promise.all([startRegistry(), startRegistry()]);
    const client = openRegistry({
      host: source.server.loginServer,
      credentials: userAndPassword('user', 'secret'),
      log: silentLog,
      clock: systemClock,
    });
    try {
      const layers = [];
      for (let n = 0; n < blobs; n += 1) {
        const bytes = Buffer.alloc(size, `layer ${n} `);
        const blob = { digest: digestOf(bytes), size };
        await client.uploadBlob('large/image', blob, async function* (offset) {
          for (let at = offset; at < size; at += mebibyte) yield bytes.subarray(at, at + mebibyte);
        });
        layers.push({ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...blob });
      }
      const mediaType = 'application/vnd.oci.image.manifest.v1+json';
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config: layers[0], layers }));
      await client.putManifest('large/image', digestOf(bytes), { mediaType, digest: digestOf(bytes), bytes });
      const authorities = join(source.context.dataDir, 'authorities.pem');
      writeFileSync(authorities, [source, target].map(({ context }) => context.certificates.authority).join('\n'));

      const outfile = join(source.context.dataDir, 'copier.cjs');
      await build({
        stdin: {
          contents: copier(source.server.loginServer, target.server.loginServer, digestOf(bytes)),
          resolveDir: import.meta.dirname,
        },
        ...{ outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
      });

      const { stdout } = await promisify(execFile)(process.execPath, [outfile], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: authorities, NODE_OPTIONS: '' },
      });

      const { bytes: copied, peak } = JSON.parse(stdout) as { bytes: number; peak: number };
      expect(copied).toBe(blobs * size);
      expect(peak).toBeLessThan(250e6);
    } finally {
      await client.close();
      for (const { server, context } of [source, target]) {
        await server.close();
        await context.dispose();
      }
    }
  }, 300_000);
});
