import { type Envelope, type ETag, protocolTimes } from '@aro-rp/database';
import { toInstant } from '@aro-rp/time';
import fc from 'fast-check';
import { announce } from './announce.ts';

const now = Date.parse('2026-05-01T12:00:00Z');
const source = { container: 'OpenShiftClusters' as const, generation: 'generation-1' };

function found(envelope: Partial<Envelope>, writtenAt = now) {
  const document: Envelope = {
    id: '8f14e45f-ceea-467f-a7f0-1f4f1a1b2c3d',
    type: 'cluster',
    revision: 7,
    provisioningState: 'Creating',
    plan: plan({}),
    ...envelope,
  };
  return { partitionKey: 'subscription', found: { document, etag: '"etag-1"' as ETag, writtenAt } };
}

const plan = (members: object) => ({
  id: 'plan',
  kind: 'create-cluster',
  version: 1,
  cursor: 'validate',
  deadline: toInstant(now + 3_600_000),
  attempts: 0,
  ...members,
});
const leased = { id: 'l', owner: 'o', epoch: 1, expiresAt: toInstant(now + 30_000) };

describe('announce', () => {
  it('names the version by document, ETag without quotes and generation, and carries nothing of the document (L2, L3)', () => {
    const message = announce(found({}), source, now, protocolTimes);

    expect(message).toEqual({
      messageId: '8f14e45f-ceea-467f-a7f0-1f4f1a1b2c3d.etag-1.generation-1',
      body: {
        container: 'OpenShiftClusters',
        id: '8f14e45f-ceea-467f-a7f0-1f4f1a1b2c3d',
        partitionKey: 'subscription',
        etag: 'etag-1',
        revision: 7,
      },
    });
  });

  it('announces a leased version too, for five seconds after its lease counted from its write (L1, L4)', () => {
    expect(announce(found({ lease: leased }, now - 10_000), source, now, protocolTimes)?.at).toBe(now + 25_000);
  });

  it('never schedules a leased version for more than 35 s from now, whatever the write time says (L4)', () => {
    expect(announce(found({ lease: leased }, now + 600_000), source, now, protocolTimes)?.at).toBe(now + 35_000);
  });

  it('schedules a waiting version for its notBefore, at most its deadline (L4)', () => {
    const waiting = (notBefore: number, deadline: number) =>
      announce(
        found({ plan: plan({ notBefore: toInstant(notBefore), deadline: toInstant(deadline) }) }),
        source,
        now,
        protocolTimes,
      );

    expect(waiting(now + 20_000, now + 60_000)?.at).toBe(now + 20_000);
    expect(waiting(now + 90_000, now + 60_000)?.at).toBe(now + 60_000);
  });

  it.each([-5_000, 0, 999])('sends at once what is due %i ms from now (L4)', (away) => {
    const message = announce(found({ plan: plan({ notBefore: toInstant(now + away) }) }), source, now, protocolTimes);

    expect(message).toBeDefined();
    expect(message?.at).toBeUndefined();
  });

  it.each(['Succeeded', 'Failed', 'Canceled'])(
    'skips the terminal state %s, and a document without a plan',
    (state) => {
      expect(announce(found({ provisioningState: state }), source, now, protocolTimes)).toBeUndefined();
      expect(announce(found({ plan: null as never }), source, now, protocolTimes)).toBeUndefined();
    },
  );

  it('announces every other state, those of a newer version too, and never throws on odd members', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    fc.assert(
      fc.property(
        fc
          .oneof(fc.string(), fc.jsonValue())
          .filter((state) => !['Succeeded', 'Failed', 'Canceled'].includes(state as string)),
        fc.record({ notBefore: odd, deadline: odd, kind: odd, version: odd, cursor: odd }),
        odd,
        (provisioningState, oddPlan, oddLease) => {
          const document = { provisioningState, plan: plan(oddPlan), lease: oddLease } as never;
          expect(announce(found(document), source, now, protocolTimes)).toBeDefined();
        },
      ),
    );
  });
});
