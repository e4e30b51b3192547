import { type Clock, hours, milliseconds, minutes, seconds, toInstant } from '@aro-rp/time';
import {
  again,
  type Classification,
  done,
  type Plan,
  plan,
  type PlanPosition,
  runSlice,
  sliceBudget,
  type SliceOptions,
  type SliceOutcome,
  step,
  type StepEvent,
  StepTimeout,
  wait,
} from './index.ts';

let now = 0;
const clock = { monotonic: () => now } as Clock;
const start = Date.parse('2026-01-01T00:00:00.000Z');
beforeEach(() => (now = start));

const first: PlanPosition = { cursor: '', facts: {} };
const defined = (...steps: Plan<object>['steps']) => plan('a-plan', { version: 1, deadline: hours(1) }, steps);
const throwing = (error: Error) => async () => Promise.reject(error);
const retry = (error: unknown): Classification => ({ kind: 'retry', waitingFor: (error as Error).message });

const slice = (given: Plan<object>, position = first, options: Partial<SliceOptions> = {}) =>
  runSlice(
    given,
    position,
    {},
    {
      clock,
      now: () => now,
      signal: new AbortController().signal,
      budget: seconds(40),
      classify: (error) => ({ kind: 'fail', error }),
      random: () => 1,
      ...options,
    },
  );

const taking = (ms: number) => async () => {
  now += ms;
  return done();
};

describe('a slice', () => {
  it('runs every step in order and gives each the facts of those before', async () => {
    const given = defined(
      step('one', async () => done({ one: 1 })),
      step('two', async (_, { facts }) => done({ two: [facts['zero'], facts['one']] })),
    );

    const outcome = await slice(given, { cursor: '', facts: { zero: 0 } });

    expect(outcome).toMatchObject({ kind: 'ended', facts: { zero: 0, one: 1, two: [0, 1] } });
  });

  it('begins at the cursor', async () => {
    const ran: string[] = [];
    const record = (name: string) => step<object>(name, async () => (ran.push(name), done()));

    await slice(defined(record('one'), record('two'), record('three')), { cursor: 'two', facts: {} });

    expect(ran).toEqual(['two', 'three']);
  });

  it('runs nothing and says so when the plan has no such step', async () => {
    const outcome = await slice(defined(step('one', taking(1))), { cursor: 'gone', facts: {} });

    expect(outcome).toEqual({ kind: 'unknown-step', cursor: 'gone' });
    expect(now).toBe(start);
  });

  it('records when each step began and ended, after those of earlier slices', async () => {
    const before = [{ step: 'zero', startedAt: toInstant(start - 2_000), endedAt: toInstant(start - 1_000) }];

    const outcome = await slice(defined(step('one', taking(1_500))), { ...first, progress: before });

    expect(outcome).toMatchObject({
      progress: [
        ...before,
        { step: 'one', startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:01.500Z' },
      ],
    });
  });

  it('merges what steps publish one level deep', async () => {
    const given = defined(
      step('one', async () => done({}, { apiserverProfile: { url: 'https://api' }, state: 'a' })),
      step('two', async () => done({}, { apiserverProfile: { ip: '10.0.0.4' }, state: 'b' })),
    );

    expect(await slice(given)).toMatchObject({
      properties: { apiserverProfile: { url: 'https://api', ip: '10.0.0.4' }, state: 'b' },
    });
  });
});

describe('a step that has to wait', () => {
  it('ends the slice at its own cursor, with what it has learnt', async () => {
    const given = defined(step('one', async () => again(seconds(5), 'the sun', { seen: 1 })));

    expect(await slice(given)).toEqual({
      kind: 'goes-on',
      cursor: 'one',
      after: 5_000,
      waitingFor: 'the sun',
      stepStartedAt: start,
      facts: { seen: 1 },
      properties: {},
      secrets: {},
      progress: [],
    });
  });

  it('keeps the time of its first beginning', async () => {
    const given = defined(step('one', async () => again(seconds(5), 'the sun')));

    const outcome = await slice(given, { ...first, cursor: 'one', stepStartedAt: start - 60_000 });

    expect(outcome).toMatchObject({ stepStartedAt: start - 60_000 });
  });

  it('fails with what it waited for when its own time is over', async () => {
    const given = defined(wait('sunrise', async () => false, { every: seconds(5), within: minutes(2) }));

    const outcome = await slice(given, { ...first, cursor: 'sunrise', stepStartedAt: start - 120_000 });

    expect(outcome).toMatchObject({ kind: 'failed', step: 'sunrise' });
    expect((outcome as { error: StepTimeout }).error).toMatchObject({
      name: 'StepTimeout',
      message: 'sunrise was not done within 120 s, waiting for sunrise',
    });
  });

  it('fails with what it has met on the way as the cause, which is told while it waits', async () => {
    const error = new Error('held by another');
    const given = defined(step('one', async () => again(seconds(5), 'the end of it', undefined, error)));
    const events: StepEvent[] = [];

    await slice(given, first, { onStep: (event) => events.push(event) });
    const outcome = await slice(given, { ...first, cursor: 'one', stepStartedAt: start - 600_000 });

    expect(events.at(-1)).toMatchObject({ kind: 'waits', waitingFor: 'the end of it', error });
    expect((outcome as { error: StepTimeout }).error).toBeInstanceOf(StepTimeout);
    expect((outcome as { error: StepTimeout }).error.cause).toBe(error);
  });

  it('is looked at once more when its time is over, and goes on when it is done', async () => {
    const given = defined(wait('sunrise', async () => true, { every: seconds(5), within: minutes(2) }));

    expect(await slice(given, { ...first, cursor: 'sunrise', stepStartedAt: start - 999_000 })).toMatchObject({
      kind: 'ended',
    });
  });
});

describe('a step that throws', () => {
  it('is tried again after the time that the server asked for', async () => {
    const classify = (): Classification => ({ kind: 'retry', after: seconds(17), waitingFor: 'Azure' });

    const outcome = await slice(defined(step('one', throwing(new Error('429')))), first, { classify });

    expect(outcome).toMatchObject({ kind: 'goes-on', cursor: 'one', after: 17_000, waitingFor: 'Azure' });
  });

  it.each([
    ['at once', 0, 60_000, 1_000],
    ['in a year', 31_536_000_000, 60_000, 540_000],
    ['never', Infinity, 60_000, 540_000],
    ['in a minute, when its time is nearly over', 60_000, 599_500, 1_000],
  ])(
    'is tried again after a second at least, within its own time, when the server says %s',
    async (_, asked, elapsed, after) => {
      const classify = (): Classification => ({ kind: 'retry', after: milliseconds(asked), waitingFor: 'Azure' });
      const position = { ...first, cursor: 'one', stepStartedAt: start - elapsed };

      const outcome = await slice(defined(step('one', throwing(new Error('429')))), position, { classify });

      expect(outcome).toMatchObject({ kind: 'goes-on', after });
    },
  );

  it.each([
    [0, 1_000],
    [10_000, 5_000],
    [60_000, 30_000],
    [590_000, 60_000],
  ])('waits the longer the longer it has been tried: after %d ms at most %d ms', async (elapsed, after) => {
    const position = { ...first, cursor: 'one', stepStartedAt: start - elapsed };

    const outcome = await slice(defined(step('one', throwing(new Error('503')))), position, { classify: retry });

    expect(outcome).toMatchObject({ after });
  });

  it('spreads its tries over half of the delay', async () => {
    const given = defined(step('one', throwing(new Error('503'))));

    expect(await slice(given, first, { classify: retry, random: () => 0 })).toMatchObject({ after: 500 });
  });

  it('fails the plan with what the classification made of the error', async () => {
    const outcome = await slice(defined(step('one', throwing(new Error('403')))), first, {
      classify: (error) => ({ kind: 'fail', error: `classified ${(error as Error).message}` }),
    });

    expect(outcome).toMatchObject({ kind: 'failed', step: 'one', error: 'classified 403' });
  });

  it('fails with the last error as cause when it was tried until its time was over', async () => {
    const error = new Error('503');
    const position = { ...first, cursor: 'one', stepStartedAt: start - 600_000 };

    const outcome = await slice(defined(step('one', throwing(error))), position, { classify: retry });

    expect((outcome as { error: StepTimeout }).error).toBeInstanceOf(StepTimeout);
    expect((outcome as { error: StepTimeout }).error.cause).toBe(error);
  });
});

describe('the budget', () => {
  it('is checked between steps: a spent slice goes on at once at the next step', async () => {
    const outcome = await slice(defined(step('one', taking(40_000)), step('two', taking(1))));

    expect(outcome).toMatchObject({ kind: 'goes-on', cursor: 'two' });
    expect(outcome).not.toHaveProperty('after');
    expect(outcome).not.toHaveProperty('stepStartedAt');
  });

  it('of a large step is that of a slice that begins with it', async () => {
    const given = defined(step('one', taking(1)), step('install', taking(1), { budget: minutes(5) }));

    expect(await slice(given)).toMatchObject({ kind: 'goes-on', cursor: 'install' });
    expect(await slice(given, { cursor: 'install', facts: {} })).toMatchObject({ kind: 'ended' });
    expect(sliceBudget(given, 'install', seconds(40))).toBe(300_000);
    expect(sliceBudget(given, '', seconds(40))).toBe(40_000);
    expect(sliceBudget(given, 'gone', seconds(40))).toBeUndefined();
  });

  it('does not matter when a stop is asked for: the slice ends before its next step, never before its first', async () => {
    const outcome = await slice(defined(step('one', taking(1)), step('two', taking(1))), first, {
      stopRequested: () => true,
    });

    expect(outcome).toMatchObject({ kind: 'goes-on', cursor: 'two', progress: [{ step: 'one' }] });
  });
});

describe('an aborted slice', () => {
  const reason = new Error('lease lost');

  it('throws the reason and runs no step when it was aborted before', async () => {
    const outcome = slice(defined(step('one', taking(1))), first, { signal: AbortSignal.abort(reason) });

    await expect(outcome).rejects.toBe(reason);
    expect(now).toBe(start);
  });

  it('throws the reason at once although the step hangs', async () => {
    const abort = new AbortController();
    const hangs = step<object>('one', () => {
      queueMicrotask(() => abort.abort(reason));
      return new Promise(() => undefined);
    });

    await expect(slice(defined(hangs), first, { signal: abort.signal })).rejects.toBe(reason);
  });

  it('throws the reason although the step ended well', async () => {
    const abort = new AbortController();
    const given = defined(step('one', async () => (abort.abort(reason), done())));

    await expect(slice(given, first, { signal: abort.signal })).rejects.toBe(reason);
  });

  it('throws the reason, not what the step made of it', async () => {
    const abort = new AbortController();
    const given = defined(
      step('one', async (): Promise<never> => {
        abort.abort(reason);
        throw new Error('the request was cancelled');
      }),
    );

    await expect(slice(given, first, { signal: abort.signal, classify: retry })).rejects.toBe(reason);
  });
});

it('tells each step as it begins, waits, ends or fails, with the time since its first beginning', async () => {
  const events: StepEvent[] = [];
  const onStep = (event: StepEvent) => events.push(event);
  const given = defined(
    step('one', taking(1_500)),
    step('two', async (_, { startedAt }) => (startedAt < now ? done() : again(seconds(5), 'later'))),
    step('three', throwing(new Error('403'))),
  );

  const outcome = (await slice(given, first, { onStep })) as SliceOutcome & { kind: 'goes-on' };
  now += 5_000;
  await slice(given, { ...outcome, stepStartedAt: outcome.stepStartedAt ?? 0 }, { onStep });

  expect(events).toEqual([
    { kind: 'started', step: 'one', first: true },
    { kind: 'ended', step: 'one', duration: milliseconds(1_500) },
    { kind: 'started', step: 'two', first: true },
    { kind: 'waits', step: 'two', duration: milliseconds(0), waitingFor: 'later', after: seconds(5) },
    { kind: 'started', step: 'two', first: false },
    { kind: 'ended', step: 'two', duration: seconds(5) },
    { kind: 'started', step: 'three', first: true },
    { kind: 'failed', step: 'three', duration: milliseconds(0), error: expect.objectContaining({ message: '403' }) },
  ]);
});
