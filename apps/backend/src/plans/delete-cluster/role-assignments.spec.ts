import { resource } from '@aro-rp/testing';
import { placedCluster, subnetsOf } from '../../testing/places.ts';
import { type Answer, createScriptedArm, type ScriptedArm, type SeenRequest } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { assignmentId, roles } from '../role-assignments.ts';
import { remove } from './role-assignments.ts';

const id = resource('c1');
const cluster = placedCluster(id);
const { master, worker } = subnetsOf(id);
const network = master.replace(/\/subnets\/.*/, '');
const group = cluster.properties.clusterProfile.resourceGroupId;
const subscription = `/subscriptions/${id.subscriptionId}`;
const routes = `${subscription}/resourceGroups/net/providers/Microsoft.Network/routeTables/r`;
const principalId = '8d0f7c0e-5a3c-4f0e-9d57-3f1f2f7a0001';
const ours = `${group}/providers/Microsoft.Authorization/roleAssignments/ours`;
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

const refusal = (status: number, code: string): Answer => ({ status, body: { error: { code, message: 'said so' } } });

/** @returns the ids of the assignments that it asked to delete */
async function removed(answer: (request: SeenRequest) => Answer | undefined = () => undefined): Promise<string[]> {
  arm.script((request) => {
    const { method, path } = request;
    const said = answer(request);
    if (said) return said;
    if (method === 'DELETE') return { status: 200 };
    if (path.toLowerCase() === group.toLowerCase())
      return { status: 200, body: { id: group, name: 'g', location: 'l', managedBy: cluster.id } };
    if (path === `${group}/providers/Microsoft.Authorization/roleAssignments`)
      return { status: 200, body: { value: [{ id: ours, properties: { roleDefinitionId: 'contributor' } }] } };
    if (path === worker) return { status: 200, body: { id: worker, properties: { routeTable: { id: routes } } } };
    return path === master ? { status: 200, body: { id: master, properties: {} } } : undefined;
  });
  await remove(contextOn(arm, id, { cluster }), runWith({ clusterObjectId: principalId }));
  return arm.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
}

const given = (scope: string, role: string) => assignmentId(id.key, { scope, role, principalId });
const always = [given(subscription, roles.reader), given(network, roles.networkContributor)];

it('removes what is given at the managed group, at the network, what its subnets are linked to, and the subscription', async () => {
  expect(await removed()).toEqual([ours, ...always, given(routes, roles.networkContributor)]);
});

it.each([
  [403, 'AuthorizationFailed'],
  [404, 'ResourceNotFound'],
])('removes the others when a subnet is answered with %d %s', async (status, code) => {
  const deleted = await removed(({ path }) => (path === master ? refusal(status, code) : undefined));

  expect(deleted).toEqual([ours, ...always, given(routes, roles.networkContributor)]);
});

it.each([
  [403, 'AuthorizationFailed'],
  [409, 'ScopeLocked'],
])('leaves what may not be removed from what is the customer’s: %d %s', async (status, code) => {
  const deleted = await removed(({ method, path }) =>
    method === 'DELETE' && path.startsWith(network) ? refusal(status, code) : undefined,
  );

  expect(deleted).toEqual([ours, ...always, given(routes, roles.networkContributor)]);
});

it('fails when the managed group is locked', async () => {
  const locked = removed(({ method, path }) =>
    method === 'DELETE' && path === ours ? refusal(409, 'ScopeLocked') : undefined,
  );

  await expect(locked).rejects.toMatchObject({ kind: 'locked' });
});
