import { type ResourceId } from '@aro-rp/api';
import { resource } from '@aro-rp/testing';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Scope } from '../stores.ts';
import { accept, finish } from '../testing/clusters.ts';
import { useDatabase } from '../testing/use-database.ts';

const { database } = useDatabase();

const create = async (subscription: string, group: string, name: string) => {
  const id = resource(name, subscription, group);
  await accept(database.clusters, id, { reservations: [] });
  return id;
};
const remove = (id: ResourceId) => finish(database.work, id, { provisioningState: 'Succeeded', deleted: true });
const namesOf = async (scope: Scope, limit: number) => {
  const names: string[] = [];
  let continuation: string | undefined;
  do {
    const page = await database.clusters.list(scope, { limit, ...(continuation !== undefined && { continuation }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    names.push(...page.items.map(({ document }) => document.cluster.name));
    continuation = page.continuation;
  } while (continuation !== undefined);
  return names;
};

describe('list', () => {
  it('gives every cluster of the scope once, by resource id, whatever the page size', async () => {
    const subscriptionId = randomUUID();
    const wanted = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const name of [...wanted].reverse()) await create(subscriptionId, 'One', name);
    await create(subscriptionId, 'One-more', 'x');
    await create(randomUUID(), 'One', 'y');
    const scope = { subscriptionId, resourceGroup: 'oNE' };

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async (limit) => {
        expect(await namesOf(scope, limit)).toEqual(wanted);
        expect((await namesOf({ subscriptionId }, limit)).sort()).toEqual([...wanted, 'x']);
      }),
      { numRuns: 6 },
    );
  });

  it('does not see tombstones', async () => {
    const subscriptionId = randomUUID();
    await create(subscriptionId, 'g', 'a');
    await remove(await create(subscriptionId, 'g', 'b'));

    expect(await namesOf({ subscriptionId }, 10)).toEqual(['a']);
  });

  it('neither skips nor repeats when clusters come and go between the pages', async () => {
    const subscriptionId = randomUUID();
    const ids = [];
    for (const name of ['b', 'd', 'f', 'h']) ids.push(await create(subscriptionId, 'g', name));
    const first = await database.clusters.list({ subscriptionId }, { limit: 2 });

    await remove(ids[0]!);
    await create(subscriptionId, 'g', 'a');
    await create(subscriptionId, 'g', 'e');
    const rest = await database.clusters.list({ subscriptionId }, { limit: 9, continuation: first.continuation! });

    expect(rest.items.map(({ document }) => document.cluster.name)).toEqual(['e', 'f', 'h']);
    expect(rest).not.toHaveProperty('continuation');
  });

  it('refuses a place in another list, and one that was forged', async () => {
    const subscriptionId = randomUUID();
    for (const name of ['a', 'b']) await create(subscriptionId, 'g', name);
    const { continuation } = await database.clusters.list({ subscriptionId }, { limit: 1 });
    const list = (scope: Scope, token: string) => database.clusters.list(scope, { limit: 1, continuation: token });
    const refused = expect.objectContaining({ kind: 'refused-continuation' });

    await expect(list({ subscriptionId: randomUUID() }, continuation!)).rejects.toEqual(refused);
    await expect(list({ subscriptionId, resourceGroup: 'g' }, continuation!)).rejects.toEqual(refused);
    await expect(list({ subscriptionId }, `${continuation!.slice(0, -2)}AA`)).rejects.toEqual(refused);
    await expect(list({ subscriptionId }, 'forged')).rejects.toEqual(refused);
    expect(continuation).not.toContain('subscriptions');
  });
});
