import { parseResourceId } from '@aro-rp/api';
import { type TestClient } from '../testing/client.ts';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import { clusterId, clusterPath, refusal } from '../testing/requests.ts';

describe("an administrator's PATCH of a cluster", () => {
  let harness: Harness;
  let admin: TestClient;

  beforeAll(async () => {
    harness = await startHarness();
    const { certificates } = harness.azure;
    admin = harness.client(await certificates.issue({ commonName: 'admins', usage: 'client' }));
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const pathOf = (subscription: string) => `${clusterId({ subscription })}?api-version=admin`;
  const patch = (subscription: string, body: unknown) => admin.call('PATCH', pathOf(subscription), { body });
  const shown = async (subscription: string) =>
    (await harness.arm.call('GET', clusterPath({ subscription }))).json['properties'] as Record<string, unknown>;

  const requireId = (subscription: string) => {
    const id = parseResourceId(clusterId({ subscription }));
    if (id === undefined) throw new Error('no id');
    return id;
  };

  it.each([
    [{ properties: { maintenanceTask: 'CertificatesRenewal' } }, 'CertificatesRenewal'],
    [{ properties: {} }, 'Everything'],
  ])('with %j starts maintenance, by a plan of its own', async (body, maintenanceTask) => {
    const { subscription } = await harness.cluster();

    const reply = await patch(subscription, body);

    expect(reply.status).toBe(200);
    expect(reply.json['properties']).toMatchObject({ maintenanceTask, provisioningState: 'AdminUpdating' });
    const operation = await harness.database.operations.get(subscription, operationIdOf(reply.headers.location));
    expect(operation?.document).toMatchObject({ kind: 'update', status: 'AdminUpdating' });
    const stored = await harness.database.clusters.get(requireId(subscription));
    expect(stored?.document).toMatchObject({
      provisioningState: 'AdminUpdating',
      plan: { kind: 'admin-update-cluster', version: 1, cursor: '' },
      cluster: { properties: { lastProvisioningState: 'Succeeded' } },
    });
    expect((await shown(subscription))['provisioningState']).toBe('AdminUpdating');
    expect(await shown(subscription)).not.toHaveProperty('maintenanceTask');
    expect(refusal(await patch(subscription, body))).toBe('409 RequestNotAllowed');
  });

  it('that names a task which the service does not have is refused with those that it has', async () => {
    const { subscription } = await harness.cluster();

    const reply = await patch(subscription, { properties: { maintenanceTask: 'MigrateLoadBalancer' } });

    expect(refusal(reply)).toBe('400 InvalidParameter properties.maintenanceTask');
    expect(reply.text).toContain('SyncClusterObject');
    expect((await shown(subscription))['provisioningState']).toBe('Succeeded');
  });

  it('of a cluster whose creation has failed is refused: there is nothing to maintain', async () => {
    const { subscription } = await harness.cluster({ provisioningState: 'Failed' });

    expect(refusal(await patch(subscription, { properties: {} }))).toMatch(/^409 /);
  });
});
