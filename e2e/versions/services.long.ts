import { dirname, join } from 'node:path';
import { offer } from '@aro-rp/start';
import { readPublished } from '@aro-rp/telemetry';
import { createFrontendClient, type FrontendClient } from '../scenario-runner/frontend-client.ts';
import { root } from '../harness/system.ts';
import { type MixedSystem, startMixedSystem } from './mixed-system.ts';
import { failing, metric, type VariantName } from './planted.ts';

/** Each differs from the one before in one service: one of the next version, and all but one. The last takes all back. */
const mixes: VariantName[][] = [
  ['frontend'],
  ['frontend', 'change-feed'],
  ['change-feed'],
  ['change-feed', 'backend'],
  ['backend'],
  ['frontend', 'backend'],
  [],
];
const newer = '2023-11-22';

describe('services of this version and of the next side by side', () => {
  let mixed: MixedSystem;
  let frontend: FrontendClient;
  const left: string[] = [];

  beforeAll(async () => {
    mixed = await startMixedSystem(['frontend', 'change-feed', 'backend']);
    frontend = await createFrontendClient(mixed.system.endpoints);
  }, 180_000);
  afterAll(async () => {
    frontend?.close();
    await mixed?.[Symbol.asyncDispose]();
  });

  const expectSettled = async (name: string, state: string) =>
    expect([name, await mixed.customer.settled(name)]).toEqual([name, state]);

  const create = async (name: string) => {
    expect((await mixed.customer.put(name)).status).toBe(201);
    await expectSettled(name, 'Succeeded');
  };
  const remove = async (name: string) => {
    expect((await mixed.customer.remove(name)).status).toBe(202);
    await expectSettled(name, 'gone');
  };
  const update = async (name: string) => {
    const { customer } = mixed;
    const body = { tags: { changed: 'yes' } };
    const { status } = await customer.call('PATCH', `${customer.idOf(name)}?api-version=${newer}`, { body });
    expect([name, status]).toEqual([name, 200]);
    await expectSettled(name, 'Succeeded');
  };
  const list = async (apiVersion: string) => {
    const { subscriptionId } = mixed.system.endpoints;
    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.RedHatOpenShift/openShiftClusters`;
    return (await mixed.customer.call('GET', `${path}?api-version=${apiVersion}`)).body;
  };
  /** As ARM does whenever something about a subscription changes. */
  const tellSubscription = async () => {
    const path = `/subscriptions/${mixed.system.endpoints.subscriptionId}?api-version=2.0`;
    const { status } = await frontend.call('PUT', path, { text: JSON.stringify({ state: 'Registered' }) });
    expect(status).toBe(200);
  };

  it.each(mixes.map((next, index) => ({ next, index, said: next.join(' and ') || 'none' })))(
    'of the next version: $said',
    async ({ next, index }) => {
      const [crossing, made] = [`crosses-${index}`, `made-${index}`];
      // Begun under the mix before, and gone on with under this one.
      const midway = mixed.begins(crossing, 'deploy-base');
      expect((await mixed.customer.put(crossing)).status).toBe(201);
      const leaving = left.splice(0);
      await midway;
      for (const name of leaving) expect((await mixed.customer.remove(name)).status).toBe(202);
      await mixed.expectNothingDropped();
      await mixed.become(next);
      await expectSettled(crossing, 'Succeeded');
      for (const name of leaving) await expectSettled(name, 'gone');
      await mixed.expectNothingDropped();

      await tellSubscription();
      const changing = async () => {
        await update(crossing);
        for (const version of ['2020-04-30', newer]) {
          const listed = JSON.stringify(await list(version));
          expect(listed).toContain(`/${crossing}"`);
          expect(listed).not.toContain('nextMember');
        }
        await mixed.expectNothingDropped();
        await remove(crossing);
      };
      await Promise.all([create(made), changing()]);
      left.push(made);

      await mixed.expectNothingDropped();
      await mixed.expectConsistent();
      for (const name of [crossing, made]) await mixed.expectMadeOnce(name);
    },
    180_000,
  );

  it("what the next version's workers fail with is shown by this version's frontend, and can be deleted", async () => {
    await mixed.become(['backend']);

    const { headers } = await mixed.customer.put(failing.name);
    await expectSettled(failing.name, 'Failed');
    const status = new URL(headers.get('azure-asyncoperation') ?? '');
    const { body } = await mixed.customer.call('GET', status.pathname + status.search);

    expect(body).toMatchObject({ status: 'Failed', error: { code: failing.code } });
    await remove(failing.name);
  }, 120_000);

  it('metrics of the next version are there beside those that releases watch, which mean what they meant', async () => {
    const { healthPort = 0 } = mixed.system.services.find(({ app }) => app === 'backend') ?? {};

    const text = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();

    expect(text).toContain(`\n${metric}{`);
    expect(readPublished('backend', text)).toMatchObject({ Failures: 0 });
    expect(readPublished('backend', text).Requests).toBeGreaterThan(0);
  });

  it('what either version offers, the other offers anew', async () => {
    const { endpoints } = mixed.system;
    const file = join(dirname(endpoints.caBundle), 'releases.json');

    await offer(root, endpoints, ['update-versions', file], mixed.bundles.backend);
    await mixed.expectNothingDropped();
    await offer(root, endpoints, ['update-versions', file]);

    await mixed.expectNothingDropped();
    await create('offered');
  }, 120_000);

  it('members of the next version were in every kind of document, so that there was something to drop', () => {
    expect(mixed.seenKinds()).toEqual([
      ...['billing', 'cluster', 'cluster cluster', 'cluster cluster.properties', 'cluster facts', 'cluster plan'],
      ...['lease', 'openshift-version', 'operation', 'reservation', 'secrets', 'subscription'],
    ]);
  });
});
