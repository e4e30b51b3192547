import { clusterOf, resource } from '@aro-rp/testing';
import { minutes, seconds } from '@aro-rp/time';
import { type Answer, createScriptedArm, type ScriptedArm, type SeenRequest } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { type ClusterContext } from '../context.ts';
import { type ClusterFacts } from '../facts.ts';
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
  facts?: Partial<ClusterFacts>;
  context?: Partial<ClusterContext>;
}

/** One look of the step. @returns what it deleted, by type and name, and what it says */
async function look(given: World) {
  const { managedBy = id.id, groupState = 'Succeeded', holds, answer = () => undefined, facts, context } = given;
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
  const result = await remove(contextOn(arm, id, context), runWith(facts));
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
  [400, 'CannotDeleteLoadBalancerWithPrivateLinkService'],
  [409, 'OperationNotAllowed'],
])('looks again when Azure says with %d %s that something still holds it, and tells so', async (status, code) => {
  const { result } = await look({
    holds: [['Microsoft.Network/networkInterfaces', 'nic']],
    answer: ({ method }) => (method === 'DELETE' ? refusal(status, code) : undefined),
  });

  expect(result).toMatchObject({
    kind: 'again',
    waitingFor: expect.stringMatching(new RegExp(`nic; in its way: ${code}: said so$`)) as string,
    cause: { code, message: 'said so' },
  });
});

it('waits for a right that is missing no longer than rights take to spread, and then tells which', async () => {
  const given: World = {
    holds: [['Microsoft.Network/networkInterfaces', 'nic']],
    answer: ({ method }) => (method === 'DELETE' ? refusal(403, 'AuthorizationFailed') : undefined),
  };

  expect((await look(given)).result).toMatchObject({ kind: 'again', cause: { code: 'AuthorizationFailed' } });
  await expect(look({ ...given, context: { now: () => minutes(1) } })).rejects.toMatchObject({
    body: { code: 'AuthorizationFailed', message: expect.stringMatching(/Delete the cluster again/) as string },
  });
});

it.each([
  [409, 'ScopeLocked', 'locked'],
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

it("asks for each type with an api-version that Azure has for it, a gallery's parts first, and leaves the rest", async () => {
  const versions: Record<string, string> = {
    'virtualMachines/vm': '2024-03-01',
    'snapshots/s': '2023-04-02',
    'diskEncryptionSets/d': '2023-04-02',
    'galleries/g': '2023-07-03',
    'galleries/g/images/i': '2023-07-03',
    'galleries/g/images/i/versions/1': '2023-07-03',
  };
  const newest: World['holds'] = [['Microsoft.Compute/somethingNew', 'n']];
  let holds: World['holds'] = [
    ...newest,
    ['Microsoft.Compute/galleries', 'g'],
    ['Microsoft.Compute/diskEncryptionSets', 'd'],
    ['Microsoft.Compute/snapshots', 's'],
  ];
  const compute = `${group}/providers/Microsoft.Compute/`;
  const rounds: string[][] = [];
  const children = new Set(['galleries/g/images/i', 'galleries/g/images/i/versions/1']);
  while (rounds.length < 6) {
    const { deleted, result } = await look({
      holds,
      answer: ({ method, path, query }) => {
        const name = path.slice(compute.length);
        if (path === `${group}/resources`)
          return ok({
            value: [
              ...holds.map(([type, one]) => ({ id: `${group}/providers/${type}/${one}`, type, name: one })),
              ...[...children].map((one) => ({
                id: `${compute}${one}`,
                type: `Microsoft.Compute/${one.replace(/\/(g|i|1)(?=\/|$)/g, '')}`,
              })),
            ],
          });
        if (!path.startsWith(compute)) return undefined;
        if (query.get('api-version') !== versions[name]) return refusal(400, 'NoRegisteredProviderFound');
        return children.has(name) && method === 'GET' ? ok({ id: path, properties: {} }) : undefined;
      },
    });
    if (result.kind === 'done') break;
    rounds.push(deleted.map((path) => path.replace('Compute/', '')));
    holds = holds.filter(([type, name]) => !deleted.includes(`${type.replace('Microsoft.', '')}/${name}`));
    for (const path of deleted) children.delete(path.replace('Compute/', ''));
  }

  expect(rounds).toEqual([
    ['galleries/g/images/i/versions/1'],
    ['galleries/g/images/i'],
    ['galleries/g', 'snapshots/s'],
    ['diskEncryptionSets/d'],
  ]);
  expect(holds).toEqual(newest);
});

describe('a deletion that Azure goes on with by itself', () => {
  const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm`;
  const holds = (provisioningState: string): World['holds'] => [
    ['Microsoft.Compute/virtualMachines', 'vm', { provisioningState }],
  ];
  const operation =
    (status: string): World['answer'] =>
    (request) => {
      const operationUrl = `https://${request.headers.host}/operations/1`;
      if (request.path === '/operations/1')
        return ok({
          status,
          ...(status === 'Failed' && { error: { code: 'CannotDeleteThis', message: 'held by x' } }),
        });
      if (request.method === 'DELETE')
        return { status: 202, headers: { 'azure-asyncoperation': operationUrl, 'retry-after': '20' } };
      return undefined;
    };
  const learntBy = async (answer: World['answer']) => {
    const { result } = await look({ holds: holds('Succeeded'), answer: answer ?? (() => undefined) });
    return { result, facts: (result.facts ?? {}) as Partial<ClusterFacts> };
  };

  it('is looked at again when Azure says, and remembered', async () => {
    const { result, facts } = await learntBy(operation('InProgress'));

    expect(result).toMatchObject({ kind: 'again', after: seconds(20) });
    expect(facts.deletions).toEqual([{ id: machine, operationUrl: expect.stringMatching(/operations\/1$/) as string }]);
  });

  it.each(['Failed', 'Deleting'])('tells why it has failed before, while the machine is %s', async (state) => {
    const { facts } = await learntBy(operation('InProgress'));

    const { result, deleted } = await look({
      holds: holds(state),
      facts,
      answer: operation('Failed') ?? (() => undefined),
    });

    expect(result).toMatchObject({
      waitingFor: expect.stringContaining('CannotDeleteThis: held by x') as string,
      cause: { kind: 'in-use', message: 'held by x' },
      facts: { deletions: facts.deletions },
    });
    expect(deleted).toHaveLength(state === 'Deleting' ? 0 : 1);
  });
});

describe('a network interface that Azure has failed to make', () => {
  const properties = { provisioningState: 'Failed', ipConfigurations: [{ name: 'one' }] };
  const holds: World['holds'] = [['Microsoft.Network/networkInterfaces', 'nic', properties]];

  it('is put once more as it is, and deleted after that, whatever has come of it', async () => {
    const first = await look({
      holds,
      answer: ({ method, path }) => (method === 'PUT' ? { status: 200, body: { id: path } } : undefined),
    });
    const put = arm.requests.find(({ method }) => method === 'PUT');
    const second = await look({ holds, facts: first.result.facts as Partial<ClusterFacts> });

    expect([first.deleted, put?.body]).toEqual([[], expect.objectContaining({ name: 'nic', properties })]);
    expect(second.deleted).toEqual(['Network/networkInterfaces/nic']);
    expect(arm.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('is deleted at once when Azure does not take it', async () => {
    const { deleted } = await look({
      holds,
      answer: ({ method }) => (method === 'PUT' ? refusal(400, 'InvalidRequestFormat') : undefined),
    });

    expect(deleted).toEqual(['Network/networkInterfaces/nic']);
  });
});

it('waits when what hangs on it cannot be changed now, and goes on with the others', async () => {
  const zone = `${group}/providers/Microsoft.Network/privateDnsZones/d`;
  const { result, deleted } = await look({
    holds: [
      ['Microsoft.Network/privateDnsZones', 'd'],
      ['Microsoft.Network/publicIPAddresses', 'ip'],
    ],
    answer: ({ method, path }) => {
      if (path === `${zone}/virtualNetworkLinks`) return ok({ value: [{ id: `${zone}/virtualNetworkLinks/l` }] });
      return method === 'DELETE' && path.startsWith(zone) ? refusal(409, 'Conflict') : undefined;
    },
  });

  expect(result).toMatchObject({ kind: 'again', cause: { kind: 'conflict' } });
  expect(deleted).toContain('Network/publicIPAddresses/ip');
});
