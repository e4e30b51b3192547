import { resource } from '@aro-rp/testing';
import { deleteCluster } from '../plans/delete-cluster/index.ts';
import { createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith, untilDone } from '../testing/step-on.ts';

describe('a cluster in a subscription that Azure has removed', () => {
  let arm: ScriptedArm;
  beforeAll(async () => {
    arm = await createScriptedArm();
  });
  afterAll(() => arm[Symbol.asyncDispose]());

  it('is deleted: what Azure does not find there is gone, and what is ours is still looked for', async () => {
    const id = resource();
    const missing = {
      code: 'SubscriptionNotFound',
      message: `The subscription '${id.subscriptionId}' could not be found.`,
    };
    const isThere = (path: string) => path.toLowerCase().startsWith(`/subscriptions/${id.subscriptionId}`);
    arm.script(({ path }) => (isThere(path) ? { status: 404, body: { error: missing } } : undefined));
    const closed: string[] = [];
    const context = contextOn(arm, id, {
      installations: { ...contextOn(arm, id).installations, remove: () => Promise.resolve() },
      billing: { open: () => Promise.resolve(), close: async (name) => void closed.push(name) },
    });
    const run = runWith({ installationId: 'i', clusterObjectId: 'o', infraId: 'c1-x', networkShard: '/shard' });

    for (const { action } of deleteCluster.steps) await untilDone(action, context, run);

    expect(arm.requests.filter(({ path, method }) => isThere(path) && method === 'GET').length).toBeGreaterThan(0);
    expect(arm.requests.filter(({ path, method }) => isThere(path) && method === 'PUT')).toEqual([]);
    expect(arm.requests.some(({ path }) => path.includes('/privateEndpoints/'))).toBe(true);
    expect(closed).toEqual([`${context.documentId}-i`]);
  });
});
