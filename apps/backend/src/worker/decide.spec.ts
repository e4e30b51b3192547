import { type ClusterDocument, type ETag, type Versioned, type WorkDocument } from '@aro-rp/database';
import { done, plan as definePlan, step } from '@aro-rp/plan';
import { hours, type Instant, seconds, toInstant } from '@aro-rp/time';
import fc from 'fast-check';
import { bookOf } from '../testing/worker-on.ts';
import { decide, type Decision } from './decide.ts';
import { knownIn } from './slice.ts';

const nothing = step<object>('nothing', async () => done());
const now = Date.parse('2026-01-01T12:00:00.000Z');
const at = (offset: number): Instant => toInstant(now + offset);
const times = { leaseOverdue: seconds(60) };
const context = { now, times, knows: () => true };
const named = { etag: 'e7', revision: 7 };

function read(changes: Partial<ClusterDocument> = {}, etag = '"e7"'): Versioned<WorkDocument> {
  const document = {
    id: 'c1',
    type: 'cluster',
    revision: 7,
    provisioningState: 'Creating',
    plan: { id: 'p1', kind: 'create-cluster', version: 1, cursor: '', deadline: at(3_600_000), attempts: 0 },
    ...changes,
  } as ClusterDocument;
  return { document, etag: etag as ETag, writtenAt: now };
}
const plan = (changes: Partial<NonNullable<ClusterDocument['plan']>>) => ({
  plan: { ...(read().document.plan as NonNullable<ClusterDocument['plan']>), ...changes },
});
const lease = (expiresAt: Instant) => ({ lease: { id: 'l1', owner: 'another', epoch: 1, expiresAt } });

describe('W2', () => {
  it('reads again when there is no document', () => {
    expect(decide(named, undefined, context)).toEqual({ kind: 'reread', why: 'absent' });
  });

  it('reads again when the document is older than the message, even when it is terminal', () => {
    const older = read({ revision: 6, provisioningState: 'Succeeded' }, '"e6"');

    expect(decide(named, older, context)).toEqual({ kind: 'reread', why: 'older' });
  });
});

describe('W3', () => {
  it.each(['Succeeded', 'Failed', 'Canceled'])('completes for a document that is %s', (provisioningState) => {
    expect(decide(named, read({ provisioningState }), context)).toEqual({ kind: 'complete', why: 'terminal' });
  });

  it('completes for a tombstone, whatever its state', () => {
    expect(decide(named, read({ tombstone: true }), context)).toMatchObject({ kind: 'complete', why: 'tombstone' });
  });

  it('completes for a document without a plan, such as a subscription at rest', () => {
    const { plan: _, ...document } = read().document;

    expect(decide(named, { ...read(), document: document as WorkDocument }, context)).toEqual({
      kind: 'complete',
      why: 'no-work',
    });
  });

  it.each([[null], ['create-cluster'], [1], [false]])('completes for a plan that is no plan: %p', (odd) => {
    expect(decide(named, read({ plan: odd as never }), context)).toEqual({ kind: 'complete', why: 'no-work' });
  });

  it('does not take an unknown state for a terminal one', () => {
    expect(decide(named, read({ provisioningState: 'Hibernating' }), context).kind).toBe('take');
  });
});

describe('W4 on the version that the message names', () => {
  it.each([
    ['it is leased', read(lease(at(25_000)))],
    ['its time has not come by our clock', read(plan({ notBefore: at(60_000) }))],
    ['it is free and due', read()],
  ])('takes when %s', (_, seen) => {
    expect(decide(named, seen, context)).toEqual({ kind: 'take', seen });
  });

  it('knows it by its ETag with or without quotes', () => {
    const seen = read(lease(at(25_000)));

    expect(decide({ ...named, etag: '"e7"' }, seen, context).kind).toBe('take');
  });
});

describe('W4 and W5 on another version', () => {
  const newer = (changes: Partial<ClusterDocument> = {}) => read({ revision: 8, ...changes }, '"e8"');

  it.each([
    ['free and without a time', newer(), 'take'],
    ['free and due', newer(plan({ notBefore: at(0) })), 'take'],
    ['free and not due', newer(plan({ notBefore: at(1) })), 'complete'],
    ['leased', newer(lease(at(25_000))), 'complete'],
    ['leased until a minute ago', newer(lease(at(-60_000))), 'complete'],
    ['leased until more than a minute ago', newer(lease(at(-60_001))), 'take'],
    ['leased long ago and not due', newer({ ...lease(at(-90_000)), ...plan({ notBefore: at(1) }) }), 'complete'],
  ])('%s: %s', (_, seen, kind) => {
    expect(decide(named, seen, context).kind).toBe(kind);
  });
});

describe('P1', () => {
  const knowsNothing = { ...context, knows: () => false };

  it('leaves a plan that this release does not know to another', () => {
    expect(decide(named, read(), knowsNothing)).toEqual({ kind: 'leave', why: 'unknown-plan' });
  });

  it('takes it past its deadline, to fail it', () => {
    expect(decide(named, read(plan({ deadline: at(-1) })), knowsNothing).kind).toBe('take');
  });

  it('completes for a version of it that has its own message', () => {
    const newer = read({ revision: 8, ...lease(at(25_000)) }, '"e8"');

    expect(decide(named, newer, knowsNothing).kind).toBe('complete');
  });
});

describe('any message and any document', () => {
  const instant = fc.option(fc.integer({ min: -200_000, max: 200_000 }).map(at), { nil: undefined });
  const documents = fc
    .record({
      revision: fc.integer({ min: 5, max: 9 }),
      provisioningState: fc.constantFrom('Creating', 'Deleting', 'Hibernating', 'Succeeded', 'Failed'),
      notBefore: instant,
      expiresAt: instant,
      deadline: instant,
      etag: fc.constantFrom('"e7"', '"e8"'),
      tombstone: fc.boolean(),
    })
    .map(({ revision, provisioningState, notBefore, expiresAt, deadline, etag, tombstone }) =>
      read(
        {
          revision,
          provisioningState,
          ...plan({ ...(notBefore && { notBefore }), deadline: deadline ?? at(1_000) }),
          ...(expiresAt && lease(expiresAt)),
          ...(tombstone && { tombstone }),
        },
        etag,
      ),
    );
  const hasMovedOn = ({ document, etag }: Versioned<WorkDocument>) => document.revision > 7 || etag !== '"e7"';

  it('is dropped unworked only if the document has moved on, or is at its end', () => {
    fc.assert(
      fc.property(documents, fc.boolean(), (seen, knows) => {
        const decision: Decision = decide(named, seen, { ...context, knows: () => knows });

        if (decision.kind === 'complete')
          expect(
            hasMovedOn(seen) ||
              ['Succeeded', 'Failed'].includes(seen.document.provisioningState) ||
              (seen.document as ClusterDocument).tombstone,
          ).toBeTruthy();
      }),
    );
  });

  it('is worked only on a document that is not at its end, not older than the message, and known or past its deadline', () => {
    fc.assert(
      fc.property(documents, fc.boolean(), (seen, knows) => {
        const decision = decide(named, seen, { ...context, knows: () => knows });

        if (decision.kind !== 'take') return;
        expect(decision.seen).toBe(seen);
        expect(['Creating', 'Deleting', 'Hibernating']).toContain(seen.document.provisioningState);
        expect(seen.document.revision).toBeGreaterThanOrEqual(7);
        expect(knows || Date.parse(seen.document.plan?.deadline ?? '') < now).toBe(true);
      }),
    );
  });

  it('is decided on, whatever its envelope holds; a deadline that cannot be read has passed', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constant({ toString: 1, valueOf: 1 }));
    const oddPlan = fc.record({ kind: odd, version: odd, cursor: odd, notBefore: odd, deadline: odd, attempts: odd });
    const members = fc.record(
      {
        revision: odd,
        provisioningState: fc.oneof(odd, fc.constant('Creating')),
        plan: fc.oneof(odd, oddPlan),
        lease: fc.oneof(odd, fc.constant(null), fc.record({ id: odd, expiresAt: odd })),
        tombstone: fc.option(odd, { nil: undefined, freq: 1 }),
      },
      { requiredKeys: [] },
    );
    const knows = knownIn(
      bookOf(definePlan('create-cluster', { version: 1, deadline: hours(2) }, [nothing])),
      seconds(40),
    );

    fc.assert(
      fc.property(members, fc.constantFrom('"e7"', '"e8"'), (given, etag) => {
        const seen = read(given as Partial<ClusterDocument>, etag);

        const decision = decide(named, seen, { ...context, knows });

        const { plan: held } = seen.document;
        if (typeof held !== 'object' || held === null) expect(decision.kind).not.toBe('take');
        else if (decision.kind === 'leave') expect(Date.parse(held.deadline)).toBeGreaterThanOrEqual(now);
      }),
      { numRuns: 1_000 },
    );
  });
});
