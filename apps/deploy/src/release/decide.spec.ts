import { decide, nothingSeen, type Observed, type ObservedSet, type Sight, type Step } from './decide.ts';
import { type ReleaseRecord, type Stage } from './record.ts';

const booleans = [true, false];
const run = 'this-run';
const [a, b] = [
  { version: 'a', digest: 'sha256:a' },
  { version: 'b', digest: 'sha256:b' },
];

const setOf = (version: string, fields: Partial<ObservedSet>): ObservedSet => ({
  ...{ name: `frontend-${version}`, version, release: run, repairs: true, isGoing: false, isHealthy: true },
  ...fields,
});

/** Absent, going, unwell, claimed by another, or as it should be. */
const nexts: (ObservedSet | undefined)[] = [
  undefined,
  ...booleans.flatMap((isGoing) =>
    booleans.flatMap((isHealthy) => [run, 'another-run'].map((release) => setOf('b', { isGoing, isHealthy, release }))),
  ),
];
const servings: { serving?: string; set?: ObservedSet }[] = [
  {},
  { serving: 'frontend-a' },
  ...booleans.flatMap((isGoing) =>
    booleans.map((repairs) => ({ serving: 'frontend-a', set: setOf('a', { isGoing, repairs, release: 'old' }) })),
  ),
];
const sights: Sight[] = booleans.flatMap((isClaimed) =>
  booleans.flatMap((isDeployed) =>
    booleans.flatMap((isHealthy) =>
      booleans.flatMap((isSoaked) =>
        booleans.flatMap((isCancelled) =>
          [undefined, 'it failed'].map((failure) => ({
            ...{ isClaimed, isDeployed, isHealthy, isSoaked, isCancelled },
            ...(failure !== undefined && { failure }),
          })),
        ),
      ),
    ),
  ),
);

interface Case {
  observed: Observed;
  release: ReleaseRecord;
  next: ObservedSet | undefined;
  /** Of the one that served, as long as it is whole. */
  old: ObservedSet | undefined;
  step: Step;
}

const stages: Stage[] = ['deploying', 'soaking', 'replacing', 'undoing'];

/** Everything that can be there while a release is under way. */
const cases: Case[] = stages.flatMap((stage) =>
  [run, 'another-run'].flatMap((owner) =>
    [a, b].flatMap((asked) =>
      nexts.flatMap((next) =>
        servings.flatMap(({ serving, set }) =>
          sights.map((sight) => {
            const release: ReleaseRecord = {
              ...{ ...b, service: 'frontend', run: owner, by: 'somebody', since: '' as ReleaseRecord['since'], stage },
              scaleSet: 'frontend-b',
              ...(serving !== undefined && { serving }),
            };
            const observed = { run, asked, sight, release, sets: [next, set].filter((one) => one !== undefined) };
            const old = set?.isGoing === false ? set : undefined;
            return { observed, release, next, old, step: decide(observed) };
          }),
        ),
      ),
    ),
  ),
);
const steps = <Kind extends Step['kind']>(kind: Kind) =>
  cases.filter((one): one is Case & { step: Extract<Step, { kind: Kind }> } => one.step.kind === kind);
const isWell = (next: ObservedSet | undefined) => next?.isHealthy === true && !next.isGoing && next.release === run;

it('another run’s release is taken over before anything else', () => {
  const others = cases.filter(({ release }) => release.run !== run);

  expect(new Set(others.map(({ step }) => step.kind))).toEqual(new Set(['take-over']));
  expect(steps('take-over')).toHaveLength(others.length);
});

it('the scale set that served goes only after a soak, and while the new one is well and nothing has failed', () => {
  const deleted = [...steps('delete'), ...steps('stop-repairs')].filter(({ step }) => step.scaleSet === 'frontend-a');

  expect(deleted.length).toBeGreaterThan(0);
  for (const { release, next, observed } of deleted) {
    expect(release.stage).toBe('replacing');
    expect(isWell(next)).toBe(true);
    expect(observed.sight.failure).toBeUndefined();
  }
});

it('the new scale set goes only while it is undone, when nothing can make it again and something else serves', () => {
  const deleted = steps('delete').filter(({ step }) => step.scaleSet === 'frontend-b');

  expect(deleted.length).toBeGreaterThan(0);
  for (const { release, old, observed } of deleted) {
    expect(release.stage).toBe('undoing');
    expect(observed.sight.isCancelled).toBe(true);
    expect(old !== undefined || release.serving === undefined).toBe(true);
  }
});

it('a release is promoted only by the run that saw the whole soak, and while the new one is well', () => {
  expect(steps('promote').length).toBeGreaterThan(0);
  for (const { release, next, observed } of steps('promote')) {
    expect(release.stage).toBe('soaking');
    expect([observed.sight.isHealthy, observed.sight.isSoaked, observed.sight.failure]).toEqual([
      true,
      true,
      undefined,
    ]);
    expect(isWell(next)).toBe(true);
    expect(observed.asked).toBe(b);
  }
});

it('what another run has claimed after us is left alone', () => {
  const claimed = cases.filter(
    ({ release, next, observed: { sight } }) =>
      release.run === run && next?.isGoing === false && next.release !== run && sight.isClaimed,
  );

  expect(claimed.length).toBeGreaterThan(0);
  for (const { step } of claimed) expect(step.kind).toBe('lost');
});

it('what failed before the old one began to go is undone, whatever else is there', () => {
  const failed = cases.filter(
    ({ release, old, next, observed: { sight } }) =>
      release.run === run &&
      sight.failure !== undefined &&
      (next === undefined || next.isGoing || next.release === run) &&
      (release.stage === 'deploying' || release.stage === 'soaking' || (release.stage === 'replacing' && old)),
  );

  for (const { step } of failed) expect(step).toEqual({ kind: 'give-up', reason: 'it failed' });
});

it('nothing else than what was asked for is deployed or soaked', () => {
  for (const { observed } of [...steps('deploy'), ...steps('await-health'), ...steps('begin-soak'), ...steps('soak')])
    expect(observed.asked).toBe(b);
});

it.each<[string, Partial<Observed>, Step]>([
  ['nothing is there', {}, { kind: 'begin' }],
  ['another version serves', { sets: [setOf('a', {})] }, { kind: 'begin', serving: 'frontend-a' }],
  [
    'several do, and one of them is what runs',
    { sets: [setOf('c', {}), setOf('a', { isHealthy: false })], recorded: { current: a, at: '', by: '' } as never },
    { kind: 'begin', serving: 'frontend-a' },
  ],
  ['it still goes', { sets: [setOf('b', { isGoing: true })] }, { kind: 'await-gone', scaleSets: ['frontend-b'] }],
  [
    'it runs',
    { sets: [setOf('b', {})], recorded: { current: b, at: '', by: '' } as never },
    { kind: 'done', ending: 'unchanged' },
  ],
  ['it failed and was kept', { sets: [setOf('b', { isHealthy: false })], kept: b }, { kind: 'begin' }],
  [
    'it has ended',
    { sight: { ...nothingSeen, ended: { ending: 'undone', reason: 'why' } } },
    { kind: 'done', ending: 'undone', reason: 'why' },
  ],
])('from rest: %s', (_, observed, step) => {
  expect(decide({ run, asked: b, sight: nothingSeen, sets: [], ...observed })).toEqual(step);
});
