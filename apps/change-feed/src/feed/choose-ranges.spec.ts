import { type ETag, type RangeLease, type Versioned } from '@aro-rp/database';
import { seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { chooseRanges, observe, uncovered } from './choose-ranges.ts';

const freeAfter = seconds(15);

const lease = (id: number, owner: string, etag = '1'): Versioned<RangeLease> => ({
  etag: etag as ETag,
  writtenAt: 0,
  document: {
    id: `${id}`,
    feed: 'OpenShiftClusters',
    min: `${id}`,
    max: `${id + 1}`,
    owner,
    epoch: 1,
    generation: 'g',
    renewals: 0,
  },
});

const ids = (chosen: Versioned<RangeLease>[]) => chosen.map(({ document }) => document.id);

describe('chooseRanges', () => {
  it('leaves a range alone until its lease has not changed for 15 s of its own clock', () => {
    const leases = [lease(0, 'dead')];
    const observations = observe(new Map(), leases, 1_000);

    const at = (now: number) => ids(chooseRanges({ leases, observations, owner: 'me', now, freeAfter }));

    expect(at(15_999)).toEqual([]);
    expect(at(16_000)).toEqual(['0']);
  });

  it('counts anew when the lease changes', () => {
    const first = observe(new Map(), [lease(0, 'alive', '1')], 0);
    const renewed = [lease(0, 'alive', '2')];
    const second = observe(first, renewed, 14_000);

    expect(chooseRanges({ leases: renewed, observations: second, owner: 'me', now: 20_000, freeAfter })).toEqual([]);
  });

  it('takes a released range at once', () => {
    const leases = [lease(0, '')];

    expect(
      ids(chooseRanges({ leases, observations: observe(new Map(), leases, 0), owner: 'me', now: 0, freeAfter })),
    ).toEqual(['0']);
  });

  it('does not take the only range of a living owner', () => {
    const leases = [lease(0, 'other')];

    expect(
      chooseRanges({ leases, observations: observe(new Map(), leases, 0), owner: 'me', now: 1, freeAfter }),
    ).toEqual([]);
  });

  it('ends with every range owned and shares that differ by at most one, from any start', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', 'a', 'b', 'c', 'dead'), { minLength: 1, maxLength: 12 }),
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 80, maxLength: 120 }),
        (owners, turns) => {
          let leases = owners.map((owner, id) => lease(id, owner));
          const everyone = [...turns, 'a', 'b', 'c', 'a', 'b', 'c'];
          const living = new Set(everyone);
          for (const owner of everyone) {
            const observations = new Map(
              leases.map(({ document, etag }) => [
                document.id,
                { etag: etag as string, since: document.owner === 'dead' ? 0 : 20_000 },
              ]),
            );
            const chosen = new Set(ids(chooseRanges({ leases, observations, owner, now: 20_000, freeAfter })));
            leases = leases.map((one) => (chosen.has(one.document.id) ? lease(Number(one.document.id), owner) : one));
          }
          const shares = [...living].map((owner) => leases.filter(({ document }) => document.owner === owner).length);
          expect(leases.filter(({ document }) => !living.has(document.owner))).toEqual([]);
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('uncovered', () => {
  it('finds the ranges that no lease covers, and leaves those inside a wider lease', () => {
    const wide = { ...lease(0, 'a'), document: { ...lease(0, 'a').document, min: '', max: '20' } };

    expect(
      uncovered(
        [
          { min: '', max: '10' },
          { min: '10', max: '20' },
          { min: '20', max: 'FF' },
        ],
        [wide],
      ),
    ).toEqual([{ min: '20', max: 'FF' }]);
  });
});
