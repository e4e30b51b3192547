import { resource } from '@aro-rp/testing';
import { placedCluster } from '../testing/places.ts';
import { createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith } from '../testing/step-on.ts';
import { connect } from './private-endpoint.ts';

const id = resource('c1');
const networkShard = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/shard/subnets/e';
const networkInterface = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/networkInterfaces/rp-pe.nic';
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

/** @param endpoint as Azure shows it; @param address of its network interface, as long as there is one */
const given = (endpoint: object | undefined, address?: string) =>
  arm.script(({ method, path }) => {
    if (method === 'PUT') return { status: 201, body: {} };
    if (path === networkInterface)
      return {
        status: 200,
        body: { properties: { ipConfigurations: [{ properties: { privateIPAddress: address } }] } },
      };
    return endpoint && { status: 200, body: { id: path, etag: 'W/"7"', ...endpoint } };
  });
const endpointIn = (provisioningState: string, status?: string, description?: string) => ({
  properties: {
    provisioningState,
    networkInterfaces: [{ id: networkInterface }],
    manualPrivateLinkServiceConnections: [
      { properties: { privateLinkServiceConnectionState: { status, description } } },
    ],
  },
});
const connecting = () =>
  connect(contextOn(arm, id, { cluster: placedCluster(id) }), runWith({ infraId: 'c1-x7k2p', networkShard }));
const puts = () => arm.requests.filter(({ method }) => method === 'PUT');

it("is made in the cluster's shard, for the private link service of the cluster, when there is none", async () => {
  given(undefined);

  expect(await connecting()).toMatchObject({ kind: 'again' });

  const [put] = puts();
  expect(put?.headers['if-match']).toBeUndefined();
  expect(put?.body?.['properties']).toMatchObject({
    subnet: { id: networkShard },
    manualPrivateLinkServiceConnections: [
      {
        properties: {
          privateLinkServiceId: expect.stringMatching(/managed-c1\/.*\/privateLinkServices\/c1-x7k2p-pls$/) as string,
        },
      },
    ],
  });
});

it('is made again when it has failed, if nobody has changed it since it was looked at', async () => {
  given(endpointIn('Failed'));

  expect(await connecting()).toMatchObject({ kind: 'again' });
  expect(puts().map(({ headers }) => headers['if-match'])).toEqual(['W/"7"']);
});

it('is not written over when it has failed and Azure told no ETag of it', async () => {
  given({ ...endpointIn('Failed'), etag: undefined });

  await expect(connecting()).rejects.toThrow(/no ETag/);
  expect(puts()).toEqual([]);
});

it.each([
  ['is being made', endpointIn('Updating', 'Pending'), '10.0.0.4', 'it is Updating'],
  [
    'is not approved yet',
    endpointIn('Succeeded', 'Pending'),
    '10.0.0.4',
    'its connection is Pending, and has to be Approved',
  ],
  [
    'has been refused',
    endpointIn('Succeeded', 'Rejected', 'not by us'),
    '10.0.0.4',
    'its connection is Rejected (not by us), and has to be Approved',
  ],
  ['has no address yet', endpointIn('Succeeded', 'Approved'), undefined, 'it has no address yet'],
])('is waited for while it %s, and left alone', async (_, endpoint, address, why) => {
  given(endpoint, address);

  expect(await connecting()).toMatchObject({
    kind: 'again',
    waitingFor: `the private endpoint of the cluster: ${why}`,
  });
  expect(puts()).toEqual([]);
});

it('is where the service reaches the cluster once it is approved', async () => {
  given(endpointIn('Succeeded', 'Approved'), '10.0.0.4');

  expect(await connecting()).toEqual({ kind: 'done', facts: { privateEndpointAddress: '10.0.0.4' } });
  expect(puts()).toEqual([]);
});
