import { type Container, type OperationInput, PatchOperationType } from '@azure/cosmos';
import { createTestAccount, type TestAccount } from './testing.ts';

let account: TestAccount;
let container: Container;
beforeAll(async () => {
  account = await createTestAccount({ partitions: 4 });
  container = await account.container();
});
afterAll(() => account.dispose());

/** What a call is refused with. */
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => ({ code: 'not refused' as unknown, substatus: undefined as unknown }),
    ({ code, substatus }: { code: unknown; substatus: unknown }) => ({ code, substatus }),
  );

it('creates databases and containers through the SDK, and refuses a second of one name', async () => {
  const { database } = await account.client.databases.createIfNotExists({ id: 'made' });
  const { container: made } = await database.containers.createIfNotExists({ id: 'ü c', partitionKey: '/pk' });
  await made.items.create({ id: 'a', pk: 'p' });

  expect((await made.read()).resource).toMatchObject({ id: 'ü c', partitionKey: { paths: ['/pk'], version: 2 } });
  expect((await database.containers.readAll().fetchAll()).resources.map(({ id }) => id)).toEqual(['ü c']);
  expect(await refusal(account.client.databases.create({ id: 'made' }))).toMatchObject({ code: 409 });
  const found = await account.client.databases.query('SELECT * FROM r WHERE r.id = "made"').fetchAll();
  expect(found.resources.map(({ id }) => id)).toEqual(['made']);
});

it('gives a container that is made anew another rid, and deletes what was in it', async () => {
  const first = await account.container();
  await first.items.create({ id: 'a', pk: 'p' });
  const before = (await first.read()).resource;
  await first.delete();
  await account.server.putContainer('db', { id: first.id, partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } });

  expect((await first.read()).resource?._rid).not.toBe(before?._rid);
  expect((await first.item('a', 'p').read()).statusCode).toBe(404);
});

it('replaces a container by what was read, with other indexes, but never its keys', async () => {
  const changed = await account.container({ uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/k'] }] } });
  for (const n of [2, 1]) await changed.items.create({ id: `${n}`, pk: 'p', k: n, n: `n${n}` });
  const { resource } = await changed.read();
  const indexingPolicy = { includedPaths: [{ path: '/n/?' }], excludedPaths: [{ path: '/*' }] };

  await changed.replace({ ...resource, indexingPolicy } as never);

  const query = 'SELECT VALUE c.n FROM c WHERE c.n > "n" ORDER BY c.n';
  expect((await changed.items.query(query, { partitionKey: 'p' }).fetchAll()).resources).toEqual(['n1', 'n2']);
  expect(await refusal(changed.items.create({ id: '3', pk: 'p', k: 1 }))).toMatchObject({ code: 409 });
  const otherKey = { ...resource, partitionKey: { paths: ['/other'] } };
  expect(await refusal(changed.replace(otherKey as never))).toMatchObject({ code: 400 });
});

it('answers what was written, with an ETag in quotes', async () => {
  const { resource, etag } = await container.items.create({
    id: 'a',
    pk: 'p',
    text: 'grüße \u2028',
    nested: { n: [1] },
  });

  const read = await container.item('a', 'p').read();

  expect(read.resource).toEqual(resource);
  expect(resource).toMatchObject({ id: 'a', text: 'grüße \u2028', nested: { n: [1] }, _etag: etag });
  expect(etag).toMatch(/^".+"$/);
  expect(read.requestCharge).toBeGreaterThan(0);
  expect(read.headers['x-ms-session-token']).toMatch(/^[0-3]:-1#\d+$/);
});

it('tells strings, numbers, booleans, null and nothing apart in the partition key', async () => {
  const keys = ['1', 1, true, 'true', null, undefined];
  for (const key of keys) {
    await container.items.create({ id: 'same', kind: typeof key, ...(key === undefined ? {} : { pk: key }) });
  }

  for (const key of keys) {
    const { resource } = await container.item('same', key as never).read();
    expect(resource).toMatchObject({ kind: typeof key });
  }
});

it.each(['with space', 'ключ', "it's", 'a+b&c=d', '%41', '"quoted"'])('takes %s as an id', async (id) => {
  const { resource } = await container.items.create({ id, pk: id });

  expect((await container.item(id, id).read()).resource).toEqual(resource);
  expect((await container.item(id, id).delete()).statusCode).toBe(204);
  expect((await container.item(id, id).read()).statusCode).toBe(404);
});

it('refuses a second item of one id in a partition, and takes it in another', async () => {
  await container.items.create({ id: 'twice', pk: 'p' });

  expect(await refusal(container.items.create({ id: 'twice', pk: 'p' }))).toMatchObject({ code: 409 });
  await container.items.create({ id: 'twice', pk: 'q' });
});

it('replaces and deletes only the version that If-Match names', async () => {
  const { item, etag } = await container.items.create({ id: 'versions', pk: 'p', n: 1 });
  const condition = (value: string) => ({ accessCondition: { type: 'IfMatch', condition: value } });

  const { etag: second } = await item.replace({ id: 'versions', pk: 'p', n: 2 }, condition(etag));

  expect(second).not.toBe(etag);
  expect(await refusal(item.replace({ id: 'versions', pk: 'p', n: 3 }, condition(etag)))).toMatchObject({ code: 412 });
  expect(await refusal(item.delete(condition(etag)))).toMatchObject({ code: 412 });
  expect((await item.read<{ n: number }>()).resource?.n).toBe(2);
  await item.replace({ id: 'versions', pk: 'p', n: 4 }, condition('*'));
});

it('answers 304 to a read whose If-None-Match names the version', async () => {
  const { item, etag } = await container.items.create({ id: 'unchanged', pk: 'p' });

  const read = await item.read({ accessCondition: { type: 'IfNoneMatch', condition: etag } });

  expect(read.statusCode).toBe(304);
  expect(read.etag).toBe(etag);
});

it('refuses to replace, patch or delete what is not there', async () => {
  const missing = container.item('missing', 'p');

  expect(await refusal(missing.replace({ id: 'missing', pk: 'p' }))).toMatchObject({ code: 404 });
  expect(await refusal(missing.patch([{ op: PatchOperationType.set, path: '/n', value: 1 }]))).toMatchObject({
    code: 404,
  });
  expect(await refusal(missing.delete())).toMatchObject({ code: 404 });
});

it('says 404, not 412, to a conditional write of an item that is missing, whatever writes it', async () => {
  const condition = { accessCondition: { type: 'IfMatch', condition: '"other"' } };
  const missing = container.item('missing', 'p');
  const operations: OperationInput[] = [
    { operationType: 'Replace', id: 'missing', ifMatch: '"other"', resourceBody: { id: 'missing', pk: 'p' } },
    { operationType: 'Create', resourceBody: { id: 'beside', pk: 'p' } },
  ];

  for (const write of [
    missing.replace({ id: 'missing', pk: 'p' }, condition),
    missing.delete(condition),
    missing.patch([{ op: 'set', path: '/n', value: 1 }], condition),
  ])
    expect(await refusal(write)).toMatchObject({ code: 404 });
  const { result } = await container.items.batch(operations, 'p');
  expect(result?.map(({ statusCode }) => statusCode)).toEqual([404, 424]);
});

it('upserts: 201 for a new item, 200 for one that is there, 412 for another version', async () => {
  expect((await container.items.upsert({ id: 'up', pk: 'p', n: 1 })).statusCode).toBe(201);
  expect((await container.items.upsert({ id: 'up', pk: 'p', n: 2 })).statusCode).toBe(200);
  const stale = { accessCondition: { type: 'IfMatch', condition: '"other"' } };
  expect(await refusal(container.items.upsert({ id: 'up', pk: 'p', n: 3 }, stale))).toMatchObject({ code: 412 });
});

it('patches under a condition', async () => {
  const { item } = await container.items.create({ id: 'patched', pk: 'p', n: 1, list: ['a'], gone: true });

  const { resource } = await item.patch<Record<string, unknown>>({
    condition: 'from c where c.n = 1 and is_defined(c.gone)',
    operations: [
      { op: PatchOperationType.incr, path: '/n', value: 2 },
      { op: PatchOperationType.add, path: '/list/0', value: 'b' },
      { op: PatchOperationType.add, path: '/list/-', value: 'c' },
      { op: PatchOperationType.set, path: '/made', value: { x: 1 } },
      { op: PatchOperationType.replace, path: '/made/x', value: 2 },
      { op: PatchOperationType.remove, path: '/gone' },
    ],
  });

  expect(resource).toMatchObject({ n: 3, list: ['b', 'a', 'c'], made: { x: 2 } });
  expect(resource).not.toHaveProperty('gone');
  const again = item.patch({ condition: 'from c where c.n = 1', operations: [{ op: 'set', path: '/n', value: 9 }] });
  expect(await refusal(again)).toMatchObject({ code: 412 });
});

it.each([
  ['eleven operations', Array.from({ length: 11 }, () => ({ op: 'incr' as const, path: '/n', value: 1 }))],
  ['a path that is not there', [{ op: 'replace' as const, path: '/no/such', value: 1 }]],
  ['the id', [{ op: 'set' as const, path: '/id', value: 'x' }]],
  ['the partition key', [{ op: 'set' as const, path: '/pk', value: 'x' }]],
])('refuses a patch of %s', async (_, operations) => {
  const { item } = await container.items.upsert({ id: 'steady', pk: 'p', n: 1 });

  expect(await refusal(item.patch(operations))).toMatchObject({ code: 400 });
  expect((await item.read<{ n: number }>()).resource?.n).toBe(1);
});

it('refuses a key in the header that is not the key in the body', async () => {
  const { item } = await container.items.create({ id: 'moved', pk: 'p' });

  expect(await refusal(item.replace({ id: 'moved', pk: 'q' }))).toEqual({ code: 400, substatus: 1001 });
});

it('refuses items of more than 2 MB', async () => {
  const text = 'x'.repeat(2 * 1024 * 1024);

  expect(await refusal(container.items.create({ id: 'big', pk: 'p', text }))).toMatchObject({ code: 413 });
  expect((await container.items.create({ id: 'almost', pk: 'p', text: text.slice(200) })).statusCode).toBe(201);
});

it.each([
  { id: '', pk: 'p' },
  { id: 'bad', pk: { no: 'scalar' } },
  { id: 'bad', pk: 'p', ttl: 0 },
])('refuses the item %j', async (document) => {
  const options = { disableAutomaticIdGeneration: true };
  expect(await refusal(container.items.create(document as never, options))).toMatchObject({ code: 400 });
});

it('keeps unique keys per partition, and counts a missing value as a value', async () => {
  const unique = await account.container({ uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/a/b', '/c'] }] } });
  await unique.items.create({ id: '1', pk: 'p', a: { b: 1 } });

  expect(await refusal(unique.items.create({ id: '2', pk: 'p', a: { b: 1 } }))).toMatchObject({ code: 409 });
  await unique.items.create({ id: '2', pk: 'q', a: { b: 1 } });
  await unique.items.create({ id: '3', pk: 'p', a: { b: 1 }, c: null });
  await unique.item('1', 'p').delete();
  await unique.items.create({ id: '4', pk: 'p', a: { b: 1 } });
});

it('reads a hierarchical partition key', async () => {
  const deep = await account.container({ partitionKey: { paths: ['/a', '/b'], kind: 'MultiHash', version: 2 } });
  for (const [a, b] of [
    ['x', '1'],
    ['x', '2'],
    ['y', '1'],
  ])
    await deep.items.create({ id: 'i', a, b });

  expect((await deep.item('i', ['x', '2']).read()).resource).toMatchObject({ a: 'x', b: '2' });
  const { resources } = await deep.items.query('SELECT c.a, c.b FROM c', { partitionKey: ['x'] }).fetchAll();
  expect(resources).toEqual([{ a: 'x', b: '1' }, { a: 'x', b: '2' }]); // prettier-ignore
});
