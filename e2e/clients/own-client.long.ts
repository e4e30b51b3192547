import { type OpenShiftCluster, type RedHatOpenShiftClient } from '@aro-rp/client';
import { clusterOf, clustersClient, demoGroup } from '@aro-rp/start';
import { createCustomer, type Customer } from '../harness/customer.ts';
import { startSystem, type System } from '../harness/system.ts';

let system: System;
let customer: Customer;
let client: RedHatOpenShiftClient;

beforeAll(async () => {
  system = await startSystem();
  customer = await createCustomer(system.endpoints);
  client = clustersClient(system.endpoints);
}, 120_000);
afterAll(() => system?.stop());

const bodyOf = async (name: string): Promise<OpenShiftCluster> => clusterOf(await customer.bodyOf(name));

async function collect<T, R>(all: AsyncIterable<T>, take: (each: T) => R): Promise<R[]> {
  const taken: R[] = [];
  for await (const each of all) taken.push(take(each));
  return taken;
}

describe('our own client', () => {
  it('creates a cluster and waits for it, tags, shows, lists and deletes it, and is told that it is gone', async () => {
    const { openShiftClusters } = client;

    const created = await openShiftClusters.beginCreateOrUpdateAndWait(demoGroup, 'own', await bodyOf('own'));
    expect(created).toMatchObject({ name: 'own', provisioningState: 'Succeeded', clusterProfile: { domain: 'own' } });
    expect(created.consoleProfile?.url).toContain('.apps.own.');
    expect(created.systemData?.createdAt).toBeInstanceOf(Date);
    expect(created.servicePrincipalProfile?.clientSecret).toBeUndefined();

    // What was read can be sent back: the client leaves out what only the service may say.
    const { tags: _, ...read } = await openShiftClusters.get(demoGroup, 'own');
    const put = await openShiftClusters.beginCreateOrUpdateAndWait(demoGroup, 'own', {
      ...read,
      tags: { again: 'yes' },
    });
    expect(put).toMatchObject({ tags: { again: 'yes' }, provisioningState: 'Succeeded' });

    const tagged = await openShiftClusters.beginUpdateAndWait(demoGroup, 'own', { tags: { owner: 'tests' } });
    expect(tagged).toMatchObject({ tags: { owner: 'tests' }, provisioningState: 'Succeeded' });
    expect(await openShiftClusters.get(demoGroup, 'own')).toMatchObject({ tags: { owner: 'tests' } });
    expect(await collect(openShiftClusters.list(), ({ name }) => name)).toContain('own');
    expect(await collect(openShiftClusters.listByResourceGroup(demoGroup), ({ name }) => name)).toContain('own');
    expect(await openShiftClusters.listCredentials(demoGroup, 'own')).toMatchObject({ kubeadminUsername: 'kubeadmin' });
    expect((await openShiftClusters.listAdminCredentials(demoGroup, 'own')).kubeconfig).toMatch(/.{100}/);

    await openShiftClusters.beginDeleteAndWait(demoGroup, 'own');
    await expect(openShiftClusters.get(demoGroup, 'own')).rejects.toMatchObject({
      name: 'RestError',
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  }, 120_000);

  it('creates a cluster through an older API version, which the same request through its own leaves as it is', async () => {
    const older = clustersClient(system.endpoints, { apiVersion: '2022-04-01' }).openShiftClusters;
    const body = await bodyOf('older');

    const created = await older.beginCreateOrUpdateAndWait(demoGroup, 'older', body);
    const put = await client.openShiftClusters.beginCreateOrUpdateAndWait(demoGroup, 'older', body);

    expect(created.provisioningState).toBe('Succeeded');
    expect(put).toMatchObject({
      id: created.id,
      provisioningState: 'Succeeded',
      clusterProfile: created.clusterProfile,
    });
    // Only the newer version has it.
    expect(created).not.toHaveProperty('networkProfile.outboundType');
    expect(put.networkProfile?.outboundType).toBe('Loadbalancer');
  }, 120_000);

  it('lists the operations of the provider, and the versions that can be installed', async () => {
    const { location } = system.endpoints;

    const operations = await collect(client.operations.list(), ({ name }) => name);
    const versions = await collect(client.openShiftVersions.list(location), ({ version }) => version ?? '');
    const first = await client.openShiftVersions.get(location, versions[0] ?? '');

    expect(operations).toContain('Microsoft.RedHatOpenShift/openShiftClusters/read');
    expect(versions).toEqual(expect.arrayContaining([expect.stringMatching(/^4\.\d+\.\d+$/)]));
    expect(first.version).toBe(versions[0]);
  });

  it('shows the code and the message of a refusal, and each thing that is wrong', async () => {
    const good = await bodyOf('refused');
    const body = { ...good, networkProfile: { ...good.networkProfile, podCidr: 'x', serviceCidr: 'y' } };

    await expect(client.openShiftClusters.beginCreateOrUpdateAndWait(demoGroup, 'refused', body)).rejects.toMatchObject(
      {
        name: 'RestError',
        statusCode: 400,
        code: expect.any(String) as string,
        message: expect.stringMatching(/.{20}/) as string,
        details: {
          error: {
            details: expect.arrayContaining([
              expect.objectContaining({ target: 'properties.networkProfile.podCidr' }),
              expect.objectContaining({ target: 'properties.networkProfile.serviceCidr' }),
            ]) as unknown,
          },
        },
      },
    );
  });
});
