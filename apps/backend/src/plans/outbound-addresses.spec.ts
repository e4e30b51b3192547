import { resource } from '@aro-rp/testing';
import { outboundNames, outboundRule } from '../names.ts';
import { placedCluster } from '../testing/places.ts';
import { type Answer, createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith } from '../testing/step-on.ts';
import { settle } from './outbound-addresses.ts';

const id = resource('c1');
const infraId = 'c1-x7k2p';
const group = `/subscriptions/${id.subscriptionId}/resourceGroups/managed-c1/providers/Microsoft.Network`;
const balancer = `${group}/loadBalancers/${infraId}`;
const [first, second] = outboundNames(infraId).map(({ address }) => `${group}/publicIPAddresses/${address}`);

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

/** As Azure shows them; a PUT is accepted unless told. */
const given = (there: Record<string, object>, put: Answer = { status: 201, body: {} }) =>
  arm.script(({ method, path }) => {
    if (method === 'PUT') return put;
    if (path === `${group}/publicIPAddresses`) return { status: 200, body: { value: [] } };
    const found = there[path];
    return found && { status: 200, body: { id: path, ...found } };
  });
const address = (provisioningState: string, more: object = { etag: 'W/"7"' }) => ({
  ...more,
  properties: { provisioningState, ...(provisioningState === 'Succeeded' && { ipAddress: '1.2.3.4' }) },
});
const balancerWith = (more: object) => ({
  ...more,
  properties: {
    provisioningState: 'Succeeded',
    frontendIPConfigurations: [{ name: 'public-lb-ip-v4', properties: { publicIPAddress: { id: first } } }],
    outboundRules: [
      {
        name: outboundRule,
        properties: { frontendIPConfigurations: [{ id: `${balancer}/frontendIPConfigurations/public-lb-ip-v4` }] },
      },
    ],
  },
});

/** @param count of the addresses that the cluster asks for */
const settling = (count: number) => {
  const cluster = placedCluster(id);
  cluster.properties.networkProfile.loadBalancerProfile = { managedOutboundIps: { count } };
  return settle(contextOn(arm, id, { cluster }), runWith({ infraId }));
};
const puts = () =>
  arm.requests.filter(({ method }) => method === 'PUT').map(({ path, headers }) => [path, headers['if-match']]);

it('makes an address that is not there, and changes nothing while it waits for it', async () => {
  given({ [first ?? '']: address('Succeeded'), [balancer]: balancerWith({ etag: 'W/"1"' }) });

  expect(await settling(2)).toMatchObject({ kind: 'again' });
  expect(puts()).toEqual([[second, undefined]]);
});

it('makes one again that has failed, if nobody has changed it since it was looked at', async () => {
  given({ [first ?? '']: address('Failed') });

  expect(await settling(1)).toMatchObject({ kind: 'again' });
  expect(puts()).toEqual([[first, 'W/"7"']]);
});

it('changes the load balancer if nobody has changed it since it was looked at', async () => {
  const there = { [first ?? '']: address('Succeeded'), [second ?? '']: address('Succeeded') };
  given({ ...there, [balancer]: balancerWith({ etag: 'W/"1"' }) });

  expect(await settling(2)).toMatchObject({ kind: 'again' });
  expect(puts()).toEqual([[balancer, 'W/"1"']]);
});

it('looks again when the cloud provider was faster', async () => {
  const there = { [first ?? '']: address('Succeeded'), [second ?? '']: address('Succeeded') };
  const refused = { status: 412, body: { error: { code: 'PreconditionFailed', message: 'changed' } } };
  given({ ...there, [balancer]: balancerWith({ etag: 'W/"1"' }) }, refused);

  expect(await settling(2)).toMatchObject({ kind: 'again' });
});

it.each([
  ['an address that has failed', { [first ?? '']: address('Failed', {}) }, 1],
  [
    'the load balancer',
    {
      [first ?? '']: address('Succeeded'),
      [second ?? '']: address('Succeeded'),
      [balancer]: balancerWith({}),
    },
    2,
  ],
])('writes nothing over %s of which Azure told no ETag', async (_, there, count) => {
  given(there);

  await expect(settling(count)).rejects.toThrow(/no ETag/);
  expect(puts()).toEqual([]);
});
