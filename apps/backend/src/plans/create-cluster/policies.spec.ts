import { homeTenant } from '@aro-rp/local-azure';
import { resource } from '@aro-rp/testing';
import { createLocalArm, type LocalArm, location } from '../../testing/local-arm.ts';
import { placedCluster } from '../../testing/places.ts';
import { type Answer, createScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { requireAllowed } from './policies.ts';
import { ensure } from './resource-group.ts';

const subscriptionId = '00000000-0000-4000-8000-000000000001';
const id = resource('c1', subscriptionId);
const group = placedCluster(id).properties.clusterProfile.resourceGroupId;
const cluster = { ...placedCluster(id), location };
const run = runWith({ zones: { masters: ['1', '2', '3'], workers: ['1'] }, storageSuffix: 'b4c5d6f7g8' });
const call = { signal: run.signal };
const policies = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization`;
const assignmentId = `${policies}/policyAssignments/no`;
const version = '2023-04-01';

let local: LocalArm;
beforeEach(async () => void (local = await createLocalArm()));
afterEach(() => local[Symbol.asyncDispose]());

/** An assignment of a policy that denies what the condition describes. */
async function forbid(condition: object, more: object = {}): Promise<void> {
  const { resources } = local.subscription({ identity: 'rp', tenantId: homeTenant }, subscriptionId);
  const definition = `${policies}/policyDefinitions/no`;
  const policyRule = { if: condition, then: { effect: 'deny' } };
  await resources.beginPut(definition, version, { properties: { policyRule } }, call);
  await resources.beginPut(assignmentId, version, { properties: { policyDefinitionId: definition, ...more } }, call);
}
const ensuring = () => ensure(contextOn(local, id, { cluster }), run);
const type = (equals: string) => ({ field: 'type', equals });

it.each([
  ['public addresses', type('Microsoft.Network/publicIPAddresses')],
  [
    'storage accounts whose keys may be used',
    {
      allOf: [
        type('Microsoft.Storage/storageAccounts'),
        { field: 'Microsoft.Storage/storageAccounts/allowSharedKeyAccess', notEquals: 'false' },
      ],
    },
  ],
])('a policy against %s is told as soon as the group is there', async (_, condition) => {
  await forbid(condition);

  await expect(ensuring()).rejects.toMatchObject({
    body: {
      code: 'RequestDisallowedByPolicy',
      message: expect.stringContaining(`group '${group}': '${assignmentId}'. Exempt`) as string,
      target: assignmentId,
    },
  });
});

it.each([
  ['from which the managed group is exempt', type('Microsoft.Network/publicIPAddresses'), { notScopes: [group] }],
  ['against what no cluster has', type('Microsoft.Network/bastionHosts'), {}],
])('a policy %s is in nobody’s way', async (_, condition, more) => {
  await forbid(condition, more);

  expect(await ensuring()).toMatchObject({ kind: 'done', facts: { resourceGroupMade: true } });
});

it.each<[string, Answer]>([
  ['may not ask', { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }],
  [
    'asks where there is no such provider',
    { status: 409, body: { error: { code: 'MissingSubscriptionRegistration' } } },
  ],
  ['gets another answer', { status: 200, body: { unknown: true } }],
])('who %s hears it from the deployment', async (_, answer) => {
  await using arm = await createScriptedArm();
  arm.script(() => answer);

  await expect(requireAllowed(contextOn(arm, id, { cluster }), run)).resolves.toBeUndefined();
});
