import { fromInstant, hours, type Instant, minutes, seconds, toInstant } from '@aro-rp/time';
import fc from 'fast-check';
import { type Envelope, type Lease, type PlanState } from '../documents.ts';
import { protocolTimes as times } from '../protocol-times.ts';
import { isStranded, isWork, planEnded, renewed, renewedUntil, sliceEnded, taken } from './envelope.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const at = (offset: number): Instant => toInstant(now + offset);
const lease = (changes: Partial<Lease> = {}): Lease => ({
  id: 'l1',
  owner: 'w1',
  epoch: 7,
  expiresAt: at(seconds(10)),
  ...changes,
});
const plan = (changes: Partial<PlanState> = {}): PlanState => ({
  id: 'p1',
  kind: 'create-cluster',
  version: 1,
  cursor: 'a',
  deadline: at(hours(2)),
  attempts: 0,
  ...changes,
});
const work = (changes: Partial<Envelope> = {}): Envelope => ({
  id: 'd1',
  type: 'cluster',
  revision: 1,
  provisioningState: 'Creating',
  plan: plan(),
  ...changes,
});

describe('work', () => {
  it.each([
    ['Creating', true],
    ['Hibernating', true],
    ['Succeeded', false],
    ['Failed', false],
    ['Canceled', false],
  ])('in state %s counts as work: %s', (provisioningState, expected) => {
    expect(isWork(work({ provisioningState }))).toBe(expected);
  });

  it('is none without a plan', () => {
    const { plan: _none, ...document } = work();

    expect(isWork(document)).toBe(false);
  });
});

describe('take', () => {
  it('writes a full lease from the first try, one attempt more, and clears what it waited for', () => {
    const before = work({ plan: plan({ attempts: 2, notBefore: at(-5) }), leaseEpoch: 7 });

    const after = taken(before, { id: 'l2', owner: 'w2' }, now, times);

    expect(after.lease).toEqual({ id: 'l2', owner: 'w2', epoch: 8, expiresAt: at(times.lease) });
    expect(after.leaseEpoch).toBe(8);
    expect(after.plan).toEqual(plan({ attempts: 3 }));
    expect(after).not.toHaveProperty('lastTakeover');
  });

  it('records a takeover when it finds a lease that its slice did not end', () => {
    const after = taken(work({ lease: lease(), leaseEpoch: 7 }), { id: 'l2', owner: 'w2' }, now, times);

    expect(after.lastTakeover).toBe(at(0));
    expect(after.lease?.epoch).toBe(8);
  });

  it('keeps the time of an earlier takeover', () => {
    const after = taken(work({ lastTakeover: at(-1_000) }), { id: 'l2', owner: 'w2' }, now, times);

    expect(after.lastTakeover).toBe(at(-1_000));
  });
});

describe('renewal', () => {
  it('moves the end of the lease and nothing else', () => {
    const before = work({ lease: lease() });

    const after = renewed(before, renewedUntil(now, times));

    expect(after).toEqual({ ...before, lease: lease({ expiresAt: at(times.lease) }) });
  });
});

describe('the end of a slice', () => {
  const end = { cursor: 'b', facts: {} };

  it('removes the lease, counts no attempt, and is due at once unless told', () => {
    const after = sliceEnded(work({ lease: lease(), plan: plan({ attempts: 3 }) }), end, now, times);

    expect(after).not.toHaveProperty('lease');
    expect(after.plan).toEqual(plan({ cursor: 'b' }));
  });

  it('is due after the wait', () => {
    const after = sliceEnded(work({ lease: lease() }), { ...end, after: seconds(10) }, now, times);

    expect(after.plan?.notBefore).toBe(at(seconds(10)));
  });

  it('is due 5 s after the deadline at the latest', () => {
    const before = work({ lease: lease(), plan: plan({ deadline: at(minutes(1)) }) });

    const after = sliceEnded(before, { ...end, after: hours(1) }, now, times);

    expect(after.plan?.notBefore).toBe(at(seconds(65)));
  });

  it('forgets when the step began and what it waited for once the plan moves on', () => {
    const before = work({ lease: lease(), plan: plan({ stepStartedAt: at(-9), waitingFor: 'quota' }) });

    expect(sliceEnded(before, end, now, times).plan).toEqual(plan({ cursor: 'b' }));
  });

  it('keeps when the step began while the plan stays on it', () => {
    const before = work({ lease: lease(), plan: plan({ stepStartedAt: at(-9) }) });

    expect(sliceEnded(before, { ...end, cursor: 'a' }, now, times).plan?.stepStartedAt).toBe(at(-9));
  });
});

describe('the end of a plan', () => {
  it('leaves a terminal document without lease and plan', () => {
    const { plan: _plan, ...rest } = work({ lease: lease() });
    const { lease: _lease, ...expected } = rest;

    expect(planEnded({ ...rest, plan: plan() }, 'Failed')).toEqual({ ...expected, provisioningState: 'Failed' });
  });
});

describe('stranded', () => {
  const old = -times.sweepAge - 1;

  it.each<[string, boolean, Partial<Envelope>, number]>([
    ['nothing is young', true, {}, old],
    ['it was written lately', false, {}, -1_000],
    ['its lease ended lately', false, { lease: lease({ expiresAt: at(-1_000) }) }, old],
    ['its lease ended long ago', true, { lease: lease({ expiresAt: at(old) }) }, old],
    ['it waits', false, { plan: plan({ notBefore: at(minutes(3)) }) }, old],
    ['it should have been taken long ago', true, { plan: plan({ notBefore: at(old) }) }, old],
    ['its deadline passed long ago, leased or not', true, { plan: plan({ deadline: at(old) }), lease: lease() }, -1],
    ['its deadline passed lately', false, { plan: plan({ deadline: at(-1) }), lease: lease() }, -1],
    ['it is terminal', false, { provisioningState: 'Failed' }, old],
  ])('when %s: %s', (_, expected, changes, writtenAt) => {
    expect(isStranded(work(changes), now + writtenAt, now, times)).toBe(expected);
  });
});

describe('every change of the envelope', () => {
  const unknownMember = fc.dictionary(
    fc.string({ minLength: 1 }).map((name) => `x-${name}`),
    fc.jsonValue(),
    { minKeys: 1, maxKeys: 4 },
  );

  it('carries unknown members of document, plan and lease through', () => {
    fc.assert(
      fc.property(unknownMember, unknownMember, unknownMember, (ofDocument, ofPlan, ofLease) => {
        const before = { ...work(), plan: { ...plan(), ...ofPlan }, ...ofDocument };
        const leased = { ...before, lease: { ...lease(), ...ofLease } };

        const takenOne = taken(before, { id: 'l2', owner: 'w2' }, now, times);
        const renewedOne = renewed(leased, at(1));
        const sliced = sliceEnded(leased, { cursor: 'b', facts: {}, after: seconds(1) }, now, times);

        for (const after of [takenOne, renewedOne, sliced])
          expect(after).toMatchObject({ ...ofDocument, plan: ofPlan });
        expect(renewedOne.lease).toMatchObject(ofLease);
        expect(planEnded(leased, 'Succeeded')).toMatchObject(ofDocument);
      }),
    );
  });

  it('never moves a slice beyond 5 s past its deadline', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 }), (after, deadline) => {
        const before = work({ lease: lease(), plan: plan({ deadline: at(deadline) }) });
        const end = { cursor: 'a', facts: {}, after: seconds(after / 1_000) };

        const due = sliceEnded(before, end, now, times).plan?.notBefore;

        expect(fromInstant(due!)).toBe(Math.min(now + after, now + deadline + 5_000));
      }),
    );
  });
});
