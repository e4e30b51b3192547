import {
  type CosmosServer,
  createCosmosServer,
  createTestContext,
  type FaultAction,
  type TestContext,
} from '@aro-rp/local-azure';
import { randomUUID } from 'node:crypto';
import { type RangeLease } from '../feed.ts';
import { databaseOn, type TestDatabase } from '../testing/database-on.ts';

let context: TestContext;
let cosmos: CosmosServer;
let database: TestDatabase;

beforeAll(async () => {
  context = await createTestContext();
  cosmos = await createCosmosServer(context, { port: 0, partitions: 4 });
  database = await databaseOn(cosmos);
});
afterEach(() => context.faults.clear());
afterAll(async () => {
  database.dispose();
  await cosmos.close();
  await context.dispose();
});

const lease = (changes: Partial<RangeLease> = {}): RangeLease => ({
  id: randomUUID(),
  feed: 'clusters',
  min: '',
  max: 'FF',
  owner: 'a',
  epoch: 1,
  generation: 'g1',
  renewals: 0,
  ...changes,
});
const strike = (action: FaultAction) => context.faults.add({ service: 'cosmos', method: 'BATCH', action });

describe('range leases', () => {
  it('are listed by feed', async () => {
    const feed = randomUUID();
    const made = await database.rangeLeases.create(lease({ feed }));
    await database.rangeLeases.create(lease({ feed: randomUUID() }));

    expect(await database.rangeLeases.list(feed)).toEqual([made]);
  });

  it('are made by one of many', async () => {
    const id = randomUUID();

    const all = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => database.rangeLeases.create(lease({ id, owner: `o${n}` }))),
    );

    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ kind: 'already-exists' });
  });

  it('are replaced by one of many that saw the same version', async () => {
    const seen = await database.rangeLeases.create(lease());

    const all = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => database.rangeLeases.replace(seen, { ...seen.document, owner: `o${n}` })),
    );

    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ kind: 'lost-lease' });
  });

  it.each<FaultAction>([{ kind: 'lose-answer' }, { kind: 'drop' }, { kind: 'status', status: 449 }])(
    'stay with their owner when a checkpoint met $kind',
    async (action) => {
      strike(action);
      const seen = await database.rangeLeases.create(lease());
      strike(action);

      const next = await database.rangeLeases.replace(seen, { ...seen.document, renewals: 1, continuation: 'c' });

      expect(next.document).toMatchObject({ renewals: 1, continuation: 'c', owner: 'a' });
      expect(next.etag).not.toBe(seen.etag);
    },
  );

  it('are lost when the document has gone', async () => {
    const seen = await database.rangeLeases.create(lease());
    await database.removeRaw('Leases', 'clusters', seen.document.id);

    await expect(database.rangeLeases.replace(seen, seen.document)).rejects.toMatchObject({ kind: 'lost-lease' });
  });

  it('drop a continuation that the next one leaves out, and keep members that they do not know', async () => {
    const newer = { ...lease({ continuation: 'c' }), state: 'split', hints: { a: 1 } };
    const seen = await database.rangeLeases.create(newer);

    const next = await database.rangeLeases.replace(seen, lease({ id: newer.id, generation: 'g2', renewals: 1 }));

    expect(next.document).not.toHaveProperty('continuation');
    expect(next.document).toMatchObject({ generation: 'g2', state: 'split', hints: { a: 1 } });
  });
});
