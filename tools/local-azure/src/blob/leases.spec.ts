import { type BlockBlobClient, type ContainerClient } from '@azure/storage-blob';
import { refusal, startStorage, type StorageUnderTest } from './testing.ts';

describe('Leases of blobs', () => {
  let storage: StorageUnderTest;
  let container: ContainerClient;
  let blob: BlockBlobClient;
  let n = 0;
  const ids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
  const [mine, others] = ids;

  beforeAll(async () => {
    storage = await startStorage();
    container = storage.client(await storage.account(), { tries: 3 }).getContainerClient('leased');
    await container.create();
    // Seconds count here, and a busy machine takes some between two requests.
    storage.clock.stillAt = Date.now();
  });
  beforeEach(async () => {
    blob = container.getBlockBlobClient(`release-${n++}`);
    await blob.upload('one', 3);
  });
  afterAll(() => storage.close());

  const lease = (id?: string) => blob.getBlobLeaseClient(id);
  const write = (leaseId?: string) => blob.upload('two', 3, { conditions: leaseId === undefined ? {} : { leaseId } });
  const state = async () => {
    const { leaseStatus, leaseState, leaseDuration } = await blob.getProperties();
    return [leaseStatus, leaseState, leaseDuration];
  };

  it('keep writers and removers out who do not name them, and change no version', async () => {
    const { etag } = await blob.getProperties();

    const taken = await lease(mine).acquireLease(15);

    expect([taken.leaseId, taken.etag, await state()]).toEqual([mine, etag, ['locked', 'leased', 'fixed']]);
    expect(await refusal(write())).toEqual({ status: 412, code: 'LeaseIdMissing' });
    expect(await refusal(write(others))).toEqual({ status: 412, code: 'LeaseIdMismatchWithBlobOperation' });
    expect(await refusal(blob.delete())).toEqual({ status: 412, code: 'LeaseIdMissing' });
    expect(await refusal(blob.setMetadata({ a: 'b' }))).toEqual({ status: 412, code: 'LeaseIdMissing' });
    expect(await refusal(blob.stageBlock('AAAA', 'x', 1))).toEqual({ status: 412, code: 'LeaseIdMissing' });
    expect((await blob.downloadToBuffer()).toString()).toBe('one');
    await write(mine);
    expect(await state()).toEqual(['locked', 'leased', 'fixed']);
    await blob.delete({ conditions: { leaseId: mine } });
  });

  it('are had by one at a time, of twenty that race for them', async () => {
    const racers = Array.from({ length: 20 }, () =>
      lease()
        .acquireLease(60)
        .then(
          ({ leaseId }) => leaseId,
          ({ statusCode, code }: { statusCode: number; code: string }) => `${statusCode} ${code}`,
        ),
    );

    const results = await Promise.all(racers);

    expect(results.filter((one) => one === '409 LeaseAlreadyPresent')).toHaveLength(19);
  });

  it('end by the clock unless they are renewed, and then the old holder is told so', async () => {
    await lease(mine).acquireLease(15);
    storage.clock.ahead += 14_000;
    await lease(mine).renewLease();
    storage.clock.ahead += 14_000;
    expect(await state()).toEqual(['locked', 'leased', 'fixed']);
    storage.clock.ahead += 2_000;

    expect(await state()).toEqual(['unlocked', 'expired', undefined]);
    expect(await refusal(write(mine))).toEqual({ status: 412, code: 'LeaseLost' });
    await lease(others).acquireLease(-1);
    storage.clock.ahead += 365 * 86_400_000;
    expect(await state()).toEqual(['locked', 'leased', 'infinite']);
    expect(await refusal(lease(mine).renewLease())).toEqual({
      status: 409,
      code: 'LeaseIdMismatchWithLeaseOperation',
    });
  });

  it('can be renewed after their end unless the blob was written meanwhile', async () => {
    await lease(mine).acquireLease(15);
    storage.clock.ahead += 16_000;
    await lease(mine).renewLease();
    storage.clock.ahead += 16_000;
    await write();

    expect(await state()).toEqual(['unlocked', 'available', undefined]);
    expect((await refusal(lease(mine).renewLease())).status).toBe(409);
    expect(await refusal(write(mine))).toEqual({ status: 412, code: 'LeaseNotPresentWithBlobOperation' });
  });

  it('go from holder to holder and are given back', async () => {
    await lease(mine).acquireLease(30);

    const changed = await lease(mine).changeLease(others);

    expect(changed.leaseId).toBe(others);
    expect(await refusal(write(mine))).toEqual({ status: 412, code: 'LeaseIdMismatchWithBlobOperation' });
    expect((await refusal(lease(mine).releaseLease())).code).toBe('LeaseIdMismatchWithLeaseOperation');
    await lease(others).releaseLease();
    expect(await state()).toEqual(['unlocked', 'available', undefined]);
    await write();
  });

  it('are broken by anybody who may write, in the time that is asked for', async () => {
    await lease(mine).acquireLease(60);

    const broken = await lease().breakLease(10);

    expect([broken.leaseTime, await state()]).toEqual([10, ['locked', 'breaking', undefined]]);
    expect(await refusal(write())).toEqual({ status: 412, code: 'LeaseIdMissing' });
    expect(await refusal(lease(mine).renewLease())).toEqual({ status: 409, code: 'LeaseIsBrokenAndCannotBeRenewed' });
    expect((await refusal(lease(mine).acquireLease(15))).code).toBe('LeaseIsBreakingAndCannotBeAcquired');
    expect((await lease().breakLease(60)).leaseTime).toBe(10);
    storage.clock.ahead += 10_000;
    expect(await state()).toEqual(['unlocked', 'broken', undefined]);
    await lease(others).acquireLease(15);
    expect(await refusal(container.getBlockBlobClient('absent').getBlobLeaseClient().acquireLease(15))).toEqual({
      status: 404,
      code: 'BlobNotFound',
    });
  });

  it('cannot be of a length that Azure does not have, nor broken when there is none', async () => {
    for (const seconds of [0, 14, 61]) expect((await refusal(lease().acquireLease(seconds))).status).toBe(400);
    expect((await refusal(lease('no-guid').acquireLease(15))).status).toBe(400);
    expect(await refusal(lease().breakLease(0))).toEqual({ status: 409, code: 'LeaseNotPresentWithLeaseOperation' });
  });

  it('stay when the service is opened again, and show in lists', async () => {
    await lease(mine).acquireLease(60);

    await storage.reopen();

    expect(await refusal(write())).toEqual({ status: 412, code: 'LeaseIdMissing' });
    const listed = [];
    for await (const { name, properties } of container.listBlobsFlat())
      if (name === blob.name) listed.push([properties.leaseStatus, properties.leaseState]);
    expect(listed).toEqual([['locked', 'leased']]);
    await lease(mine).releaseLease();
  });
});
