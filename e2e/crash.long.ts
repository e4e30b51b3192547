import { createHash } from 'node:crypto';
import { armLog, creations } from './harness/arm-log.ts';
import { billingFaults } from './harness/billing.ts';
import { createCustomer, type Customer } from './harness/customer.ts';
import { documentsOf } from './harness/documents.ts';
import { createSteps, deleteSteps } from './harness/steps.ts';
import { type LogLine, startSystem, type System } from './harness/system.ts';

const processes = ['backend', 'change-feed', 'frontend', 'local-azure'] as const;

const groupsOf = (size: number, all: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** A cluster's name has 30 characters at most, and two steps may begin alike. */
const nameFor = (step: string, suffix: string): string => {
  const hash = createHash('sha256').update(step).digest('hex').slice(0, 5);
  return `${step.slice(0, 18)}-${hash}-${suffix}`;
};

/** Calls `act` once, at the first line that `matches`. */
function once(system: System, matches: (line: LogLine) => boolean, act: () => void): Disposable {
  let done = false;
  return system.onLine((_, line) => {
    if (done || !matches(line)) return;
    done = true;
    act();
  });
}

const stepOf = (cluster: string, step: string, event: string) => (line: LogLine) =>
  line.event === event && line.step === step && line.resourceId?.endsWith(`/${cluster}`) === true;

describe.each(processes)('kill -9 of %s', (victim) => {
  let system: System;
  let customer: Customer;

  beforeAll(async () => {
    system = await startSystem({ build: victim === processes[0] });
    customer = await createCustomer(system.endpoints);
  }, 120_000);
  afterAll(() => system?.stop());

  const oneOfEach = async (name: string) =>
    expect(new Set(Object.values(creations(await armLog(system.endpoints), name)))).toEqual(new Set([1]));

  const paidForWhileThere = async () => {
    const documents = documentsOf(system.endpoints);
    const [clusters, billing] = [await documents.all('OpenShiftClusters'), await documents.all('Billing')];
    documents.dispose();
    expect(billingFaults(clusters, billing)).toEqual([]);
  };

  /** Kills at `event` of the n-th step while the n-th cluster is at it. */
  const killAtSteps = async (names: string[], steps: string[], event: string, work: () => Promise<unknown>) => {
    let kills = 0;
    const kill = () => {
      kills += 1;
      system.kill(victim);
    };
    const watches = steps.map((step, index) => once(system, stepOf(names[index] ?? '', step, event), kill));
    await work();
    // Not one for each: the line of another cluster may die with the process that was about to write it.
    expect(kills > 0).toBe(steps.length > 0);
    for (const watch of watches) watch[Symbol.dispose]();
  };

  // Every step for the process that runs them, and the ends of some; for the others a few, spread over the plan.
  const isWorker = victim === 'backend';
  const some = (steps: string[], event: string) => {
    const every = !isWorker ? 7 : event === 'step-started' ? 1 : 3;
    return steps.filter((_, index) => index % every === every - 1);
  };
  // Four at once: each meets the kills that are meant for the others too, and none meets more than the five in a row
  // after which the worker takes a document for poison (W10). A life has a death in its create and one in its delete.
  const livesAt = (event: string) => {
    const [creating, deleting] = [groupsOf(4, some(createSteps, event)), groupsOf(4, some(deleteSteps, event))];
    return Array.from({ length: Math.max(creating.length, deleting.length) }, (_, index) => ({
      creating: creating[index] ?? [],
      deleting: deleting[index] ?? [],
    }));
  };

  describe.each(isWorker ? ['step-started', 'step-ended'] : ['step-started'])('at %s', (event) => {
    const suffix = event === 'step-started' ? 's' : 'e';

    it.each(livesAt(event))(
      'of $creating, then of $deleting: every cluster is created, each resource once, and deleted',
      async ({ creating, deleting }) => {
        const names = Array.from({ length: Math.max(creating.length, deleting.length) }, (_, index) =>
          nameFor(creating[index] ?? `del-${deleting[index]}`, suffix),
        );
        await killAtSteps(names, creating, event, async () => {
          await Promise.all(names.map((name) => customer.put(name)));
          for (const name of names) expect([name, await customer.settled(name)]).toEqual([name, 'Succeeded']);
        });
        for (const name of names) await oneOfEach(name);
        await paidForWhileThere();
        await killAtSteps(names, deleting, event, async () => {
          await Promise.all(names.map((name) => customer.remove(name)));
          for (const name of names) expect([name, await customer.settled(name)]).toEqual([name, 'gone']);
        });
        await paidForWhileThere();
      },
      360_000,
    );
  });

  it('in the middle of accepts loses no accepted cluster and makes none twice', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `accept-${index}`);
    // What a customer prepares is asked for once, with no process down.
    for (const name of names) await customer.bodyOf(name);
    const accepted = names.map(async (name, index) => {
      if (index === 2 || index === 4) system.kill(victim);
      const { status } = await customer.put(name);
      expect([200, 201]).toContain(status);
    });
    await Promise.all(accepted);

    for (const name of names) {
      expect([name, await customer.settled(name)]).toEqual([name, 'Succeeded']);
      await oneOfEach(name);
    }
  }, 240_000);
});
