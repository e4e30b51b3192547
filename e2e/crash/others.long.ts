import { live, livesWith } from './lives.ts';
import { startVictim, type Victim, type VictimName } from './victim.ts';

// The backend at its outward calls has a file of its own: it takes as long as all of these.
const victims: [VictimName, event: string, every: number][] = [
  ['backend', 'step-ended', 3],
  ['change-feed', 'step-started', 7],
  ['frontend', 'step-started', 7],
  ['local-azure', 'step-started', 7],
];

describe.each(victims)('kill -9 of %s', (name, event, every) => {
  let victim: Victim;
  beforeAll(async () => void (victim = await startVictim(name)), 120_000);
  afterAll(() => victim?.[Symbol.asyncDispose]());

  it.each(livesWith(every))(
    `at ${event} of $creating, then of $deleting: every cluster is created, each resource once, and deleted`,
    (life) => live(victim, life, event),
    360_000,
  );

  it('in the middle of accepts loses no accepted cluster and makes none twice', async () => {
    const { customer } = victim;
    const names = Array.from({ length: 6 }, (_, index) => `accept-${index}`);
    // What a customer prepares is asked for once, with no process down.
    for (const one of names) await customer.bodyOf(one);
    const accepted = names.map(async (one, index) => {
      if (index === 2 || index === 4) victim.kill();
      const { status } = await customer.put(one);
      expect([200, 201]).toContain(status);
    });
    await Promise.all(accepted);

    for (const one of names) {
      expect([one, await customer.settled(one)]).toEqual([one, 'Succeeded']);
      await victim.expectOneOfEach(one);
    }
  }, 240_000);
});
