import { randomUUID } from 'node:crypto';
import { type BatchOutcome, protocolTimes, type WorkStore } from '@aro-rp/database';
import { silentLog } from '@aro-rp/telemetry';
import { createFakeClock, refOf } from '@aro-rp/testing';
import { milliseconds, minutes, seconds } from '@aro-rp/time';
import { readCluster } from '../testing/worker-on.ts';
import { createSleepyClock, createWorkBench, holding, type WorkBench } from '../testing/work-bench.ts';
import { type End, writeEnd } from './end.ts';
import { keepLease } from './kept-lease.ts';

let bench: WorkBench;
beforeAll(async () => void (bench = await createWorkBench()));
afterEach(() => bench.faults.clear());
afterAll(() => bench[Symbol.asyncDispose]());

const planEnd: End = { kind: 'plan', end: { provisioningState: 'Succeeded' } };
const sliceEnd: End = { kind: 'slice', end: { cursor: 'next', facts: {} } };

/** A slice whose steps are done, and the writing of its end. */
async function ending(work: WorkStore, end: End) {
  const { id, first } = await bench.accepted();
  const leaseId = randomUUID();
  const ref = refOf(id);
  const answer = await bench.database.work.take(ref, first, { id: leaseId, owner: 'this' });
  if (answer.kind !== 'taken') throw new Error('somebody was faster');
  const clock = createSleepyClock();
  const shared = { work, clock, times: protocolTimes, log: silentLog };
  const lease = keepLease({ ...shared, cap: minutes(10), ref, leaseId, takenAt: 0 });
  const taken = { ref, leaseId, taken: answer.taken, takenAt: 0, serverTime: 0 };
  return { id, clock, written: writeEnd(shared, taken, lease, end) };
}

const steal = async (id: Parameters<typeof refOf>[0]) =>
  bench.database.work.take(refOf(id), await readCluster(bench.database, id), { id: 'thief', owner: 'thief' });
const state = async (id: Parameters<typeof refOf>[0]) =>
  (await readCluster(bench.database, id)).document.provisioningState;

describe('the end of a slice', () => {
  it('is written once server time is known again (T1)', async () => {
    const databaseClock = createFakeClock();
    const other = bench.connect({ clock: databaseClock });
    await other.ping();
    // The next answer says that the offset has jumped; three more settle it.
    await databaseClock.advance(seconds(10));
    const { id, clock, written } = await ending(other.work, sliceEnd);

    await clock.asleep();
    expect(other.serverClock.isKnown()).toBe(false);
    for (let outcome: unknown = 'asleep'; outcome === 'asleep';) {
      await clock.advance(seconds(2));
      outcome = await Promise.race([clock.asleep().then(() => 'asleep'), written]);
    }

    expect(await written).toBe('written');
    expect((await readCluster(bench.database, id)).document.plan?.cursor).toBe('next');
  });

  it('is tried again, in time, when a try gets no answer', async () => {
    const ends = holding(bench.database.work, 'endPlan');
    const { id, clock, written } = await ending(ends.work, planEnd);
    await ends.call(0);
    await clock.advance(milliseconds(7_500));
    await clock.asleep();
    await clock.advance(milliseconds(100));

    await (await ends.call(1)).answer();

    expect(await written).toBe('written');
    expect(await state(id)).toBe('Succeeded');
  });

  it('counts as done or lost after a lost answer, and is no lost lease to anybody (W9)', async () => {
    const outcomes: BatchOutcome[] = [];
    const counted = bench.connect({ onOutcome: (outcome) => outcomes.push(outcome) });
    await counted.ping();
    const ends = holding(counted.work, 'endPlan');
    const { id, clock, written } = await ending(ends.work, planEnd);
    await (await ends.call(0)).send();
    await clock.advance(milliseconds(7_500));
    await clock.asleep();

    await clock.advance(milliseconds(100));

    expect(await written).toBe('ended-or-lost');
    expect(outcomes).toEqual(['written']);
    expect(await state(id)).toBe('Succeeded');
  });

  it.each([
    ['a plan', planEnd],
    ['a slice', sliceEnd],
  ])('counts as done or lost when the store finds its lease gone after a lost answer: %s', async (_, end) => {
    bench.faults.add({ service: 'cosmos', method: 'BATCH', nth: 3, action: { kind: 'lose-answer' } });

    const { written } = await ending(bench.database.work, end);

    expect(await written).toBe('ended-or-lost');
    expect(bench.struck()).toBe(1);
  });

  it('counts as lost when the plan goes on under another lease', async () => {
    const ends = holding(bench.database.work, 'endPlan');
    const { id, written } = await ending(ends.work, planEnd);
    const call = await ends.call(0);
    await steal(id);

    await call.answer();

    expect(await written).toBe('lost');
    expect(await state(id)).toBe('Creating');
  });
});
