import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChangeFeedStartFrom, type Container, CosmosClient } from '@azure/cosmos';
import { trust } from '../host/testing.ts';
import { emulatorKey } from './server.ts';
import { createTestAccount } from './testing.ts';

interface Running {
  child: ChildProcess;
  client: CosmosClient;
  container: Container;
}

async function start(folder: string): Promise<Running> {
  const script = join(__dirname, 'testing-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  const { endpoint, authority } = JSON.parse(line.toString()) as { endpoint: string; authority: string };
  trust(authority);
  const client = new CosmosClient({ endpoint, key: emulatorKey });
  return { child, client, container: client.database('db').container('c') };
}

/** Writes until the server is gone. @returns what was acknowledged */
async function write(container: Container, writer: number, acknowledged: Map<string, number>): Promise<void> {
  const pk = `w${writer}`;
  for (let n = 0; ; n++) {
    try {
      const pair = [`${writer}-${n}-a`, `${writer}-${n}-b`];
      await container.items.batch(
        pair.map((id) => ({ operationType: 'Create' as const, resourceBody: { id, pk, n } })),
        pk,
      );
      pair.forEach((id) => acknowledged.set(id, n));
      await container.items.upsert({ id: `${writer}-counter`, pk, n });
      acknowledged.set(`${writer}-counter`, n);
    } catch {
      return;
    }
  }
}

/** @param most pages; writers may make new ones faster than they are read */
async function readFeed(
  container: Container,
  token?: string,
  most = Infinity,
): Promise<{ ids: string[]; token: string }> {
  const from = token === undefined ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.Continuation(token);
  const feed = container.items.getChangeFeedIterator({ changeFeedStartFrom: from });
  const ids: string[] = [];
  for (let pages = 1; ; pages++) {
    const page = await feed.readNext();
    if (page.statusCode !== 304) ids.push(...page.result.map(({ id }: { id: string }) => id));
    if (page.statusCode === 304 || pages >= most) return { ids, token: page.continuationToken };
  }
}

const children: ChildProcess[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cosmos-kill-'));
});
afterEach(() => {
  children.splice(0).forEach((child) => child.kill('SIGKILL'));
  rmSync(folder, { recursive: true, force: true });
});

it('loses nothing that it acknowledged, tears no batch and goes on with the feed after SIGKILL under writers', async () => {
  const acknowledged = new Map<string, number>();
  let token: string | undefined;
  const seen = new Set<string>();
  for (let round = 0; round < 2; round++) {
    const { child, client, container } = await start(folder);
    const before = acknowledged.size;
    const writers = Promise.all(Array.from({ length: 6 }, (_, i) => write(container, round * 10 + i, acknowledged)));
    while (acknowledged.size < before + 150) {
      const page = await readFeed(container, token, 3);
      page.ids.forEach((id) => seen.add(id));
      token = page.token;
    }
    child.kill('SIGKILL');
    await writers;
    client.dispose();
  }

  const { child, client, container } = await start(folder);
  const { resources } = await container.items
    .query<{ id: string; n: number }>('SELECT c.id, c.n FROM c', { maxItemCount: 1_000 })
    .fetchAll();
  const stored = new Map(resources.map(({ id, n }) => [id, n]));
  const rest = await readFeed(container, token);
  const later = await container.items.create({ id: 'later', pk: 'p' });
  const after = await readFeed(container, rest.token);
  client.dispose();
  child.kill('SIGKILL');

  expect([...acknowledged].filter(([id, n]) => (stored.get(id) ?? -1) < n)).toEqual([]);
  for (const id of stored.keys()) {
    if (id.endsWith('-a')) expect(stored.has(id.replace('-a', '-b'))).toBe(true);
  }
  rest.ids.forEach((id) => seen.add(id));
  expect([...stored.keys()].filter((id) => !seen.has(id))).toEqual([]);
  expect(later.statusCode).toBe(201);
  expect(after.ids).toEqual(['later']);
}, 60_000);

it('keeps what it acknowledged when it is killed in process, and nothing half', async () => {
  const first = await createTestAccount({ folder });
  const container = await first.container();
  await container.items.create({ id: 'kept', pk: 'p' });
  const pending = container.items.create({ id: 'pending', pk: 'p' }).catch(() => undefined);
  first.server.kill();
  await pending;
  first.client.dispose();

  const second = await createTestAccount({ folder });
  const again = second.client.database('db').container(container.id);

  expect((await again.item('kept', 'p').read()).statusCode).toBe(200);
  await second.dispose();
});
