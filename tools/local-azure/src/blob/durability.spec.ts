import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BlobServiceClient } from '@azure/storage-blob';
import { createTestContext } from '../host/testing.ts';
import { createBlobServer } from './index.ts';
import { fixedAccount } from './testing-account.ts';
import { refusal } from './testing.ts';

test('kill -9 loses no lease that was acknowledged', async () => {
  await using context = await createTestContext();
  const client = (origin: string) => {
    const token = () => context.token({ audience: 'https://storage.azure.com' });
    const credential = { getToken: async () => ({ token: await token(), expiresOnTimestamp: Date.now() + 600_000 }) };
    const service = new BlobServiceClient(`${origin}/kept`, credential, { retryOptions: { maxTries: 1 } });
    return service.getContainerClient('releases');
  };
  const script = join(__dirname, 'testing-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, context.dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [origin] = (await once(createInterface(child.stdout), 'line')) as [string];
  const held = new Map<string, string>();
  const enough = Promise.withResolvers<void>();
  const holders = Array.from({ length: 4 }, async (_, at) => {
    for (let n = 0; ; n++) {
      const name = `${at}-${n}`;
      const blob = client(origin).getBlockBlobClient(name);
      await blob.upload('x', 1);
      held.set(name, (await blob.getBlobLeaseClient().acquireLease(-1)).leaseId ?? '');
      if (held.size === 40) enough.resolve();
    }
  });

  await Promise.race([enough.promise, ...holders]);
  // Those that wait for an answer at this moment get none any more.
  for (const holder of holders) holder.catch(() => undefined);
  child.kill('SIGKILL');
  await exited;
  const server = await createBlobServer(context, { port: 0, account: () => fixedAccount, mayAccess: () => true });

  for (const [name, leaseId] of held) {
    const blob = client(server.origin).getBlockBlobClient(name);
    expect(await refusal(blob.upload('y', 1))).toEqual({ status: 412, code: 'LeaseIdMissing' });
    await blob.upload('y', 1, { conditions: { leaseId } });
  }
  await server.close();
}, 60_000);
