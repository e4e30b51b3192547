import { type Container, type FeedOptions, type JSONValue, type SqlParameter } from '@azure/cosmos';
import { createTestAccount, type TestAccount } from './testing.ts';

interface Person {
  id: string;
  team: string;
  n: number;
  score?: number;
}

describe.each([1, 4])('queries through the SDK over %d partitions', (partitions) => {
  let account: TestAccount;
  let container: Container;
  const people: Person[] = Array.from({ length: 40 }, (_, i) => ({
    id: `p${i}`,
    team: ['red', 'green', 'blue'][i % 3] ?? '',
    n: (i * 7) % 40,
    ...(i % 4 === 0 ? {} : { score: i / 2 }),
  }));

  beforeAll(async () => {
    account = await createTestAccount({ partitions });
    container = await account.container({
      partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 },
      indexingPolicy: {
        includedPaths: [{ path: '/*' }, { path: '/n/?' }],
        excludedPaths: [{ path: '/score/?' }],
        compositeIndexes: [[{ path: '/team' }, { path: '/n', order: 'descending' }]],
      },
    });
    for (const person of people) await container.items.create({ ...person });
  });
  afterAll(() => account.dispose());

  const ask = async (query: string, parameters: Record<string, JSONValue> = {}, options: FeedOptions = {}) => {
    const named: SqlParameter[] = Object.entries(parameters).map(([name, value]) => ({ name, value }));
    const { resources } = await container.items.query({ query, parameters: named }, options).fetchAll();
    return resources as unknown[];
  };
  const byN = [...people].sort((a, b) => a.n - b.n);
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

  it('filters with parameters', async () => {
    const query = 'SELECT VALUE c.id FROM c WHERE c.team = @team AND c.n >= @least AND NOT IS_DEFINED(c.score)';
    const expected = people.filter(({ team, n, score }) => team === 'red' && n >= 10 && score === undefined);

    expect((await ask(query, { '@team': 'red', '@least': 10 })).sort()).toEqual(expected.map(({ id }) => id).sort());
  });

  it('answers whole items with their system properties', async () => {
    const [found] = await ask('SELECT * FROM c WHERE c.id = "p7"');

    expect(found).toEqual((await container.item('p7', 'p7').read()).resource);
  });

  it.each([2, 7, 100])('orders over all partitions in pages of %d', async (maxItemCount) => {
    expect(await ask('SELECT c.n, c.team FROM c ORDER BY c.n', {}, { maxItemCount })).toEqual(
      byN.map(({ n, team }) => ({ n, team })),
    );
    const both = [...people].sort((a, b) => (a.team < b.team ? -1 : a.team > b.team ? 1 : b.n - a.n));
    expect(await ask('SELECT VALUE c.id FROM c ORDER BY c.team ASC, c.n DESC', {}, { maxItemCount })).toEqual(
      both.map(({ id }) => id),
    );
  });

  it('takes TOP, OFFSET and LIMIT over all partitions', async () => {
    const ns = byN.map(({ n }) => n);
    expect(await ask('SELECT TOP 5 VALUE c.n FROM c ORDER BY c.n DESC')).toEqual(ns.slice(-5).reverse());
    expect(await ask('SELECT VALUE c.n FROM c ORDER BY c.n OFFSET @o LIMIT @l', { '@o': 3, '@l': 4 })).toEqual(
      ns.slice(3, 7),
    );
    expect(await ask('SELECT TOP 3 * FROM c')).toHaveLength(3);
    expect(await ask('SELECT * FROM c OFFSET 38 LIMIT 10')).toHaveLength(2);
  });

  it('aggregates over all partitions', async () => {
    const scores = people.map(({ score }) => score).filter((score) => score !== undefined);
    expect(await ask('SELECT VALUE COUNT(1) FROM c')).toEqual([40]);
    expect(await ask('SELECT VALUE COUNT(c.score) FROM c')).toEqual([scores.length]);
    expect(await ask('SELECT VALUE SUM(c.n) FROM c WHERE c.team = "red"')).toEqual([
      sum(people.filter(({ team }) => team === 'red').map(({ n }) => n)),
    ]);
    expect(await ask('SELECT VALUE AVG(c.score) FROM c')).toEqual([sum(scores) / scores.length]);
    expect(await ask('SELECT VALUE MIN(c.n) FROM c')).toEqual([0]);
    expect(await ask('SELECT VALUE MAX(c.team) FROM c')).toEqual(['red']);
    expect(await ask('SELECT VALUE COUNT(1) FROM c WHERE c.n > 1000')).toEqual([0]);
  });

  it('groups over all partitions', async () => {
    const counts = (await ask('SELECT c.team, COUNT(1) AS size, MAX(c.n) AS most FROM c GROUP BY c.team')) as object[];
    const expected = ['red', 'green', 'blue'].map((team) => {
      const members = people.filter((person) => person.team === team);
      return { team, size: members.length, most: Math.max(...members.map(({ n }) => n)) };
    });

    expect(counts).toHaveLength(3);
    expect(counts).toEqual(expect.arrayContaining(expected));
  });

  it('leaves doubles out over all partitions', async () => {
    expect((await ask('SELECT DISTINCT VALUE c.team FROM c')).sort()).toEqual(['blue', 'green', 'red']);
    expect(await ask('SELECT DISTINCT VALUE c.team FROM c ORDER BY c.team')).toEqual(['blue', 'green', 'red']);
  });

  it('asks only the partition that the condition demands', async () => {
    const asked: string[] = [];
    const strike = account.context.faults.strike.bind(account.context.faults);
    account.context.faults.strike = (service, method, path) => {
      asked.push(method);
      return strike(service, method, path);
    };
    const found = await ask('SELECT VALUE c.n FROM c WHERE c.id = @id ORDER BY c.n', { '@id': 'p9' });
    account.context.faults.strike = strike;

    expect(found).toEqual([people[9]?.n]);
    // The first is refused with 1004, the second goes to the one range.
    expect(asked.filter((method) => method === 'QUERY')).toHaveLength(2);
  });

  it('resumes an ordered query from a token of the SDK', async () => {
    const options = { maxItemCount: 6, enableQueryControl: true };
    const seen: unknown[] = [];
    let continuationToken: string | undefined;
    do {
      const pages = container.items.query('SELECT VALUE c.n FROM c ORDER BY c.n', {
        ...options,
        ...(continuationToken === undefined ? {} : { continuationToken }),
      });
      const page = await pages.fetchNext();
      seen.push(...(page.resources ?? []));
      continuationToken = page.continuationToken;
    } while (continuationToken !== undefined);

    expect(seen).toEqual(byN.map(({ n }) => n));
  });

  it.each([
    ['SELECT * FROM c WHERE', 'Syntax error'],
    ['SELECT * FROM c ORDER BY c.score', 'is excluded'],
    ['SELECT * FROM c ORDER BY c.n, c.team', 'composite index'],
    ['SELECT * FROM c ORDER BY c.n + 1', 'could not be mapped to a document path'],
    ['SELECT c.n, COUNT(1) FROM c', 'not contained in an aggregate function'],
    ['SELECT * FROM c WHERE NOSUCH(c.n)', 'not a recognized built-in function'],
    ['SELECT * FROM c WHERE c.n = @missing', 'has no value'],
  ])('refuses %s', async (query, message) => {
    await expect(ask(query)).rejects.toMatchObject({ code: 400, message: expect.stringContaining(message) as string });
  });
});

describe('queries inside one partition', () => {
  let account: TestAccount;
  let container: Container;
  beforeAll(async () => {
    account = await createTestAccount({ partitions: 4 });
    container = await account.container();
    for (let i = 0; i < 20; i++) await container.items.create({ id: `i${i}`, pk: i < 15 ? 'p' : 'q', n: i % 5 });
  });
  afterAll(() => account.dispose());

  const inside = (query: string, options: FeedOptions = {}) =>
    container.items.query(query, { partitionKey: 'p', ...options }).fetchAll();

  it('sees that partition only', async () => {
    expect((await inside('SELECT * FROM c')).resources).toHaveLength(15);
    expect((await inside('SELECT VALUE COUNT(1) FROM c')).resources).toEqual([15]);
    expect((await inside('SELECT c.n, COUNT(1) AS k FROM c GROUP BY c.n')).resources).toContainEqual({ n: 4, k: 3 });
  });

  it('goes on from a continuation token of an earlier iterator', async () => {
    const first = await container.items
      .query('SELECT VALUE c.id FROM c ORDER BY c.n', { partitionKey: 'p', maxItemCount: 4 })
      .fetchNext();
    const rest = await inside('SELECT VALUE c.id FROM c ORDER BY c.n', {
      continuationToken: first.continuationToken,
      maxItemCount: 4,
    });

    expect(first.resources).toHaveLength(4);
    expect(new Set([...first.resources, ...rest.resources]).size).toBe(15);
  });

  it('refuses a token that is none', async () => {
    await expect(inside('SELECT * FROM c', { continuationToken: 'nonsense' })).rejects.toMatchObject({ code: 400 });
  });
});
