import { resource } from '@aro-rp/testing';
import { placedCluster, subnetsOf } from '../../testing/places.ts';
import { type Answer, createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith, untilDone as untilDoneAsAPlan } from '../../testing/step-on.ts';
import { attachNetworkSecurityGroup, prepare } from './subnets.ts';

const id = resource('c1');
const cluster = placedCluster(id);
const { master, worker } = subnetsOf(id);
const group = `${cluster.properties.clusterProfile.resourceGroupId}/providers/Microsoft.Network/networkSecurityGroups/demo-x7k2p-nsg`;
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

type Properties = Record<string, unknown>;
/** Two subnets that take what is put to them. */
function subnetsWith(of: { master?: Properties; worker?: Properties }, put?: () => Answer | undefined) {
  const stored = new Map<string, Properties>([
    [master, { addressPrefix: '10.0.0.0/23', ...of.master }],
    [worker, { addressPrefix: '10.0.2.0/23', ...of.worker }],
  ]);
  let version = 1;
  const show = (path: string): Answer => ({
    status: 200,
    body: { id: path, name: path.split('/').at(-1), etag: `"e${version}"`, properties: stored.get(path) },
  });
  arm.script(({ method, path, body, headers }) => {
    if (!stored.has(path)) return undefined;
    if (method !== 'PUT') return show(path);
    const said = put?.();
    if (said) return said;
    if (headers['if-match'] !== `"e${version}"`)
      return { status: 412, body: { error: { code: 'PreconditionFailed', message: 'changed' } } };
    version++;
    stored.set(path, body?.['properties'] as Properties);
    return show(path);
  });
  return stored;
}
const puts = () => arm.requests.filter(({ method }) => method === 'PUT');
const context = () => contextOn(arm, id, { cluster });
const run = runWith({ infraId: 'demo-x7k2p' });
const steps = { prepare, attach: attachNetworkSecurityGroup };
async function untilDone(step: keyof typeof steps) {
  for (let looks = 1; looks < 20; looks++) if ((await steps[step](context(), run)).kind === 'done') return;
  throw new Error('never done');
}

const others = {
  somethingNew: { nested: [1, { b: null }] },
  routeTable: { id: '/routes' },
  serviceEndpoints: [{ service: 'Microsoft.KeyVault', locations: ['*'] }],
};

it("prepares the subnets, with everything else of them as it was, in Azure's own words", async () => {
  const stored = subnetsWith({ master: others, worker: others });

  await untilDone('prepare');

  const endpoints = [...others.serviceEndpoints, { service: 'Microsoft.Storage' }];
  expect(stored.get(master)).toEqual({
    ...others,
    addressPrefix: '10.0.0.0/23',
    privateLinkServiceNetworkPolicies: 'Disabled',
    privateEndpointNetworkPolicies: 'Disabled',
    serviceEndpoints: endpoints,
  });
  expect(stored.get(worker)).toEqual({ ...others, addressPrefix: '10.0.2.0/23', serviceEndpoints: endpoints });
  expect(puts()).toHaveLength(2);
});

it('attaches the security group to both', async () => {
  const stored = subnetsWith({ master: others, worker: others });

  await untilDone('attach');

  for (const one of [master, worker])
    expect(stored.get(one)).toMatchObject({ ...others, networkSecurityGroup: { id: group } });
  expect(puts()).toHaveLength(2);
});

it.each(['prepare', 'attach'] as const)('writes nothing more once it is so: %s, repeated', async (step) => {
  subnetsWith({});
  await untilDone(step);
  arm.requests.length = 0;

  await untilDone(step);

  expect(puts()).toEqual([]);
});

it('takes an id that Azure has written in capitals of its own for the same', async () => {
  subnetsWith({
    master: { networkSecurityGroup: { id: group.toUpperCase() } },
    worker: { networkSecurityGroup: { id: group.toLowerCase() } },
  });

  await untilDone('attach');

  expect(puts()).toEqual([]);
});

it('writes only over the version that it has seen, and looks again when somebody was faster', async () => {
  let faster = 1;
  subnetsWith({}, () =>
    faster-- > 0 ? { status: 412, body: { error: { code: 'PreconditionFailed', message: 'changed' } } } : undefined,
  );

  await untilDone('attach');

  expect(puts().every(({ headers }) => /^"e\d+"$/.test(headers['if-match'] ?? ''))).toBe(true);
  expect(puts()).toHaveLength(3);
});

it.each(['Updating', 'Deleting'])('waits while Azure works on a subnet: %s', async (provisioningState) => {
  subnetsWith({ master: { provisioningState } });

  expect(await prepare(context(), run)).toMatchObject({
    kind: 'again',
    waitingFor: expect.stringContaining(master) as string,
  });
  expect(puts()).toEqual([]);
});

it("refuses a subnet with another's security group, and touches it not", async () => {
  subnetsWith({ worker: { networkSecurityGroup: { id: '/other' } } });

  await expect(untilDone('attach')).rejects.toMatchObject({
    body: { code: 'InvalidLinkedVNet', message: expect.stringMatching(/worker.*\/other/) as string },
  });
  expect(puts().filter(({ path }) => path === worker)).toEqual([]);
});

it('tells the customer of a subnet that is gone', async () => {
  arm.script(() => undefined);

  await expect(prepare(context(), run)).rejects.toMatchObject({ body: { code: 'InvalidLinkedVNet', target: master } });
});

it('tries again while Azure does not find the security group that was made a moment ago', async () => {
  let unseen = 2;
  const message = `Resource ${group} referenced by resource ${master} was not found.`;
  const stored = subnetsWith({}, () =>
    unseen-- > 0 ? { status: 400, body: { error: { code: 'InvalidResourceReference', message } } } : undefined,
  );

  await untilDoneAsAPlan(attachNetworkSecurityGroup, context(), run);

  expect(stored.get(master)).toMatchObject({ networkSecurityGroup: { id: group } });
  expect(puts()).toHaveLength(4);
});
