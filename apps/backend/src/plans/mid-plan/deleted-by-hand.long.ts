import { type ResourceId } from '@aro-rp/api';
import { isAzureError } from '@aro-rp/azure';
import { resource } from '@aro-rp/testing';
import { milliseconds, systemClock } from '@aro-rp/time';
import { apiVersions } from '../../names.ts';
import { createCustomer } from '../../testing/customer.ts';
import { allInAzure, since } from '../../testing/left-behind.ts';
import { interrupted } from '../../testing/mid-plan.ts';
import { runWatched } from '../../testing/watched.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()), 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const { signal } = new AbortController();
let count = 0;

const networkOf = (id: ResourceId) =>
  `/subscriptions/${id.subscriptionId}/resourceGroups/network-${id.name}/providers/Microsoft.Network/virtualNetworks/vnet`;

/** What a customer may delete, until it is gone. */
const hands = {
  /** With the cluster's own credentials, which the customer has: a deny assignment keeps others from it. */
  group: async (id: ResourceId) => {
    const { clusterClientId: clientId, clusterClientSecret: clientSecret } = world.endpoints;
    const { resourceGroups } = createCustomer({ ...world.endpoints, clientId, clientSecret }).azure;
    // Its rights may not have spread yet.
    await until(() => resourceGroups.beginDelete(`managed-${id.name}`, { signal }).then(() => true, isForbidden));
    await until(async () => {
      const group = await resourceGroups.get(`managed-${id.name}`, { signal });
      return group?.provisioningState !== 'Deleting';
    });
  },
  network: (id: ResourceId) => remove(networkOf(id)),
  masterSubnet: (id: ResourceId) => remove(`${networkOf(id)}/subnets/master`),
  workerSubnet: (id: ResourceId) => remove(`${networkOf(id)}/subnets/worker`),
} as const;

async function remove(id: string): Promise<void> {
  const { resources } = createCustomer(world.endpoints).azure;
  await resources.beginDelete(id, apiVersions.network, { signal });
  await until(async () => (await resources.get(id, apiVersions.network, { signal })) === undefined);
}

function isForbidden(error: unknown): false {
  if (isAzureError(error, 'forbidden')) return false;
  throw error;
}

async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await systemClock.sleep(milliseconds(10));
}

/** A create that something happens in, and the delete that the customer is told to send. */
async function create(step: string, deed: (id: ResourceId) => Promise<void>) {
  const id = resource(`gone-${++count}`, world.endpoints.subscriptionId);
  const given = await world.cluster(id);
  const before = await allInAzure(world);
  const { book, wasDone } = interrupted(world.planBook(), step, () => deed(id));
  const created = await runWatched(world, id, given, { book });
  const deleted = await runWatched(world, id, { kind: 'delete' });
  return { id, created, deleted, wasDone: wasDone(), left: since(before, await allInAzure(world)) };
}

describe('a create in the middle of which the customer deletes', () => {
  it.each<[keyof typeof hands, string, string, RegExp]>([
    ['group', 'run-installer', 'ResourceGroupNotFound', /managed-gone/],
    ['group', 'deploy-base', 'ResourceGroupNotFound', /managed-gone/],
    ['group', 'attach-network-security-group', 'ResourceGroupNotFound', /managed-gone/],
    // Azure gives up half-way, since a subnet of the customer's uses the group's security group.
    ['group', 'bootstrap-complete', 'ResourceNotFound', /every virtual machine/],
    ['network', 'confirm-rights', 'InvalidLinkedVNet', /virtualNetworks\/vnet'/],
    ['masterSubnet', 'deploy-base', 'InvalidLinkedVNet', /subnets\/master'/],
    ['workerSubnet', 'bootstrap-complete', 'InvalidLinkedVNet', /subnets\/worker'/],
  ])(
    'its %s, before %s, fails at once, names what is gone, and leaves nothing behind once it is deleted',
    async (what, step, code, named) => {
      const { created, deleted, wasDone, left } = await create(step, hands[what]);

      expect(wasDone).toBe(true);
      expect(created.document.provisioningState).toBe('Failed');
      expect(created.operation?.error).toMatchObject({ code, message: expect.stringMatching(named) as string });
      expect(deleted.document).toMatchObject({ provisioningState: 'Succeeded', tombstone: true });
      expect(left).toEqual([]);
    },
    60_000,
  );
});

/** A cluster that runs, and what there was before it. */
async function running() {
  const id = resource(`gone-${++count}`, world.endpoints.subscriptionId);
  const given = await world.cluster(id);
  const before = await allInAzure(world);
  const { document } = await runWatched(world, id, given);
  expect(document.provisioningState).toBe('Succeeded');
  return { id, before };
}

describe('an update in the middle of which the customer deletes its group', () => {
  it('fails at once, names what is gone, and leaves nothing behind once the cluster is deleted', async () => {
    const { id, before } = await running();
    const { book, wasDone } = interrupted(world.planBook(), 'publish-api-address', () => hands.group(id));

    const { document, operation } = await runWatched(world, id, { kind: 'update' }, { book });
    const deleted = await runWatched(world, id, { kind: 'delete' });

    expect([wasDone(), document.provisioningState]).toEqual([true, 'Failed']);
    expect(operation?.error?.code).toMatch(/^Resource(Group)?NotFound$/);
    expect(operation?.error?.message).toMatch(/managed-gone-.* deleted.* Delete the cluster\./);
    expect(deleted.document).toMatchObject({ provisioningState: 'Succeeded', tombstone: true });
    expect(since(before, await allInAzure(world))).toEqual([]);
  }, 120_000);
});

describe('a delete', () => {
  it.each<[string, (id: ResourceId) => Promise<void>, string | undefined]>([
    ['its group before it', hands.group, undefined],
    ['its group in the middle of it', hands.group, 'delete-resources'],
    // Until then Azure keeps it: the service's own private endpoint holds the cluster's Private Link in it.
    ['its network in the middle of it', hands.network, 'delete-role-assignments'],
  ])(
    'of a cluster of which the customer deletes %s leaves nothing behind',
    async (_, deed, step) => {
      const { id, before } = await running();
      if (step === undefined) await deed(id);
      const { book, wasDone } = interrupted(world.planBook(), step ?? 'none', () => deed(id));

      const { document } = await runWatched(world, id, { kind: 'delete' }, { book });

      expect(wasDone()).toBe(step !== undefined);
      expect(document).toMatchObject({ provisioningState: 'Succeeded', tombstone: true });
      expect(since(before, await allInAzure(world))).toEqual([]);
    },
    90_000,
  );
});
