import { createTestAccount, type TestAccount } from './testing.ts';

let account: TestAccount;
beforeAll(async () => {
  account = await createTestAccount({ partitions: 4 });
});
afterAll(() => account.dispose());

it('creates databases and containers through the SDK', async () => {
  const { database } = await account.client.databases.createIfNotExists({ id: 'made' });
  const { container } = await database.containers.createIfNotExists({ id: 'c', partitionKey: '/pk' });

  const { resource } = await container.read();

  expect(resource).toMatchObject({ id: 'c', partitionKey: { paths: ['/pk'], version: 2 } });
});

it('answers what was written, with an ETag in quotes', async () => {
  const container = await account.container();
  const { resource, etag } = await container.items.create({ id: 'a', pk: 'p', text: 'grüße' });

  const read = await container.item('a', 'p').read();

  expect(read.resource).toEqual(resource);
  expect(resource).toMatchObject({ id: 'a', text: 'grüße', _etag: etag });
  expect(etag).toMatch(/^".+"$/);
});

it('runs a batch and reads the change feed', async () => {
  const container = await account.container();
  const { result } = await container.items.batch(
    [
      { operationType: 'Create', resourceBody: { id: 'a', pk: 'p' } },
      { operationType: 'Create', resourceBody: { id: 'b', pk: 'p' } },
    ],
    'p',
  );
  expect(result?.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
  const feed = container.items.getChangeFeedIterator({
    changeFeedStartFrom: (await import('@azure/cosmos')).ChangeFeedStartFrom.Beginning(),
  });
  const page = await feed.readNext();
  expect(page.result.map(({ id }) => id)).toEqual(['a', 'b']);
  expect((await feed.readNext()).statusCode).toBe(304);
});

it('answers an ordered query over all partitions', async () => {
  const container = await account.container();
  for (let i = 0; i < 20; i++) await container.items.create({ id: `i${i}`, pk: `p${i}`, n: 19 - i });
  const { resources } = await container.items
    .query('SELECT c.id, c.n FROM c WHERE c.n >= 5 ORDER BY c.n OFFSET 1 LIMIT 5')
    .fetchAll();
  expect(resources.map(({ n }) => n)).toEqual([6, 7, 8, 9, 10]);
});
