import { createCluster } from '../../apps/backend/src/plans/create-cluster/index.ts';
import { type MixedSystem, startMixedSystem } from './mixed-system.ts';
import { nextStep } from './planted.ts';

/** P1: who does not know a plan's version leaves it to others. */
describe('a create by a plan that only the next version knows', () => {
  let mixed: MixedSystem;
  beforeAll(async () => {
    mixed = await startMixedSystem(['frontend-names-plan', 'backend']);
    await mixed.become(['frontend-names-plan']);
  }, 180_000);
  afterAll(() => mixed?.[Symbol.asyncDispose]());

  const stored = async (name: string) => {
    const id = mixed.customer.idOf(name).toLowerCase();
    return (await mixed.documents.all('OpenShiftClusters')).find(({ type, key }) => type === 'cluster' && key === id);
  };
  /** How often this version's workers have left a message to others, since they began. */
  const leftToOthers = async (): Promise<number> => {
    const { healthPort = 0 } = mixed.system.services.find(({ app }) => app === 'backend') ?? {};
    const text = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
    return Number(/backend_messages\{outcome="left-unknown-plan".*\} (\d+)/.exec(text)?.[1] ?? 0);
  };
  const untilLeft = async () => {
    while ((await leftToOthers()) === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  };
  const expectDoneByNext = async (name: string) => {
    expect([name, await mixed.customer.settled(name)]).toEqual([name, 'Succeeded']);
    expect(await stored(name)).toMatchObject({ facts: { [nextStep.fact]: true } });
    await mixed.expectConsistent();
    await mixed.expectMadeOnce(name);
  };

  it('is left as it is by workers of this version, and done by those of the next as soon as there are any', async () => {
    expect((await mixed.customer.put('waits')).status).toBe(201);
    await untilLeft();
    expect(await stored('waits')).toMatchObject({
      provisioningState: 'Creating',
      plan: { version: createCluster.version + 1, cursor: '', attempts: 0 },
    });

    await mixed.become(['frontend-names-plan', 'backend']);

    await expectDoneByNext('waits');
  }, 120_000);

  it('waits where it stands while the workers are rolled back, and goes on when the next version comes again', async () => {
    const midway = mixed.begins('goes-back', 'deploy-base');
    expect((await mixed.customer.put('goes-back')).status).toBe(201);
    await midway;

    await mixed.become(['frontend-names-plan']);
    await untilLeft();
    expect(await stored('goes-back')).toMatchObject({
      provisioningState: 'Creating',
      facts: { [nextStep.fact]: true },
      plan: { version: createCluster.version + 1, cursor: expect.not.stringMatching(/^$/) as string },
    });
    await mixed.become(['frontend-names-plan', 'backend']);

    await expectDoneByNext('goes-back');
  }, 120_000);
});
