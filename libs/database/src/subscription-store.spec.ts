import { type FaultAction } from '@aro-rp/local-azure';
import { randomUUID } from 'node:crypto';
import { hours } from '@aro-rp/time';
import fc from 'fast-check';
import { type BeginWork } from './stores.ts';
import { unknownMembers } from './testing/unknown-members.ts';
import { useDatabase } from './testing/use-database.ts';

const { database, strike } = useDatabase();

const deletion = (): BeginWork => ({
  provisioningState: 'Deleting',
  planId: randomUUID(),
  plan: { kind: 'delete-subscription', version: 1, cursor: 'a', deadline: hours(1) },
});
const refOf = (id: string) => ({ container: 'Subscriptions' as const, partitionKey: id, id });

describe('subscriptions', () => {
  it('are none until ARM tells of one', async () => {
    expect(await database.subscriptions.get(randomUUID())).toBeUndefined();
  });

  it('are new once', async () => {
    const id = randomUUID();

    const first = await database.subscriptions.put(id, () => ({ state: 'Registered' }));
    const second = await database.subscriptions.put(id, () => ({ state: 'Warned' }));

    expect([first.created, second.created]).toEqual([true, false]);
    expect(second.subscription.document).toEqual({
      id,
      type: 'subscription',
      revision: first.subscription.document.revision + 1,
      provisioningState: 'Succeeded',
      subscription: { state: 'Warned' },
    });
    expect(await database.subscriptions.get(id)).toEqual(second.subscription);
  });

  it.each<FaultAction>([{ kind: 'lose-answer' }, { kind: 'drop' }])('are new when a try met $kind', async (action) => {
    strike(action);

    expect(await database.subscriptions.put(randomUUID(), () => ({ state: 'Registered' }))).toMatchObject({
      created: true,
    });
  });

  it('are new to one of many', async () => {
    const id = randomUUID();

    const all = await Promise.all(
      Array.from({ length: 8 }, () => database.subscriptions.put(id, () => ({ state: 'Registered' }))),
    );

    expect(all.filter(({ created }) => created)).toHaveLength(1);
  });

  it('are not written when the change throws', async () => {
    const id = randomUUID();

    const refused = database.subscriptions.put(id, () => {
      throw new Error('leaving Deleted');
    });

    await expect(refused).rejects.toThrow('leaving Deleted');
    expect(await database.subscriptions.get(id)).toBeUndefined();
  });

  it('become work when their state asks for a plan, and keep it through later states', async () => {
    const id = randomUUID();
    const work = deletion();
    const begin = jest.fn(() => work);
    await database.subscriptions.put(id, () => ({ state: 'Deleted' }), { begin });
    await database.work.take(refOf(id), (await database.work.read(refOf(id)))!, { id: 'l', owner: 'w' });
    const leased = (await database.subscriptions.get(id))!.document;

    const { subscription } = await database.subscriptions.put(id, () => ({ state: 'Deleted', properties: {} }), {
      begin,
    });

    expect(leased).toMatchObject({ provisioningState: 'Deleting', plan: { id: work.planId, attempts: 1 } });
    expect(subscription.document).toEqual({
      ...leased,
      revision: leased.revision + 1,
      subscription: { state: 'Deleted', properties: {} },
    });
    expect(begin).toHaveBeenCalledTimes(1);
  });

  it('carry members that they do not know through a PUT, a take and both endings', async () => {
    await fc.assert(
      fc.asyncProperty(unknownMembers, async (unknown) => {
        const id = randomUUID();
        const ref = refOf(id);
        await database.seedRaw('Subscriptions', { id, revision: 1, provisioningState: 'Succeeded', ...unknown });
        const read = async () => (await database.work.read(ref))!;

        await database.subscriptions.put(id, () => ({ state: 'Deleted' }), { begin: deletion });
        await database.work.take(ref, await read(), { id: 'l1', owner: 'w' });
        await database.work.endSlice(ref, 'l1', { cursor: 'b', facts: {} });
        await database.work.take(ref, await read(), { id: 'l2', owner: 'w' });
        await database.work.endPlan(ref, 'l2', { provisioningState: 'Succeeded' });

        expect((await read()).document).toMatchObject(unknown);
      }),
      { numRuns: 10 },
    );
  });
});
