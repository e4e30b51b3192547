import { resource } from '@aro-rp/testing';
import { placedCluster } from '../testing/places.ts';
import { createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith } from '../testing/step-on.ts';
import { connect } from './private-endpoint.ts';

const id = resource('c1');
let arm: ScriptedArm;
beforeAll(async () => void (arm = await createScriptedArm()));
afterAll(() => arm[Symbol.asyncDispose]());

it("R201 what is made for a cluster in the service's own subscription names the cluster in its tags", async () => {
  arm.script(({ method }) => (method === 'PUT' ? { status: 201, body: {} } : { status: 404, body: {} }));
  const networkShard = `/subscriptions/service/resourceGroups/service/providers/Microsoft.Network/virtualNetworks/shard`;
  const context = contextOn(arm, id, { cluster: placedCluster(id) });

  await connect(context, runWith({ infraId: 'c1-x7k2p', networkShard }));

  const [put] = arm.requests.filter(({ method }) => method === 'PUT');
  expect(put?.path).toContain('/privateEndpoints/');
  expect(put?.body).toMatchObject({ tags: { resourceCreatedFor: id.id } });
});
