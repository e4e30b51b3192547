import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type ChangeFeed, type FeedRange } from '../feed.ts';
import { createContainers } from '../provision.ts';
import { partitions } from '../testing/use-cosmos.ts';
import { useDatabase } from '../testing/use-database.ts';
import { databaseOn } from '../testing/database-on.ts';
import { hurriedClock } from '../testing/hurried-clock.ts';

const { context, cosmos, database, strike } = useDatabase({ per: 'test' });

const put = async (id: string, state: 'Registered' | 'Warned' = 'Registered') =>
  (await database.subscriptions.put(id, () => ({ state }))).subscription;
const many = (count: number) => Promise.all(Array.from({ length: count }, () => put(randomUUID())));

/** Reads until the range has nothing more to say. */
async function drain(feed: ChangeFeed, range: FeedRange, from?: string) {
  const documents = [];
  let continuation = from;
  for (;;) {
    const page = await feed.read(range, continuation);
    documents.push(...page.documents);
    continuation = page.continuation;
    if (!page.more) return { documents, continuation };
  }
}

describe('change feed', () => {
  it('covers all keys with the ranges of the container', async () => {
    const ranges = (await database.feed('Subscriptions').ranges()).sort((a, b) => (a.min < b.min ? -1 : 1));

    expect(ranges).toHaveLength(partitions);
    expect(ranges[0]?.min).toBe('');
    expect(ranges.at(-1)?.max).toBe('FF');
    expect(ranges.slice(1).map(({ min }) => min)).toEqual(ranges.slice(0, -1).map(({ max }) => max));
  });

  it('gives each changed document with version, time and partition key, once, in one range', async () => {
    const written = await many(12);
    const feed = database.feed('Subscriptions');

    const found = (await Promise.all((await feed.ranges()).map((range) => drain(feed, range)))).flatMap(
      ({ documents }) => documents,
    );

    expect(found).toHaveLength(12);
    for (const version of written) {
      expect(found).toContainEqual({ partitionKey: version.document.id, found: version });
    }
  });

  it('goes on after the page that the continuation names, in another process as well', async () => {
    await many(8);
    const feed = database.feed('Subscriptions');
    const places = await Promise.all(
      (await feed.ranges()).map(async (range) => ({ range, ...(await drain(feed, range)) })),
    );
    const later = await put(randomUUID());
    const other = database.another().feed('Subscriptions');

    for (const reader of [feed, other]) {
      const news = await Promise.all(places.map(({ range, continuation }) => drain(reader, range, continuation)));
      expect(news.flatMap(({ documents }) => documents)).toEqual([{ partitionKey: later.document.id, found: later }]);
    }
  });

  it('asks once for each page when it reads on', async () => {
    await put(randomUUID());
    const feed = database.feed('Subscriptions');
    const [range] = await feed.ranges();
    const { continuation } = await drain(feed, range!);
    const all = context.faults.add({ service: 'cosmos', action: { kind: 'delay', ms: 0 }, times: 1_000 });

    const page = await feed.read(range!, continuation);

    expect(page).toMatchObject({ documents: [], more: false });
    expect(context.faults.list().find(({ id }) => id === all)?.matched).toBe(1);
  });

  it('gives the same page again after an error', async () => {
    const ids = (await many(6)).map(({ document }) => document.id);
    const feed = database.feed('Subscriptions');
    const seen = new Set<string>();

    for (const range of await feed.ranges()) {
      const first = await feed.read(range, undefined);
      strike({ kind: 'status', status: 500 }, { method: 'FEED' });
      await expect(feed.read(range, first.continuation)).rejects.toMatchObject({ kind: 'unavailable' });
      const again = await drain(feed, range, undefined);
      for (const { partitionKey } of again.documents) seen.add(partitionKey);
    }

    expect([...seen].sort()).toEqual(ids.sort());
  });

  it('reads any part of the keys, not only what is one partition now', async () => {
    const written = await many(10);
    const feed = database.feed('Subscriptions');

    const { documents } = await drain(feed, { min: '', max: 'FF' });

    expect(documents.map(({ partitionKey }) => partitionKey).sort()).toEqual(
      written.map(({ document }) => document.id).sort(),
    );
  });

  it.each(['', '{}', 'null', 'x', '{"rid":"a","Continuation":[]}', '{"rid":"a","Continuation":[{}]}'])(
    'refuses %j, which it never gave out',
    async (continuation) => {
      const feed = database.feed('Subscriptions');
      const [range] = await feed.ranges();

      await expect(feed.read(range!, continuation)).rejects.toMatchObject({ kind: 'refused-continuation' });
    },
  );

  it('refuses the place in a container that was made anew, and begins at its beginning', async () => {
    await many(8);
    const feed = database.feed('Subscriptions');
    const ranges = await feed.ranges();
    const places = await Promise.all(ranges.map(async (range) => (await drain(feed, range)).continuation));
    await cosmos.deleteContainer(database.name, 'Subscriptions');
    await createContainers({
      endpoint: cosmos.endpoint,
      auth: { key: cosmos.key },
      clock: hurriedClock,
      databaseName: database.name,
      containers: ['Subscriptions'],
    });
    const fresh = await put(randomUUID());

    for (const reader of [feed, database.another().feed('Subscriptions')]) {
      for (const [n, range] of ranges.entries()) {
        await expect(reader.read(range, places[n])).rejects.toMatchObject({ kind: 'refused-continuation' });
      }
      const news = await Promise.all(ranges.map((range) => drain(reader, range)));
      expect(news.flatMap(({ documents }) => documents)).toEqual([{ partitionKey: fresh.document.id, found: fresh }]);
    }
  });

  it('misses the last version of no document, however pages, writes and restarts fall', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), who: fc.nat(14) }),
      fc.record({ kind: fc.constant('read' as const), range: fc.nat(partitions - 1) }),
      fc.record({ kind: fc.constant('restart' as const) }),
      fc.record({ kind: fc.constant('fail' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const own = await databaseOn(cosmos);
        const ids = Array.from({ length: 15 }, () => randomUUID());
        const last = new Map<string, string>();
        const seen = new Map<string, Set<string>>();
        let feed = own.feed('Subscriptions', { pageSize: 2 });
        const ranges = await feed.ranges();
        const places = ranges.map((): string | undefined => undefined);
        const read = async (n: number) => {
          const page = await feed.read(ranges[n]!, places[n]).catch(() => undefined);
          if (!page) return true;
          for (const { partitionKey, found } of page.documents) {
            seen.set(partitionKey, (seen.get(partitionKey) ?? new Set()).add(found.etag));
          }
          places[n] = page.continuation;
          return page.more;
        };

        for (const one of steps) {
          if (one.kind === 'write') {
            const id = ids[one.who]!;
            last.set(id, (await own.subscriptions.put(id, () => ({ state: 'Warned' }))).subscription.etag);
          } else if (one.kind === 'read') await read(one.range);
          else if (one.kind === 'restart') feed = own.another().feed('Subscriptions', { pageSize: 2 });
          else strike({ kind: 'status', status: 500 }, { method: 'FEED' });
        }
        context.faults.clear();
        for (const n of ranges.keys()) while (await read(n));

        for (const [id, etag] of last) expect(seen.get(id)).toContain(etag);
        own.dispose();
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});
