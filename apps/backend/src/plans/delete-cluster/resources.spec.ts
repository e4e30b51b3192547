import { clusterOf, resource } from '@aro-rp/testing';
import { type Answer, createScriptedArm, type ScriptedArm, type SeenRequest } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { remove } from './resources.ts';

const id = resource('c1');
const group = clusterOf(id).properties.clusterProfile.resourceGroupId;
const subnetId = `/subscriptions/${id.subscriptionId}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/master`;
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

const ok = (body: unknown): Answer => ({ status: 200, body });
const refusal = (status: number, code: string): Answer => ({ status, body: { error: { code, message: 'said so' } } });

interface World {
  managedBy?: string;
  groupState?: string;
  /** Type and name of what is in the group, and its properties. */
  holds: [type: string, name: string, properties?: object][];
  answer?(request: SeenRequest): Answer | undefined;
}

/** One look of the step. @returns what it deleted, by type and name, and what it says */
async function look({ managedBy = id.id, groupState = 'Succeeded', holds, answer = () => undefined }: World) {
  const all = holds.map(([type, name, properties = {}]) => ({
    ...{ id: `${group}/providers/${type}/${name}`, type, name, properties },
  }));
  arm.script((request) => {
    const { method, path } = request;
    const said = answer(request);
    if (said) return said;
    if (path.toLowerCase() === group.toLowerCase())
      return ok({ id: group, name: 'g', location: 'l', managedBy, properties: { provisioningState: groupState } });
    if (path === `${group}/resources`) return ok({ value: all.map(({ properties: _, ...rest }) => rest) });
    if (method === 'DELETE') return { status: 202 };
    const found = all.find((one) => one.id === path);
    return found && ok(found);
  });
  const result = await remove(contextOn(arm, id), runWith());
  const deleted = arm.requests
    .filter(({ method }) => method === 'DELETE')
    .map(({ path }) => path.slice(`${group}/providers/Microsoft.`.length));
  return { result, deleted };
}

it('deletes level by level: machines, Private Link, interfaces, the rest, and what subnets and addresses hang on', async () => {
  let holds: World['holds'] = [
    ['Microsoft.Network/privateDnsZones', 'd'],
    ['Microsoft.Network/networkSecurityGroups', 'nsg'],
    ['Microsoft.Network/publicIPAddresses', 'ip'],
    ['Microsoft.Network/loadBalancers', 'lb'],
    ['Microsoft.Network/privateDnsZones/virtualNetworkLinks', 'd/virtualNetworkLinks/l'],
    ['Microsoft.Storage/storageAccounts', 's'],
    ['Microsoft.Compute/disks', 'disk'],
    ['Microsoft.ManagedIdentity/userAssignedIdentities', 'i'],
    ['Microsoft.Network/networkInterfaces', 'nic'],
    ['Microsoft.Network/privateLinkServices', 'pls'],
    ['Microsoft.Compute/virtualMachines', 'vm-0'],
    ['Microsoft.Compute/virtualMachines', 'vm-1'],
  ];
  const rounds: string[][] = [];
  while (holds.length > 0 && rounds.length < 10) {
    const { deleted } = await look({
      holds,
      answer: ({ path }) => (path.endsWith('/d/virtualNetworkLinks') ? ok({ value: [] }) : undefined),
    });
    rounds.push(deleted.map((path) => path.split('/').at(-1) ?? '').sort());
    holds = holds.filter(([type, name]) => !deleted.includes(`${type.replace('Microsoft.', '')}/${name}`));
  }

  expect(rounds).toEqual([['vm-0', 'vm-1'], ['pls'], ['nic'], ['disk', 'i', 'l', 'lb', 's'], ['d', 'ip', 'nsg']]);
});

it('is done when nothing is left, or nothing whose type it knows', async () => {
  expect((await look({ holds: [] })).result).toEqual({ kind: 'done' });
  const { result, deleted } = await look({ holds: [['Contoso.Things/widgets', 'w']] });
  expect([result, deleted]).toEqual([{ kind: 'done' }, []]);
});

it.each([
  ["another's", { managedBy: '/subscriptions/s/resourceGroups/x/providers/a/b/c' }],
  ["nobody's", { managedBy: '' }],
  ['on its way out', { groupState: 'Deleting' }],
])('touches nothing in a group that is %s', async (_, state) => {
  const { result, deleted } = await look({ ...state, holds: [['Microsoft.Compute/virtualMachines', 'vm']] });

  expect([result, deleted]).toEqual([{ kind: 'done' }, []]);
});

it('waits for what is being deleted without asking again', async () => {
  const { result, deleted } = await look({
    holds: [['Microsoft.Compute/virtualMachines', 'vm', { provisioningState: 'Deleting' }]],
  });

  expect(result.kind).toBe('again');
  expect(deleted).toEqual([]);
});

it.each([
  [400, 'NicInUse'],
  [400, 'PublicIPAddressCannotBeDeleted'],
  [400, 'InUseNetworkSecurityGroupCannotBeDeleted'],
  [409, 'OperationNotAllowed'],
])('looks again when Azure says with %d %s that something still holds it', async (status, code) => {
  const { result } = await look({
    holds: [['Microsoft.Network/networkInterfaces', 'nic']],
    answer: ({ method }) => (method === 'DELETE' ? refusal(status, code) : undefined),
  });

  expect(result.kind).toBe('again');
});

it.each([
  [409, 'ScopeLocked', 'locked'],
  [403, 'AuthorizationFailed', 'forbidden'],
  [400, 'InvalidApiVersionParameter', 'invalid'],
])('leaves it to the plan when Azure refuses with %d %s', async (status, code, kind) => {
  const looking = look({
    holds: [['Microsoft.Network/networkInterfaces', 'nic']],
    answer: ({ method }) => (method === 'DELETE' ? refusal(status, code) : undefined),
  });

  await expect(looking).rejects.toMatchObject({ kind, code });
});

describe('a network security group that subnets of the customer have', () => {
  const nsg = `${group}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
  const subnet = { id: subnetId, name: 'master', etag: '"e1"' };
  const holds: World['holds'] = [['Microsoft.Network/networkSecurityGroups', 'nsg', { subnets: [{ id: subnetId }] }]];
  const lookAt = (properties: object) =>
    look({
      holds,
      answer: ({ method, path }) => {
        if (path !== subnetId) return undefined;
        return method === 'PUT' ? { status: 200, body: subnet } : ok({ ...subnet, properties });
      },
    });

  it('is taken off them first, with all else of the subnet left as it is, and only of the version seen', async () => {
    const kept = { addressPrefix: '10.0.0.0/24', somethingNew: { a: [1] }, provisioningState: 'Succeeded' };

    const { result, deleted } = await lookAt({ ...kept, networkSecurityGroup: { id: nsg.toUpperCase() } });

    expect([result.kind, deleted]).toEqual(['again', []]);
    const put = arm.requests.find(({ method }) => method === 'PUT');
    expect(put?.body).toEqual({ id: subnetId, name: 'master', properties: kept });
    expect(put?.headers['if-match']).toBe('"e1"');
  });

  it.each([
    ['another group by now', { networkSecurityGroup: { id: '/other' } }],
    ['none by now', {}],
  ])('is not the reason for a write when they have %s', async (_, properties) => {
    await lookAt({ addressPrefix: '10.0.0.0/24', ...properties });

    expect(arm.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});
