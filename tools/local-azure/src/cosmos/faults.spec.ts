import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { ChangeFeedStartFrom, type Container } from '@azure/cosmos';
import { hours, seconds } from '@aro-rp/time';
import { createAdvanceableClock } from '../host/clock.ts';
import { type FaultAction } from '../faults/index.ts';
import { createCosmosServer } from './server.ts';
import { Store } from './store.ts';
import { createTestAccount, type TestAccount } from './testing.ts';

const clock = createAdvanceableClock();
let account: TestAccount;
let container: Container;
beforeAll(async () => {
  account = await createTestAccount({ clock });
  container = await account.container();
});
afterEach(() => account.context.faults.clear());
afterAll(() => account.dispose());

const strike = (method: string, action: FaultAction, path = 'docs') =>
  account.context.faults.add({ service: 'cosmos', method, path, action });

it('refuses with status, substatus and retry time, and does nothing', async () => {
  strike('POST', { kind: 'status', status: 449, substatus: 5352, retryAfterMs: 7 });

  await expect(container.items.create({ id: 'refused', pk: 'p' })).rejects.toMatchObject({
    code: 449,
    substatus: 5352,
    retryAfterInMs: 7,
    body: { code: 'RetryWith' },
  });
  expect((await container.item('refused', 'p').read()).statusCode).toBe(404);
});

it('lets the SDK wait and repeat after 429', async () => {
  strike('POST', { kind: 'status', status: 429, retryAfterMs: 1 });

  expect((await container.items.create({ id: 'throttled', pk: 'p' })).statusCode).toBe(201);
});

it('does the work and loses the answer', async () => {
  strike('POST', { kind: 'lose-answer' });

  await expect(container.items.create({ id: 'lost', pk: 'p' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await container.item('lost', 'p').read()).statusCode).toBe(200);
});

it('drops a connection without doing the work', async () => {
  strike('PUT', { kind: 'drop' });
  const { item } = await container.items.create({ id: 'dropped', pk: 'p' });

  await expect(item.replace({ id: 'dropped', pk: 'p', n: 1 })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await item.read()).resource).not.toHaveProperty('n');
});

it('delays by the clock', async () => {
  strike('GET', { kind: 'delay', ms: 3_600_000 });
  const read = container.item('throttled', 'p').read();
  const before = account.context.faults.list();
  while (before[0]?.struck === 0 && account.context.faults.list()[0]?.struck === 0) await container.database.read();

  clock.advance(hours(1));

  expect((await read).statusCode).toBe(200);
});

it.each<[string, () => Promise<unknown>]>([
  ['BATCH', () => container.items.batch([{ operationType: 'Read', id: 'x' }], 'p')],
  ['QUERY', () => container.items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchAll()],
  [
    'FEED',
    () => container.items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning() }).readNext(),
  ],
])('aims at %s by its own name', async (method, call) => {
  strike(method, { kind: 'status', status: 413 });

  await expect(call()).rejects.toThrow('A fault was asked for');
});

it('dates every answer by the clock', async () => {
  clock.advance(hours(5));
  const { headers } = await container.item('none', 'p').read();
  const { headers: refused } = await container.items
    .create({ id: 'x', pk: { no: 'scalar' } } as never)
    .catch((error: { headers: Record<string, string> }) => error);

  for (const date of [headers['date'], refused?.['date']]) {
    expect(Math.abs(Date.parse(String(date)) - clock.now())).toBeLessThan(seconds(60));
  }
});

it('ends with requests that hang', async () => {
  const other = await createTestAccount();
  const hanging = await other.container();
  other.context.faults.add({ service: 'cosmos', method: 'PUT', action: { kind: 'hang' } });
  const { item } = await hanging.items.create({ id: 'a', pk: 'p' });
  const replaced = item.replace({ id: 'a', pk: 'p' });
  const outcome = expect(replaced).rejects.toMatchObject({ code: 'ECONNRESET' });
  while (other.context.faults.list()[0]?.struck === 0) await hanging.database.read();

  await other.dispose();

  await outcome;
});

it('names port and option when the port is taken', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;

  await expect(createTestAccount({ port })).rejects.toThrow(new RegExp(`port ${port}.*--cosmos-port`));
  holder.close();
});

it('refuses a folder that another server has', async () => {
  await expect(createCosmosServer(account.context, { port: 0 })).rejects.toThrow('in use by another process');
});

it('says when the disk is full, and takes writes again when it is not', async () => {
  const store = new Store(join(account.context.folder('cosmos'), 'other.sqlite'));
  await store.write(() => store.define('CREATE TABLE t (body TEXT)'));
  const insert = () => store.write(() => store.run('INSERT INTO t VALUES (?)', 'x'.repeat(100_000)));
  const { page_count: pages } = store.get('PRAGMA page_count') as { page_count: number };
  store.define(`PRAGMA max_page_count = ${pages + 60}`);

  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, insert));
  const kept = Number(store.get('SELECT count(*) AS n FROM t')?.['n']);
  store.define('PRAGMA max_page_count = 1000000');

  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.map((one) => String(one.status === 'rejected' && one.reason)).join()).toContain('disk is full');
  expect(kept).toBeGreaterThanOrEqual(outcomes.length - refused.length);
  await expect(insert()).resolves.toBe(1);
  store.close();
});
