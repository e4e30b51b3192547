import { request } from 'node:https';
import { type Container, type OperationInput } from '@azure/cosmos';
import { signedText, sign } from './protocol/auth.ts';
import { createTestAccount, type TestAccount } from './testing.ts';

let account: TestAccount;
let container: Container;
beforeAll(async () => {
  account = await createTestAccount({ partitions: 4 });
  container = await account.container();
});
afterAll(() => account.dispose());

const create = (id: string, more: object = {}): OperationInput =>
  ({ operationType: 'Create', resourceBody: { id, pk: 'p', ...more } }) as OperationInput;

const statuses = (result: readonly { statusCode: number }[] | undefined) => result?.map(({ statusCode }) => statusCode);

it('does every kind of operation in one transaction, with one LSN', async () => {
  await container.items.create({ id: 'kept', pk: 'p', n: 1 });
  await container.items.create({ id: 'gone', pk: 'p' });

  const { code, result } = await container.items.batch(
    [
      create('new'),
      { operationType: 'Upsert', resourceBody: { id: 'kept', pk: 'p', n: 2 } },
      { operationType: 'Read', id: 'kept' },
      { operationType: 'Patch', id: 'kept', resourceBody: [{ op: 'incr', path: '/n', value: 1 }] },
      { operationType: 'Replace', id: 'kept', resourceBody: { id: 'kept', pk: 'p', n: 9 } },
      { operationType: 'Delete', id: 'gone' },
    ],
    'p',
  );

  expect(code).toBe(200);
  expect(statuses(result)).toEqual([201, 200, 200, 200, 200, 204]);
  expect(result?.[2]?.resourceBody).toMatchObject({ n: 2 });
  expect(result?.[3]?.resourceBody).toMatchObject({ n: 3 });
  const { resource, etag } = await container.item('kept', 'p').read<{ n: number }>();
  expect(resource?.n).toBe(9);
  expect(etag).toBe(result?.[4]?.eTag);
});

it('undoes everything when one operation fails, and says which', async () => {
  await container.items.create({ id: 'there', pk: 'p' });

  const { code, result } = await container.items.batch([create('before'), create('there'), create('after')], 'p');

  expect(code).toBe(207);
  expect(statuses(result)).toEqual([424, 409, 424]);
  expect((await container.item('before', 'p').read()).statusCode).toBe(404);
});

it('checks the version that an operation names', async () => {
  const { etag } = await container.items.create({ id: 'fenced', pk: 'p', n: 1 });
  const replace = (ifMatch: string, n: number): OperationInput[] => [
    { operationType: 'Replace', id: 'fenced', ifMatch, resourceBody: { id: 'fenced', pk: 'p', n } },
    create(`beside-${n}`),
  ];

  expect(statuses((await container.items.batch(replace(etag, 2), 'p')).result)).toEqual([200, 201]);
  expect(statuses((await container.items.batch(replace(etag, 3), 'p')).result)).toEqual([412, 424]);
  expect((await container.item('beside-3', 'p').read()).statusCode).toBe(404);
});

it('refuses an operation whose item belongs to another partition', async () => {
  const { result } = await container.items.batch([create('here'), create('elsewhere', { pk: 'q' })], 'p');

  expect(statuses(result)).toEqual([424, 400]);
});

it('refuses more than 2 MB', async () => {
  const text = 'x'.repeat(700_000);
  const batch = container.items.batch(
    ['1', '2', '3'].map((id) => create(`big-${id}`, { text })),
    'p',
  );

  await expect(batch).rejects.toMatchObject({ cause: { code: 413 } });
});

it('refuses more than 100 operations, which the SDK never sends', async () => {
  const path = `/dbs/db/colls/${container.id}/docs`;
  const date = new Date().toUTCString();
  const signature = sign(account.server.key, signedText('post', path.slice(1).split('/'), date));

  const status = await new Promise((resolve, reject) => {
    const headers = {
      authorization: encodeURIComponent(`type=master&ver=1.0&sig=${signature}`),
      'x-ms-date': date,
      'x-ms-cosmos-is-batch-request': 'true',
      'x-ms-cosmos-batch-atomic': 'true',
      'x-ms-documentdb-partitionkey': '["p"]',
    };
    request(`${account.server.endpoint}${path}`, { method: 'POST', headers }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on('error', reject)
      .end(JSON.stringify(Array.from({ length: 101 }, (_, i) => create(`many-${i}`))));
  });

  expect(status).toBe(400);
});

it('does operations in bulk over all partitions, each for itself', async () => {
  const inBulk = (id: string, pk: string) => ({ ...create(id, { pk }), partitionKey: pk }) as never;
  const operations = Array.from({ length: 60 }, (_, i) => inBulk(`bulk-${i}`, `p${i % 9}`));

  const first = await container.items.executeBulkOperations(operations);
  const second = await container.items.executeBulkOperations([...operations.slice(0, 2), inBulk('bulk-new', 'p1')]);

  expect(new Set(first.map(({ response }) => response?.statusCode))).toEqual(new Set([201]));
  expect(second.map(({ response, error }) => response?.statusCode ?? error?.code)).toEqual([409, 409, 201]);
});
