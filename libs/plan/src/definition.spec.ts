import { hours, minutes, seconds } from '@aro-rp/time';
import { createPlanCatalogue, done, plan, PlanError, step, wait, waiting } from './index.ts';

const options = { version: 1, deadline: hours(1) };
const nothing = async () => done();
const run = { signal: new AbortController().signal, facts: {}, secrets: {}, startedAt: 0 };

describe('plan', () => {
  it.each([
    ['has no step', 'a-plan', options, []],
    ['has two steps of one name', 'a-plan', options, [step('one', nothing), step('one', nothing)]],
    ['has a step without a name', 'a-plan', options, [step('', nothing)]],
    ['has a step name with spaces', 'a-plan', options, [step('step one', nothing)]],
    ['has no kind', '', options, [step('one', nothing)]],
    ['has version 0', 'a-plan', { ...options, version: 0 }, [step('one', nothing)]],
    ['has a negative deadline', 'a-plan', { ...options, deadline: seconds(-1) }, [step('one', nothing)]],
    ['has a step that may take no time', 'a-plan', options, [step('one', nothing, { within: seconds(0) })]],
  ])('is refused at definition when it %s', (_, kind, given, steps) => {
    expect(() => plan(kind, given, steps)).toThrow(PlanError);
  });

  it('names the step that comes twice', () => {
    expect(() => plan('a-plan', options, [step('one', nothing), step('one', nothing)])).toThrow(/named one/);
  });

  it('cannot be changed after its definition', () => {
    const defined = plan('a-plan', options, [step('one', nothing)]);

    expect(() => (defined.steps as unknown[]).push(step('two', nothing))).toThrow(TypeError);
  });
});

describe('wait', () => {
  const waitFor = (seen: Parameters<typeof wait>[1]) => wait('seen', seen, { every: seconds(5), within: minutes(1) });

  it('is done when it sees true', async () => {
    expect(await waitFor(async () => true).action({}, run)).toEqual({ kind: 'done' });
  });

  it('comes back after its interval and names itself when it sees false', async () => {
    expect(await waitFor(async () => false).action({}, run)).toEqual({
      kind: 'again',
      after: 5_000,
      waitingFor: 'seen',
    });
  });

  it('says what it waits for', async () => {
    const result = await waitFor(async () => waiting('three of five')).action({}, run);

    expect(result).toMatchObject({ kind: 'again', after: 5_000, waitingFor: 'three of five' });
  });

  it('passes a step result on, facts included', async () => {
    expect(await waitFor(async () => done({ ip: '10.0.0.4' })).action({}, run)).toEqual(done({ ip: '10.0.0.4' }));
  });
});

describe('a catalogue', () => {
  const version = (n: number, kind = 'a-plan') => plan(kind, { ...options, version: n }, [step('one', nothing)]);

  it('finds the current and the previous version and no other', () => {
    const catalogue = createPlanCatalogue([{ current: version(3), previous: version(2) }]);

    expect([1, 2, 3, 4].map((n) => catalogue.find('a-plan', n)?.version)).toEqual([undefined, 2, 3, undefined]);
    expect(catalogue.find('another', 3)).toBeUndefined();
    expect(catalogue.plans.map((one) => one.version)).toEqual([3, 2]);
  });

  it.each<[unknown]>([[undefined], [null], [3], ['3'], [{}], [{ toString: 1 }]])(
    'finds nothing for the version %p of a document',
    (odd) => {
      const catalogue = createPlanCatalogue([{ current: version(2) }]);

      expect([catalogue.find('a-plan', odd), catalogue.find(odd, 2)]).toEqual([undefined, undefined]);
    },
  );

  it.each([
    ['a version is left out', [{ current: version(3), previous: version(1) }]],
    ['the previous one is of another kind', [{ current: version(2), previous: version(1, 'another') }]],
    ['a kind comes twice', [{ current: version(1) }, { current: version(2) }]],
  ])('is refused when %s', (_, lines) => {
    expect(() => createPlanCatalogue(lines)).toThrow(PlanError);
  });
});
