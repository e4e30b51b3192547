import { type ChangeFeedIteratorOptions, ChangeFeedStartFrom, type Container } from '@azure/cosmos';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seconds } from '@aro-rp/time';
import { createAdvanceableClock } from '../host/clock.ts';
import { createTestAccount, type TestAccount } from './testing.ts';

describe.each([1, 4])('the change feed of a container with %d partitions', (partitions) => {
  const clock = createAdvanceableClock();
  let account: TestAccount;
  let container: Container;
  beforeAll(async () => {
    account = await createTestAccount({ partitions, clock });
  });
  beforeEach(async () => {
    container = await account.container({ defaultTtl: -1 });
  });
  afterAll(() => account.dispose());

  type Feed = ReturnType<Container['items']['getChangeFeedIterator']>;
  const open = (options: ChangeFeedIteratorOptions = {}): Feed =>
    container.items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning(), ...options });
  const resume = (token: string, options: ChangeFeedIteratorOptions = {}) =>
    open({ changeFeedStartFrom: ChangeFeedStartFrom.Continuation(token), ...options });

  /** Reads to the end. @returns ids, and the token to go on from */
  async function drain(feed: Feed): Promise<{ ids: string[]; token: string }> {
    const ids: string[] = [];
    for (;;) {
      const page = await feed.readNext();
      if (page.statusCode === 304) return { ids, token: page.continuationToken };
      ids.push(...page.result.map(({ id }: { id: string }) => id));
    }
  }
  const write = (id: string, more: object = {}) => container.items.upsert({ id, pk: id, ...more });

  it('shows each item once, in its latest version, at the place of its last write', async () => {
    for (const id of ['a', 'b', 'c']) await container.items.create({ id, pk: 'p', n: 1 });
    await container.items.upsert({ id: 'a', pk: 'p', n: 2 });
    await container.item('b', 'p').delete();

    const page = await open({ maxItemCount: 10 }).readNext();

    expect(page.result).toEqual([
      expect.objectContaining({ id: 'c', n: 1 }),
      expect.objectContaining({ id: 'a', n: 2 }),
    ]);
    const [first, second] = page.result.map((one) => Number((one as unknown as { _lsn: number })._lsn));
    expect(first).toBeLessThan(second ?? 0);
  });

  it('goes on from a token in small pages and misses nothing', async () => {
    const written = Array.from({ length: 25 }, (_, i) => `i${i}`);
    for (const id of written) await write(id);
    const seen: string[] = [];
    let token: string | undefined;

    for (let pages = 0; pages < 60; pages++) {
      const feed = token === undefined ? open({ maxItemCount: 2 }) : resume(token, { maxItemCount: 2 });
      const page = await feed.readNext();
      if (page.statusCode === 304) break;
      seen.push(...page.result.map(({ id }: { id: string }) => id));
      token = page.continuationToken;
      if (pages === 3) await write('late').then(() => written.push('late'));
    }

    expect(seen.sort()).toEqual(written.sort());
  });

  it('begins now, and at a time', async () => {
    await write('before');
    const now = open({ changeFeedStartFrom: ChangeFeedStartFrom.Now() });
    const { ids: none, token } = await drain(now);
    clock.advance(seconds(10));
    const time = new Date(clock.now());
    clock.advance(seconds(10));
    await write('after');

    expect(none).toEqual([]);
    expect((await drain(resume(token))).ids).toEqual(['after']);
    expect((await drain(open({ changeFeedStartFrom: ChangeFeedStartFrom.Time(time) }))).ids).toEqual(['after']);
  });

  it('gives a token to go on from for an empty container', async () => {
    const { token } = await drain(open());
    await write('first');

    expect((await drain(resume(token))).ids).toEqual(['first']);
  });

  it('reads one partition key, and one range', async () => {
    for (let i = 0; i < 30; i++) await write(`i${i}`);

    const one = container.items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning('i7') });
    expect((await drain(one)).ids).toEqual(['i7']);
    const ranges = await container.getFeedRanges();
    expect(ranges).toHaveLength(partitions);
    const parts = await Promise.all(
      ranges.map(
        async (range) => (await drain(open({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning(range) }))).ids,
      ),
    );
    expect(parts.flat().sort()).toEqual(Array.from({ length: 30 }, (_, i) => `i${i}`).sort());
    parts.forEach((ids) => expect(ids).not.toEqual([]));
  });

  it('reads a part of a range', async () => {
    for (let i = 0; i < 40; i++) await write(`i${i}`);
    const { token } = await drain(open());
    const { rid } = JSON.parse(token) as { rid: string };
    const bounds = ['', '08000000000000000000000000000000', '21000000000000000000000000000000', 'FF'];

    const parts = bounds.slice(1).map(async (maxExclusive, i) => {
      const Continuation = [{ minInclusive: bounds[i], maxExclusive, continuationToken: '' }];
      return (await drain(resume(JSON.stringify({ rid, Continuation })))).ids;
    });

    const ids = await Promise.all(parts);
    ids.forEach((part) => expect(part).not.toEqual([]));
    expect(ids.flat().sort()).toEqual(Array.from({ length: 40 }, (_, i) => `i${i}`).sort());
  });

  it('never tears a batch apart', async () => {
    const operations = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
      operationType: 'Create' as const,
      resourceBody: { id, pk: 'p' },
    }));
    await container.items.batch(operations, 'p');

    const feed = open({ maxItemCount: 2 });
    const pages = [await feed.readNext(), await feed.readNext()].filter(({ statusCode }) => statusCode === 200);

    expect(pages.map(({ result }) => result.length)).toEqual([5]);
  });

  it('goes on from a token of before a restart, and past deletes, with what came after', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'local-azure-feed-'));
    const first = await createTestAccount({ partitions, folder });
    container = await first.container();
    for (const id of ['a', 'b', 'c']) await write(id);
    const { token } = await drain(open());
    await write('d');
    for (const id of ['d', 'c']) await container.item(id, id).delete();
    const { id } = container;
    await first.dispose();

    const second = await createTestAccount({ partitions, folder });
    container = second.client.database('db').container(id);
    const nothing = await drain(resume(token));
    await write('b', { n: 2 });
    const after = await drain(resume(nothing.token));
    const all = await drain(open());
    await second.dispose();
    await rm(folder, { recursive: true });

    expect([nothing.ids, after.ids, all.ids.sort()]).toEqual([[], ['b'], ['a', 'b']]);
  });

  it('does not show what has expired', async () => {
    await write('short', { ttl: 5 });
    await write('long', { ttl: 500 });
    clock.advance(seconds(6));

    expect((await drain(open())).ids).toEqual(['long']);
  });

  it('refuses the token of a container that was made anew', async () => {
    await write('old');
    const { token } = await drain(open());
    await container.delete();
    await account.server.putContainer('db', {
      id: container.id,
      partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 },
    });

    await expect(resume(token).readNext()).rejects.toThrow('not for the current container');
  });
});
