import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BlockBlobClient, type ContainerClient } from '@azure/storage-blob';
import { group, refusal, startStorage, type StorageUnderTest } from './testing.ts';

describe('Blobs', () => {
  let storage: StorageUnderTest;
  let account: string;
  let container: ContainerClient;
  let blob: BlockBlobClient;
  let n = 0;

  const write = (text: string, to = blob, conditions = {}) => to.upload(text, Buffer.byteLength(text), { conditions });
  const read = async (from = blob) => (await from.downloadToBuffer()).toString();
  const contents = () => readdirSync(join(storage.context.folder('blob'), 'contents')).length;

  beforeAll(async () => {
    storage = await startStorage();
    account = await storage.account();
  });
  beforeEach(async () => {
    container = storage.client(account).getContainerClient(`things-${n++}`);
    await container.create();
    blob = container.getBlockBlobClient('folder/a blob+?.txt');
  });
  afterAll(() => storage.close());

  it('come back as they were written, with what was said about them', async () => {
    const written = await blob.upload('hello', 5, {
      blobHTTPHeaders: { blobContentType: 'text/plain', blobCacheControl: 'no-cache' },
      metadata: { Made: 'by me' },
    });

    const properties = await blob.getProperties();
    expect(await read()).toBe('hello');
    expect(properties).toMatchObject({
      etag: written.etag,
      contentLength: 5,
      contentType: 'text/plain',
      cacheControl: 'no-cache',
      blobType: 'BlockBlob',
      metadata: { made: 'by me' },
    });
    expect(written.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are made once by twenty that race with If-None-Match: *', async () => {
    const racers = Array.from({ length: 20 }, (_one, index) =>
      write(`racer ${index}`, blob, { ifNoneMatch: '*' }).then(
        () => `racer ${index}`,
        (error: { statusCode: number; code: string }) => `${error.statusCode} ${error.code}`,
      ),
    );

    const results = await Promise.all(racers);

    const winners = results.filter((one) => one.startsWith('racer'));
    expect(winners).toHaveLength(1);
    expect(results.filter((one) => one === '409 BlobAlreadyExists')).toHaveLength(19);
    expect(await read()).toBe(winners[0]);
  });

  it('change only when the condition of the writer is met', async () => {
    const first = await write('one');
    const second = await write('two', blob, { ifMatch: first.etag ?? '' });

    expect(await refusal(write('three', blob, { ifMatch: first.etag ?? '' }))).toEqual({
      status: 412,
      code: 'ConditionNotMet',
    });
    expect(await refusal(write('x', container.getBlockBlobClient('absent'), { ifMatch: first.etag ?? '' }))).toEqual({
      status: 412,
      code: 'ConditionNotMet',
    });
    expect(await refusal(blob.delete({ conditions: { ifMatch: first.etag ?? '' } }))).toEqual({
      status: 412,
      code: 'ConditionNotMet',
    });
    expect(await read()).toBe('two');
    expect(
      (await refusal(blob.download(0, undefined, { conditions: { ifNoneMatch: second.etag ?? '' } }))).status,
    ).toBe(304);
  });

  it('are put together from blocks, old and new, in the order of the list', async () => {
    const id = (text: string) => Buffer.from(text).toString('base64');
    await blob.stageBlock(id('a'), 'aaa', 3);
    await blob.stageBlock(id('b'), 'bbb', 3);
    expect(await refusal(blob.download())).toEqual({ status: 404, code: 'BlobNotFound' });
    await blob.commitBlockList([id('b'), id('a')]);
    expect(await read()).toBe('bbbaaa');

    await blob.stageBlock(id('c'), 'cc', 2);
    await blob.commitBlockList([id('a'), id('c'), id('a')]);

    const list = await blob.getBlockList('all');
    expect(await read()).toBe('aaaccaaa');
    expect(list.committedBlocks?.map(({ name, size }) => [name, size])).toEqual([
      [id('a'), 3],
      [id('c'), 2],
      [id('a'), 3],
    ]);
    expect(list.uncommittedBlocks ?? []).toEqual([]);
    expect(await refusal(blob.commitBlockList([id('z')]))).toEqual({ status: 400, code: 'InvalidBlockList' });
    expect(await refusal(blob.stageBlock(id('longer'), 'x', 1))).toEqual({ status: 400, code: 'InvalidBlobOrBlock' });
  });

  it('of many megabytes arrive by blocks in parallel and are read in ranges', async () => {
    const bytes = randomBytes(3 * 2 ** 20 + 17);

    await blob.uploadData(bytes, { blockSize: 2 ** 18, maxSingleShotSize: 2 ** 18, concurrency: 5 });

    const range = await blob.downloadToBuffer(1_000_000, 100_000);
    expect((await blob.downloadToBuffer(0, undefined, { blockSize: 500_000 })).equals(bytes)).toBe(true);
    expect(range.equals(bytes.subarray(1_000_000, 1_100_000))).toBe(true);
    expect(await refusal(blob.download(bytes.length, 1))).toEqual({ status: 416, code: 'InvalidRange' });
  });

  it('are refused when the MD5 is not that of the bytes', async () => {
    const wrong = storage.client(account).getContainerClient(container.containerName).getBlockBlobClient('md5');
    const token = await storage.credential.getToken('storage');

    const response = await fetch(wrong.url, {
      method: 'PUT',
      body: 'hello',
      headers: {
        authorization: `Bearer ${token?.token}`,
        'x-ms-version': '2023-11-03',
        'x-ms-blob-type': 'BlockBlob',
        'content-md5': Buffer.alloc(16).toString('base64'),
      },
    });

    expect([response.status, response.headers.get('x-ms-error-code')]).toEqual([400, 'Md5Mismatch']);
    expect(await wrong.exists()).toBe(false);
  });

  it('are listed by name, prefix and page', async () => {
    const names = ['a/1', 'a/2', 'a/3', 'b', 'ä & <b>'];
    for (const name of names) await write(name, container.getBlockBlobClient(name));

    const all = [];
    for await (const one of container.listBlobsFlat()) all.push(one);
    const pages = [];
    for await (const page of container.listBlobsFlat({ prefix: 'a/' }).byPage({ maxPageSize: 2 }))
      pages.push(page.segment.blobItems.map(({ name }) => name));

    expect(all.map(({ name }) => name)).toEqual(names);
    expect(all[0]?.properties).toMatchObject({ contentLength: 3, blobType: 'BlockBlob' });
    expect(pages).toEqual([['a/1', 'a/2'], ['a/3']]);
  });

  it('and their containers are gone when they were deleted', async () => {
    await write('one');
    await blob.delete();
    expect(await refusal(blob.delete())).toEqual({ status: 404, code: 'BlobNotFound' });
    await write('two');

    await container.delete();

    expect(await refusal(blob.download())).toEqual({ status: 404, code: 'ContainerNotFound' });
    expect(await refusal(write('three'))).toEqual({ status: 404, code: 'ContainerNotFound' });
    await container.create();
    expect(await blob.exists()).toBe(false);
    expect(await refusal(container.create())).toEqual({ status: 409, code: 'ContainerAlreadyExists' });
  });

  it('are there when the service is opened again, staged blocks too, and nothing else is left on the disk', async () => {
    const id = Buffer.from('a').toString('base64');
    await write('one');
    await write('two');
    await container.getBlockBlobClient('staged').stageBlock(id, 'block', 5);
    const before = contents();
    // What a process leaves that is killed between the bytes and the note of them.
    writeFileSync(join(storage.context.folder('blob'), 'contents', 'nobody-keeps-it'), 'x');

    await storage.reopen();

    // Its connections are cut, and the first request may find that out.
    const again = storage.client(account, { tries: 3 }).getContainerClient(container.containerName);
    expect(await read(again.getBlockBlobClient(blob.name))).toBe('two');
    expect(contents()).toBe(before);
    await container.getBlockBlobClient('staged').commitBlockList([id]);
    expect(await read(container.getBlockBlobClient('staged'))).toBe('block');
  });

  it('go with their account', async () => {
    const other = await storage.account();
    const theirs = storage.client(other).getContainerClient('things');
    await theirs.create();
    await write('one', theirs.getBlockBlobClient('blob'));
    const before = contents();

    await storage.arm('DELETE', `${group}/providers/Microsoft.Storage/storageAccounts/${other}`);

    expect(await refusal(theirs.getBlockBlobClient('blob').download())).toMatchObject({ status: 404 });
    await storage.reopen();
    expect(contents()).toBe(before - 1);
  });

  it('fail as the service does when a fault strikes', async () => {
    const action = { kind: 'status', status: 503 } as const;
    storage.context.faults.add({ service: 'blob', method: 'PUT', path: 'a%20blob', action });
    storage.context.faults.add({ service: 'blob', method: 'PUT', action: { kind: 'lose-answer' } });

    expect(await refusal(write('one'))).toEqual({ status: 503, code: 'ServerBusy' });
    await expect(write('two')).rejects.toThrow();

    expect(await read()).toBe('two');
  });
});
