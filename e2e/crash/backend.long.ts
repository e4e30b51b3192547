import { createHash, randomInt } from 'node:crypto';
import { type Call, isRead, namedBy, sentence } from './calls.ts';
import { killLeaving, nextLine, stopInstaller } from './installers.ts';
import { type Aim, whileHeld } from './kills.ts';
import {
  expectBelongings,
  expectSettled,
  liveThrough,
  type Planned,
  type Undisturbed,
  undisturbed,
} from './lives-at-calls.ts';
import { startVictim, type Victim } from './victim.ts';

/**
 * Which call is met before it is worked and which after it took effect: the next seed turns all of them round. Every write
 * is met whatever the seed; of the reads half are, so that four seeds in a row meet each read both ways.
 */
const seed = Number(process.env['CRASH_SEED'] ?? randomInt(1_000));

describe(`kill -9 of the backend at its outward calls (CRASH_SEED=${seed})`, () => {
  let victim: Victim;
  let expected: Undisturbed;
  beforeAll(async () => {
    victim = await startVictim('backend');
    expected = await undisturbed(victim, 'quiet0');
  }, 180_000);
  afterAll(() => victim?.[Symbol.asyncDispose]());

  /** Each call has a number of its own, whatever others there are in this run. */
  const numberOf = (call: Call) => createHash('sha256').update(sentence(call)).digest().readUInt16BE();
  const planned = (calls: readonly Call[]): Planned[] =>
    calls
      .map((call) => ({ call, turn: (numberOf(call) + seed) % 4 }))
      .filter(({ call, turn }) => !isRead(call) || turn < 2)
      .map(({ call, turn }) => ({ call, when: turn % 2 === 0 ? 'before' : 'after' }));

  it('every write of a create and of a delete, and reads of each kind: the same resources as undisturbed, and none once it is deleted', async () => {
    const kills = { creating: planned(expected.creating), deleting: planned(expected.deleting) };
    expect(kills.creating.filter(({ call }) => !isRead(call)).length).toBeGreaterThan(20);
    expect(kills.deleting.filter(({ call }) => !isRead(call)).length).toBeGreaterThan(40);

    const missed = await liveThrough(victim, expected, kills);

    expect([...missed.creating, ...missed.deleting].map(({ call, when }) => `${when} ${sentence(call)}`)).toEqual([]);
  }, 900_000);

  it('while the installer runs, early and late: the next backend ends what runs on, and there is one set of names', async () => {
    const { system, customer } = victim;
    const name = 'orphan7q';
    await customer.bodyOf(name);
    const [first, last] = [expected.installing[0]!, expected.installing.at(-1)!];
    const holds: Aim[] = [
      { call: first, cluster: namedBy(customer.idOf(name)), when: 'before' },
      { call: last, cluster: namedBy(customer.idOf(name)), when: 'after' },
    ];

    await whileHeld(system, holds, async (untilHeld) => {
      await customer.put(name);
      for (const { call } of holds) {
        await untilHeld();
        expect([sentence(call), await killLeaving(system, 'create manifests')]).toEqual([sentence(call), []]);
      }
    });
    await nextLine(system, (line) => line['command'] === 'create manifests' && line['exitCode'] === 0);
    await stopInstaller(system, 'create ignition-configs');
    expect(await killLeaving(system, 'create ignition-configs')).toEqual([]);

    await expectSettled(victim, [name], 'Succeeded');
    await expectBelongings(victim, name, expected.made);
    await victim.expectOneOfEach(name);
    await victim.expectPaidForWhileThere();
  }, 180_000);
});
