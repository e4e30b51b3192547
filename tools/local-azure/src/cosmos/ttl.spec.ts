import { type Container } from '@azure/cosmos';
import { minutes, seconds } from '@aro-rp/time';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { createAdvanceableClock } from '../host/clock.ts';
import { createTestAccount, type TestAccount } from './testing.ts';

const clock = createAdvanceableClock();
let account: TestAccount;
beforeAll(async () => {
  account = await createTestAccount({ clock });
});
afterAll(() => account.dispose());

const ids = async (container: Container) =>
  (await container.items.query('SELECT VALUE c.id FROM c', { partitionKey: 'p' }).fetchAll()).resources as string[];

it('hides an item from reads and queries at the second in which it expires', async () => {
  const container = await account.container({ defaultTtl: 60 });
  for (const [id, ttl] of [
    ['default', undefined],
    ['short', 10],
    ['for-ever', -1],
  ] as const) {
    await container.items.create({ id, pk: 'p', ...(ttl === undefined ? {} : { ttl }) });
  }

  clock.advance(seconds(11));
  expect(await ids(container)).toEqual(['default', 'for-ever']);
  expect((await container.item('short', 'p').read()).statusCode).toBe(404);
  clock.advance(seconds(50));
  expect(await ids(container)).toEqual(['for-ever']);
});

it('lets a write prolong the life of an item, and an id be used again', async () => {
  const container = await account.container({ defaultTtl: -1 });
  const { item } = await container.items.create({ id: 'a', pk: 'p', ttl: 10 });
  clock.advance(seconds(8));
  await item.replace({ id: 'a', pk: 'p', ttl: 10 });
  clock.advance(seconds(8));
  expect(await ids(container)).toEqual(['a']);
  clock.advance(seconds(8));

  expect((await container.items.create({ id: 'a', pk: 'p', n: 2 })).statusCode).toBe(201);
});

it('frees the unique keys of an expired item', async () => {
  const container = await account.container({ defaultTtl: -1, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/k'] }] } });
  await container.items.create({ id: 'a', pk: 'p', k: 1, ttl: 5 });
  await container.items.create({ id: 'b', pk: 'p', k: 2 });
  clock.advance(seconds(6));

  expect((await container.items.create({ id: 'c', pk: 'p', k: 1 })).statusCode).toBe(201);
  await expect(container.items.create({ id: 'd', pk: 'p', k: 2 })).rejects.toMatchObject({ code: 409 });
});

it('expires nothing in a container that has no default, and begins when it gets one', async () => {
  const container = await account.container();
  await container.items.create({ id: 'a', pk: 'p', ttl: 5 });
  clock.advance(seconds(20));
  expect(await ids(container)).toEqual(['a']);

  const { resource } = await container.read();
  await container.replace({ ...resource, defaultTtl: -1 } as never);

  expect(await ids(container)).toEqual([]);
});

it('removes expired items for good later on', async () => {
  const container = await account.container({ defaultTtl: 5 });
  await container.items.create({ id: 'a', pk: 'p' });
  clock.advance(minutes(2));
  // What was due has been called when a later timer of the same clock is.
  await clock.sleep(seconds(0));
  await container.read();
  const own = account.server.close();
  await own;

  const file = new DatabaseSync(join(account.context.folder('cosmos'), 'cosmos.sqlite'));
  const tables = file.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'items_%'").all();
  const table = tables.map(({ name }) => String(name)).at(-1) ?? '';
  expect(file.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
  file.close();
});
