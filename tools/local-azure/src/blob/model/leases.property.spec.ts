import fc from 'fast-check';
import { BlobError } from './errors.ts';
import {
  afterWrite,
  applyLease,
  checkLease,
  isLocked,
  type LeaseAction,
  leaseState,
  type StoredLease,
} from './leases.ts';

const holders = ['a', 'b', 'c'];
const seconds = fc.constantFrom(15, 30, 60, -1);
const id = fc.constantFrom(...holders);
const action: fc.Arbitrary<LeaseAction> = fc.oneof(
  fc.record({ kind: fc.constant('acquire' as const), seconds, id }),
  fc.record({ kind: fc.constant('renew' as const), id }),
  fc.record({ kind: fc.constant('release' as const), id }),
  fc.record({ kind: fc.constant('change' as const), id, to: id }),
  fc.record({ kind: fc.constant('break' as const) }),
  fc.record({ kind: fc.constant('break' as const), seconds: fc.constantFrom(0, 10, 60) }),
);
const step = fc.oneof(
  action,
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 14, 15, 31, 61) }),
  fc.record({ kind: fc.constant('write' as const), id: fc.option(id, { nil: undefined }) }),
);

const passes = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof BlobError) return false;
    throw error;
  }
};

describe('Leases, whatever is done with them in whatever order', () => {
  const runs = (check: (lease: StoredLease | undefined, now: number) => void) =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let now = 1_000_000;
        let lease: StoredLease | undefined;
        for (const one of steps) {
          if (one.kind === 'wait') now += one.seconds * 1_000;
          else if (one.kind === 'write') {
            if (passes(() => checkLease(lease, one.id, now, 'write'))) lease = afterWrite(lease, now);
          } else {
            passes(() => {
              lease = applyLease(lease, one, now);
            });
          }
          check(lease, now);
        }
      }),
    );

  it('let exactly their holder write while they last, and everybody who names none after that', () =>
    runs((lease, now) => {
      const writers = [undefined, ...holders].filter((one) => passes(() => checkLease(lease, one, now, 'write')));

      expect(writers).toEqual(isLocked(leaseState(lease, now)) ? [lease?.id] : [undefined]);
    }));

  it('are gone from everybody else when they can be acquired', () =>
    runs((lease, now) => {
      const takers = holders.filter((one) =>
        passes(() => applyLease(lease, { kind: 'acquire', seconds: 15, id: one }, now)),
      );

      const state = leaseState(lease, now);
      expect(takers).toEqual(state === 'leased' ? [lease?.id] : state === 'breaking' ? [] : holders);
    }));

  it('that have an end are not held beyond it, and a break never takes longer than asked for', () =>
    runs((lease, now) => {
      if (!lease) return;
      if (lease.until !== null) expect(isLocked(leaseState(lease, Math.max(now, lease.until)))).toBe(false);
      const broken = applyLease(lease, { kind: 'break', seconds: 10 }, now);

      expect(isLocked(leaseState(broken, now + 10_000))).toBe(false);
    }));
});
