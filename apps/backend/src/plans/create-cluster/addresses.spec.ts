import { resource } from '@aro-rp/testing';
import { type ClusterFacts } from '../facts.ts';
import { placedCluster, subnetsOf } from '../../testing/places.ts';
import { type Answer, createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { chooseRouter } from './addresses.ts';

const id = resource('c1');
const { worker } = subnetsOf(id);
const configuration = (name: string) => `/subscriptions/s/x/${name}/ipConfigurations/c`;
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

/** A subnet of eight addresses, and who has which. */
const subnetWith = (users: Record<string, Answer | string>, properties: object = { addressPrefix: '10.0.2.0/29' }) =>
  arm.script(({ path }) => {
    if (path === worker) {
      const ipConfigurations = Object.keys(users).map((name) => ({ id: configuration(name) }));
      return { status: 200, body: { id: worker, properties: { ...properties, ipConfigurations } } };
    }
    const user = Object.entries(users).find(([name]) => path === configuration(name))?.[1];
    return typeof user === 'string' ? { status: 200, body: { properties: { privateIPAddress: user } } } : user;
  });
const choose = (facts: Partial<ClusterFacts> = {}, visibility: 'Public' | 'Private' = 'Private') =>
  chooseRouter(contextOn(arm, id, { cluster: placedCluster(id, visibility) }), runWith(facts));

it('chooses the highest free address of the worker subnet for a private router', async () => {
  subnetWith({ a: '10.0.2.6', b: '10.0.2.4' });

  expect(await choose()).toEqual({ kind: 'done', facts: { routerAddress: '10.0.2.5' } });
});

it('takes the first range of a subnet that has several', async () => {
  subnetWith({}, { addressPrefixes: ['10.0.2.0/29', '10.9.0.0/29'] });

  expect(await choose()).toMatchObject({ facts: { routerAddress: '10.0.2.6' } });
});

it('keeps what was chosen, and chooses nothing for a public router', async () => {
  subnetWith({});

  expect(await choose({ routerAddress: '10.0.2.4' })).toEqual({ kind: 'done' });
  expect(await choose({}, 'Public')).toEqual({ kind: 'done' });
  expect(arm.requests).toEqual([]);
});

it('passes over a user of an address that cannot be read by itself, or is gone', async () => {
  subnetWith({
    gone: { status: 404 },
    odd: { status: 400, body: { error: { code: 'InvalidResourceType', message: 'x' } } },
  });

  expect(await choose()).toMatchObject({ facts: { routerAddress: '10.0.2.6' } });
});

it.each([500, 503, 429])(
  'does not take an address for free because Azure did not say whose it is: %d',
  async (status) => {
    subnetWith({ a: { status, body: { error: { code: 'Busy', message: 'later' } } } });

    await expect(choose()).rejects.toMatchObject({ code: 'Busy' });
  },
);

it('tells the customer of a subnet without a free address, and of one that is gone', async () => {
  subnetWith({ a: '10.0.2.6', b: '10.0.2.5', c: '10.0.2.4' });
  await expect(choose()).rejects.toMatchObject({ body: { code: 'SubnetIsFull', target: worker } });

  arm.script(() => undefined);
  await expect(choose()).rejects.toMatchObject({ body: { code: 'InvalidLinkedVNet', target: worker } });
});
