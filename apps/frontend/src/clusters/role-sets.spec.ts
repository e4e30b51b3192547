import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterId } from '../testing/requests.ts';
import { roleSetOf } from '../testing/role-sets.ts';

const apiVersion = '2024-08-12-preview';
const operators = ['file-csi-driver', 'ingress', 'machine-api'];
const workloads = 'properties.platformWorkloadIdentityProfile.platformWorkloadIdentities';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await harness.database.roleSets.put(roleSetOf('4.16', operators));
  await harness.database.roleSets.put(roleSetOf('4.17', [...operators, 'new-driver']));
});
afterAll(() => harness[Symbol.asyncDispose]());

const path = (subscription: string) => `${clusterId({ subscription })}?api-version=${apiVersion}`;
const identity = (subscription: string, name: string) =>
  `/subscriptions/${subscription}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const identities = (subscription: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { resourceId: identity(subscription, name) }]));

function bodyWith(
  subscription: string,
  names: readonly string[],
  changes: { upgradeableTo?: string; version?: string } = {},
) {
  const { servicePrincipalProfile: _none, ...rest } = clusterBody({ subscription }).properties;
  const { upgradeableTo, version = '4.16.30' } = changes;
  return {
    ...clusterBody({ subscription }),
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identity(subscription, 'cluster')]: {} } },
    properties: {
      ...rest,
      clusterProfile: { ...(rest['clusterProfile'] as object), version },
      platformWorkloadIdentityProfile: {
        platformWorkloadIdentities: identities(subscription, names),
        ...(upgradeableTo !== undefined && { upgradeableTo }),
      },
    },
  };
}

async function put(names: readonly string[], changes: { upgradeableTo?: string; version?: string } = {}) {
  const subscription = await harness.subscription();
  const reply = await harness.arm.call('PUT', path(subscription), { body: bodyWith(subscription, names, changes) });
  return { subscription, ...reply };
}

it('a cluster that names exactly the operators of its role set is accepted', async () => {
  expect((await put(operators)).status).toBe(201);
});

it('each operator that is missing or unexpected is told', async () => {
  const { status, json } = await put(['ingress', 'other', 'new-driver']);

  expect(status).toBe(400);
  expect(json).toMatchObject({
    error: {
      code: 'PlatformWorkloadIdentityMismatch',
      details: [
        ["The operator 'file-csi-driver' of OpenShift 4.16 has no identity. Add one for it."],
        ["The operator 'machine-api' of OpenShift 4.16 has no identity. Add one for it."],
        [
          "'other' is no operator of OpenShift 4.16 that has an identity. Leave it out; needed are: file-csi-driver, ingress, machine-api.",
        ],
        [
          "'new-driver' is no operator of OpenShift 4.16 that has an identity. Leave it out; needed are: file-csi-driver, ingress, machine-api.",
        ],
      ].map(([message]) => ({ code: 'PlatformWorkloadIdentityMismatch', target: workloads, message })),
    },
  });
});

it('the version to which it may be upgraded adds its operators', async () => {
  const without = await put(operators, { upgradeableTo: '4.17.3' });
  const withThem = await put([...operators, 'new-driver'], { upgradeableTo: '4.17.3' });

  expect([without.status, withThem.status]).toEqual([400, 201]);
  expect(without.json).toMatchObject({
    error: { code: 'PlatformWorkloadIdentityMismatch', message: expect.stringContaining("'new-driver'") as string },
  });
});

it.each([
  [{ version: '4.18.5' }, 'properties.clusterProfile.version'],
  [{ upgradeableTo: '4.19.1' }, 'properties.platformWorkloadIdentityProfile.upgradeableTo'],
])('a version without a role set is refused: %j', async (changes, target) => {
  const { status, json } = await put(operators, changes);

  expect(status).toBe(400);
  expect(json).toMatchObject({ error: { code: 'InvalidParameter', target } });
});

it('preflight says what a PUT would', async () => {
  const subscription = await harness.subscription();
  const resource = {
    ...{ type: 'Microsoft.RedHatOpenShift/openShiftClusters', name: 'cluster', apiVersion, dependsOn: [] },
    ...bodyWith(subscription, ['ingress', 'machine-api']),
  };
  const place = `/subscriptions/${subscription}/resourceGroups/group/providers/Microsoft.RedHatOpenShift`;

  const { json } = await harness.arm.call('POST', `${place}/deployments/d/preflight?api-version=2020-10-01`, {
    body: { resources: [resource] },
  });

  expect(json).toMatchObject({ status: 'Failed', error: { code: 'PlatformWorkloadIdentityMismatch' } });
});

it('a change that leaves the operators as they are is not compared with a role set that has changed since', async () => {
  const { subscription } = await put(operators);
  await harness.end({ subscription }, { provisioningState: 'Succeeded' });
  const patch = (properties: object) =>
    harness.arm.call('PATCH', path(subscription), { body: { tags: { a: 'b' }, properties } });
  const profile = (names: readonly string[]) => ({
    platformWorkloadIdentityProfile: { platformWorkloadIdentities: identities(subscription, names) },
  });

  const refused = await patch(profile([...operators, 'new-driver']));
  const accepted = await patch({});

  expect([refused.status, accepted.status]).toEqual([400, 200]);
  expect(refused.json).toMatchObject({ error: { code: 'PlatformWorkloadIdentityMismatch' } });
});
