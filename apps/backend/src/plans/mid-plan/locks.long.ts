import { type ResourceId } from '@aro-rp/api';
import { resource } from '@aro-rp/testing';
import { createCustomer } from '../../testing/customer.ts';
import { run } from '../../testing/failing.ts';
import { seenIn } from '../../testing/installed.ts';
import { allInAzure, since } from '../../testing/left-behind.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()), 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const { signal } = new AbortController();
const apiVersion = '2020-05-01';
const lockAt = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks/keep-this`;
/** The deny assignment keeps customers from a lock at the managed group itself; one further up reaches it as well. */
const subscriptionOf = (id: ResourceId) => `/subscriptions/${id.subscriptionId}`;
const networkOf = (id: ResourceId) =>
  `/subscriptions/${id.subscriptionId}/resourceGroups/network-${id.name}/providers/Microsoft.Network/virtualNetworks/vnet`;
const customer = () => createCustomer(world.endpoints).azure.resources;
const lock = (scope: string, level: 'CanNotDelete' | 'ReadOnly') =>
  customer().beginPut(lockAt(scope), apiVersion, { properties: { level } }, { signal });
const unlock = (scope: string) => customer().beginDelete(lockAt(scope), apiVersion, { signal });

let count = 0;
/** A cluster that runs, and what there was before it. */
async function running() {
  const id = resource(`locked-${++count}`, world.endpoints.subscriptionId);
  const given = await world.cluster(id);
  const before = await allInAzure(world);
  const { document } = await run(world, world.planBook(), id, 'create', { given });
  expect(document.provisioningState).toBe('Succeeded');
  return { id, before };
}
const remove = (id: ResourceId) => run(world, world.planBook(), id, 'delete');

async function expectGone(id: ResourceId, before: ReadonlySet<string>): Promise<void> {
  const { document, operation } = await remove(id);
  expect([operation.error, document.provisioningState, document.tombstone]).toEqual([undefined, 'Succeeded', true]);
  expect(since(before, await allInAzure(world))).toEqual([]);
}

describe('the delete of a cluster', () => {
  it.each(['CanNotDelete', 'ReadOnly'] as const)(
    'whose managed group a lock of the customer reaches (%s) fails, says where it is and leaves it; unlocked, it succeeds',
    async (level) => {
      const { id, before } = await running();
      const scope = subscriptionOf(id);
      await lock(scope, level);

      const { document, operation } = await remove(id);

      expect(document.provisioningState).toBe('Failed');
      expect(operation.error).toMatchObject({
        code: 'ScopeLocked',
        message: expect.stringMatching(/Remove the lock.* Delete the cluster again\.$/) as string,
      });
      expect(operation.error?.message).toContain(`are locked: '${scope}'`);
      expect(await customer().get(lockAt(scope), apiVersion, { signal })).toMatchObject({ properties: { level } });
      await unlock(scope);
      await expectGone(id, before);
    },
    300_000,
  );

  it('whose network the customer has locked against deletion takes away what is ours, and leaves the lock', async () => {
    const { id, before } = await running();
    await lock(networkOf(id), 'CanNotDelete');

    await expectGone(id, before);

    expect(await customer().get(lockAt(networkOf(id)), apiVersion, { signal })).toBeDefined();
  }, 300_000);

  it('whose network the customer has locked against all changes fails until the lock is gone', async () => {
    const { id, before } = await running();
    const network = networkOf(id);
    await lock(network, 'ReadOnly');

    const { document, operation } = await remove(id);

    expect(document.provisioningState).toBe('Failed');
    expect(operation.error?.code).toBe('ScopeLocked');
    expect(operation.error?.message.toLowerCase()).toContain(`are locked: '${network}'`.toLowerCase());
    await unlock(network);
    await expectGone(id, before);
    const found = await seenIn(world).require(network);
    const subnets = found.properties['subnets'] as { properties: Record<string, unknown> }[];
    expect(subnets.map(({ properties }) => properties['networkSecurityGroup'])).toEqual([undefined, undefined]);
  }, 300_000);
});
