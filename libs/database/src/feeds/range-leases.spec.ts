import { type FaultAction } from '@aro-rp/local-azure';
import { randomUUID } from 'node:crypto';
import { type RangeLease } from '../feed.ts';
import { race } from '../testing/race.ts';
import { useDatabase } from '../testing/use-database.ts';

const { database, strike } = useDatabase();

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

describe('range leases', () => {
  it('are listed by feed', async () => {
    const feed = randomUUID();
    const made = await database.rangeLeases.create(lease({ feed }));
    await database.rangeLeases.create(lease({ feed: randomUUID() }));

    expect(await database.rangeLeases.list(feed)).toEqual([made]);
  });

  it('are made by one of many', async () => {
    const id = randomUUID();

    const { won, refusals } = await race(
      Array.from({ length: 8 }, (_, n) => database.rangeLeases.create(lease({ id, owner: `o${n}` }))),
    );

    expect(won).toBe(1);
    for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'already-exists' });
  });

  it('are replaced by one of many that saw the same version', async () => {
    const seen = await database.rangeLeases.create(lease());

    const { won, refusals } = await race(
      Array.from({ length: 8 }, (_, n) => database.rangeLeases.replace(seen, { ...seen.document, owner: `o${n}` })),
    );

    expect(won).toBe(1);
    for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'lost-lease' });
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
