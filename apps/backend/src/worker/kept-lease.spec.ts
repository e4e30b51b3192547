import { randomUUID } from 'node:crypto';
import { checkTimes, protocolTimes } from '@aro-rp/database';
import { silentLog } from '@aro-rp/telemetry';
import { createFakeClock, refOf } from '@aro-rp/testing';
import { type Duration, milliseconds, minutes, seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { createWorkBench, type HeldCall, holding, type WorkBench } from '../testing/work-bench.ts';
import { keepLease, type KeepLeaseOptions } from './kept-lease.ts';
import { tryTimeout } from './lease-write.ts';

let bench: WorkBench;
beforeAll(async () => void (bench = await createWorkBench()));
afterAll(() => bench[Symbol.asyncDispose]());

/** A lease that was just taken, kept by a clock that stands at 0; each renewal waits for the test. */
async function kept(changes: Partial<KeepLeaseOptions> = {}) {
  const { id, first } = await bench.accepted();
  const leaseId = randomUUID();
  await bench.database.work.take(refOf(id), first, { id: leaseId, owner: 'this' });
  const clock = createFakeClock();
  const renewals = holding(bench.database.work, 'renew');
  const lease = keepLease({
    work: renewals.work,
    clock,
    times: protocolTimes,
    cap: minutes(10),
    ref: refOf(id),
    leaseId,
    takenAt: 0,
    log: silentLog,
    ...changes,
  });
  const settle = () => clock.advance(milliseconds(0));
  return {
    id,
    clock,
    lease,
    renewals,
    settle,
    why: () => (lease.signal.aborted ? (lease.signal.reason as { why: string }).why : undefined),
    async answer(n: number) {
      await (await renewals.call(n)).answer();
      await settle();
    },
    async steal() {
      const seen = await bench.database.work.read(refOf(id));
      if (seen) await bench.database.work.take(refOf(id), seen, { id: 'thief', owner: 'thief' });
    },
  };
}

describe('the signal of a slice (W8)', () => {
  it('is aborted when no renewal was good for 25 s after the take began', async () => {
    const { clock, why } = await kept();

    await clock.advance(milliseconds(24_999));
    expect(why()).toBeUndefined();
    await clock.advance(milliseconds(1));

    expect(why()).toBe('not-renewed');
  });

  it('is aborted 25 s after the last good renewal began, not after its answer', async () => {
    const { clock, answer, why } = await kept();
    await clock.advance(seconds(10));
    await clock.advance(seconds(5));

    await answer(0);
    await clock.advance(milliseconds(19_999));
    expect(why()).toBeUndefined();
    await clock.advance(milliseconds(1));

    expect(why()).toBe('not-renewed');
  });

  it('is not aborted when one renewal gets no answer and the next one does', async () => {
    const { clock, renewals, answer, why } = await kept();
    await clock.advance(seconds(10));
    await renewals.call(0);

    await clock.advance(milliseconds(7_600));
    await answer(1);
    await clock.advance(milliseconds(24_999));

    expect(why()).toBeUndefined();
    expect(renewals.calls[0]?.signal?.aborted).toBe(true);
  });

  it('is aborted when a renewal finds the lease taken over', async () => {
    const { clock, answer, why, steal } = await kept();
    await steal();

    await clock.advance(seconds(10));
    await answer(0);

    expect(why()).toBe('lost-lease');
  });

  it('is aborted at the cap although the lease is renewed', async () => {
    const { clock, answer, why } = await kept({ cap: seconds(30) });

    for (const n of [0, 1]) {
      await clock.advance(seconds(10));
      await answer(n);
    }
    await clock.advance(milliseconds(9_999));
    expect(why()).toBeUndefined();
    await clock.advance(milliseconds(1));

    expect(why()).toBe('cap');
  });
});

describe('a take whose answer came late', () => {
  it('is held at once when it was quick', async () => {
    const { lease, renewals } = await kept({ takenAt: -10_000 });

    await lease.confirmed();

    expect(renewals.calls).toHaveLength(0);
  });

  it('is held only when it was renewed, after more than the time between renewals', async () => {
    const { lease, renewals, answer, clock, why } = await kept({ takenAt: -10_001 });
    let held = false;
    const confirmed = lease.confirmed().then(() => (held = true));

    await (await renewals.call(0)).send();
    await clock.advance(seconds(5));
    expect(held).toBe(false);
    await answer(0);
    await confirmed;

    await clock.advance(milliseconds(19_999));
    expect(why()).toBeUndefined();
  });

  it('is not held when its renewal finds it taken over', async () => {
    const { lease, answer, steal } = await kept({ takenAt: -10_001 });
    const confirmed = expect(lease.confirmed()).rejects.toMatchObject({ why: 'lost-lease' });
    await steal();

    await answer(0);

    await confirmed;
  });

  it.each([
    ['25 s', { takenAt: -25_000 }, 'not-renewed'],
    ['the cap', { takenAt: -20_000, cap: seconds(20) }, 'cap'],
  ])('is stopped before anything else can begin when %s have passed', async (_, changes, why) => {
    const { lease, renewals, settle } = await kept(changes);

    // No turn of the event loop has to come first.
    expect(lease.signal.reason).toMatchObject({ why });
    await expect(lease.confirmed()).rejects.toMatchObject({ why });
    await settle();
    expect(renewals.calls).toHaveLength(0);
  });
});

describe('the end of a slice (W8: one queue)', () => {
  it('waits for the renewal that is under way, and is followed by none', async () => {
    const { clock, lease, renewals, answer, settle } = await kept();
    await clock.advance(seconds(10));
    await (await renewals.call(0)).send();
    let written = false;

    const ended = lease.end(async () => (written = true));
    await settle();
    expect(written).toBe(false);
    await answer(0);
    await ended;
    await clock.advance(seconds(24));

    expect(renewals.calls).toHaveLength(1);
  });

  it('is not written any more when the slice was stopped', async () => {
    const { clock, lease } = await kept();
    await clock.advance(seconds(25));
    let written = false;

    await expect(lease.end(async () => (written = true))).rejects.toMatchObject({ why: 'not-renewed' });
    expect(written).toBe(false);
  });

  it('gives up a renewal that is under way when the slice has died, and renews no more', async () => {
    const { clock, lease, renewals, settle } = await kept();
    await clock.advance(seconds(10));
    const renewal: HeldCall = await renewals.call(0);

    lease[Symbol.dispose]();
    expect(renewal.signal?.aborted).toBe(true);
    await settle();
    await clock.advance(minutes(1));

    expect(renewals.calls).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });
});

it('leaves time for a second try of each renewal, with all times that a service may start with', () => {
  const time = fc.integer({ min: 1, max: 100_000 }).map(milliseconds);
  fc.assert(
    fc.property(fc.record({ renewEvery: time, abortAfter: time, callTimeout: time }), (some) => {
      const times = { ...protocolTimes, ...some, lease: minutes(10), capBeyondBudget: minutes(10) };
      fc.pre(checkTimes({ ...times, sweepAge: minutes(60) }).length === 0);

      const limit: Duration = tryTimeout(times);

      expect(limit).toBeGreaterThan(0);
      expect(limit).toBeLessThanOrEqual(times.callTimeout);
      expect(times.renewEvery + 2 * limit).toBeLessThanOrEqual(times.abortAfter);
    }),
  );
});
