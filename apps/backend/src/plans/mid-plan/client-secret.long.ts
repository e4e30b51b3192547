import { type ResourceId } from '@aro-rp/api';
import { Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { createCustomer } from '../../testing/customer.ts';
import { allInAzure, since } from '../../testing/left-behind.ts';
import { interrupted } from '../../testing/mid-plan.ts';
import { runWatched } from '../../testing/watched.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()), 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const quick = { spreadWithin: seconds(2) };
let count = 0;

/** A cluster with a service principal of its own, and a secret that may be taken away. */
async function newCluster() {
  const id = resource(`secret-${++count}`, world.endpoints.subscriptionId);
  const { directory } = world.azure.entra;
  const { clientId } = await directory.addApplication(`cluster ${id.name}`);
  await directory.addServicePrincipal(world.endpoints.tenantId, clientId);
  const clientSecret = new Secret(await directory.addPassword(clientId));
  const { cluster, secrets } = await world.cluster(id);
  const network = cluster.properties.masterProfile.subnetId.replace(/\/subnets\/.*$/, '');
  await createCustomer(world.endpoints).giveRights(network, clientId);
  cluster.properties.servicePrincipalProfile = { clientId };
  const before = await allInAzure(world);
  return { id, clientId, before, given: { cluster, secrets: { ...secrets, clientSecret } } };
}

async function removeSecrets(clientId: string): Promise<void> {
  const { directory } = world.azure.entra;
  for (const { keyId } of directory.application(clientId)?.passwords ?? [])
    await directory.removePassword(clientId, keyId);
}

const remove = async (id: ResourceId, before: Set<string>) => {
  const { document } = await runWatched(world, id, { kind: 'delete' });
  return { state: document.provisioningState, left: since(before, await allInAzure(world)) };
};

describe("a create in the middle of which the cluster's client secret is taken away", () => {
  it.each(['validate', 'confirm-rights', 'run-installer', 'workers-running'])(
    'before %s, fails and says what to do, and is deleted without the secret',
    async (step) => {
      const { id, clientId, before, given } = await newCluster();
      const { book, wasDone } = interrupted(world.planBook(quick), step, () => removeSecrets(clientId));

      const { document, operation } = await runWatched(world, id, given, { book });
      const deleted = await remove(id, before);

      expect(wasDone()).toBe(true);
      expect(document.provisioningState).toBe('Failed');
      expect(operation?.error).toMatchObject({
        code: 'InvalidServicePrincipalCredentials',
        message: expect.stringMatching(new RegExp(`${clientId}.*AADSTS7000.*secret`)) as string,
      });
      expect(deleted).toEqual({ state: 'Succeeded', left: [] });
    },
    60_000,
  );

  it('when nothing needs it any more, ends as if nothing had been', async () => {
    const { id, clientId, given } = await newCluster();
    const { book, wasDone } = interrupted(world.planBook(quick), 'record-credentials', () => removeSecrets(clientId));

    const { document } = await runWatched(world, id, given, { book });

    expect([wasDone(), document.provisioningState]).toEqual([true, 'Succeeded']);
  }, 60_000);
});

describe('an update of a cluster whose client secret is taken away in the middle of it', () => {
  it('fails and says what to do, and goes on with a new secret', async () => {
    const { id, clientId, given } = await newCluster();
    expect((await runWatched(world, id, given)).document.provisioningState).toBe('Succeeded');
    const { directory } = world.azure.entra;
    const shortLived = new Secret(await directory.addPassword(clientId));
    const { book, wasDone } = interrupted(world.planBook(quick), 'write-credentials', () => removeSecrets(clientId));

    const failed = await runWatched(world, id, { kind: 'update', secrets: { clientSecret: shortLived } }, { book });
    const clientSecret = new Secret(await directory.addPassword(clientId));
    const renewed = await runWatched(world, id, { kind: 'update', secrets: { clientSecret } });

    expect([wasDone(), failed.document.provisioningState]).toEqual([true, 'Failed']);
    expect(failed.operation?.error).toMatchObject({
      code: 'InvalidServicePrincipalCredentials',
      message: expect.stringMatching(/Send an update with a client secret that is valid/) as string,
    });
    expect([renewed.operation?.error, renewed.document.provisioningState]).toEqual([undefined, 'Succeeded']);
  }, 120_000);
});
