import { protocolTimes } from '@aro-rp/database';
import { again, done, plan, type Step, step } from '@aro-rp/plan';
import { createMetrics, type Log, type LogFields, silentLog } from '@aro-rp/telemetry';
import { createFakeClock, refOf } from '@aro-rp/testing';
import { hours, milliseconds, minutes, seconds } from '@aro-rp/time';
import { createWorkBench, holding, type WorkBench } from '../testing/work-bench.ts';
import {
  bookOf,
  currentVersion,
  messageFor,
  readCluster,
  shortTimes,
  workerOn,
  workUntilEnded,
} from '../testing/worker-on.ts';
import { type Worker } from './worker.ts';

let bench: WorkBench;
let database: WorkBench['database'];
const forever = new AbortController().signal;

beforeAll(async () => {
  bench = await createWorkBench();
  database = bench.database;
});
afterEach(() => bench.faults.clear());
afterAll(() => bench[Symbol.asyncDispose]());

const book = (...steps: Step<object>[]) =>
  bookOf(plan('create-cluster', { version: currentVersion('create-cluster'), deadline: hours(2) }, steps));
const nothing = step<object>('nothing', async () => done());

const accepted: WorkBench['accepted'] = (given) => bench.accepted(given);
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
const expiry = async (id: Parameters<typeof readCluster>[1]) =>
  (await readCluster(database, id)).document.lease?.expiresAt ?? '';

describe('a message for work', () => {
  it('is completed once, and its plan runs to its end', async () => {
    const { id, message } = await accepted();

    await workerOn(database, book(nothing)).handler(message, forever);

    const { document } = await readCluster(database, id);
    expect(document).toMatchObject({ provisioningState: 'Succeeded' });
    expect(document.lease).toBeUndefined();
    expect(message.completions).toBe(1);
  });

  it('is completed while the slice runs (W7)', async () => {
    const { message } = await accepted();
    let completedAtStep: number | undefined;
    const worker = workerOn(
      database,
      book(step('look', async () => ((completedAtStep = message.completions), done()))),
    );

    await worker.handler(message, forever);

    expect(completedAtStep).toBe(1);
  });

  it('is worked although the broker hangs with its completion (W7)', async () => {
    const { id, first } = await accepted();
    const confirmed = Promise.withResolvers<boolean>();
    const ended = Promise.withResolvers<void>();
    const worker = workerOn(database, book(step('tell', async () => (ended.resolve(), done()))));

    const handled = worker.handler(
      messageFor(first, id.subscriptionId, { complete: () => confirmed.promise }),
      forever,
    );
    await ended.promise;
    confirmed.resolve(false);
    await handled;

    expect((await readCluster(database, id)).document.provisioningState).toBe('Succeeded');
  });

  it('that the broker does not let be completed is worked all the same (W7)', async () => {
    const { id, first } = await accepted();

    await workerOn(database, book(nothing)).handler(
      messageFor(first, id.subscriptionId, { complete: async () => false }),
      forever,
    );

    expect((await readCluster(database, id)).document.provisioningState).toBe('Succeeded');
  });

  it('is worked by one of many workers that get it at once; the others complete it (W5, W6)', async () => {
    const { message } = await accepted();
    let runs = 0;
    const counting = book(step('count', async () => (runs++, done())));

    await Promise.all(Array.from({ length: 8 }, () => workerOn(database, counting).handler(message, forever)));

    expect(runs).toBe(1);
    expect(message.completions).toBe(8);
  });

  it('is worked once although the answer to the take is lost (D2)', async () => {
    const { id, message } = await accepted();
    let runs = 0;
    bench.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'lose-answer' } });

    await workerOn(database, book(step('count', async () => (runs++, done())))).handler(message, forever);

    expect(bench.struck()).toBe(1);
    expect(runs).toBe(1);
    expect((await readCluster(database, id)).document).toMatchObject({ provisioningState: 'Succeeded', leaseEpoch: 1 });
  });

  it('is left to its lock when the document does not show, and completed on its fifth delivery (W2)', async () => {
    const { id, first } = await accepted();
    const ahead = { ...first, document: { ...first.document, revision: first.document.revision + 1 } };
    const fourth = messageFor(ahead, id.subscriptionId, { deliveryCount: 3 });
    const fifth = messageFor(ahead, id.subscriptionId, { deliveryCount: 4 });
    const metrics = createMetrics('backend');
    const worker = workerOn(database, book(nothing), { metrics });

    await Promise.all([worker.handler(fourth, forever), worker.handler(fifth, forever)]);

    expect([fourth.completions, fifth.completions]).toEqual([0, 1]);
    const counted = (await metrics.text()).match(/backend_messages.*outcome="[^"]+".* 1$/gm)?.join('\n');
    expect(counted).toContain('"completed-missing"');
    expect(counted).toContain('"left-older"');
    expect((await readCluster(database, id)).etag).toBe(first.etag);
  });

  it('is not taken while server time is unknown (T1)', async () => {
    const { id, first, message } = await accepted();

    const handled = workerOn(bench.connect(), book(nothing)).handler(message, forever);

    await expect(handled).rejects.toMatchObject({ kind: 'clock-unknown' });
    expect((await readCluster(database, id)).etag).toBe(first.etag);
    expect(message.completions).toBe(0);
  });

  it.each([
    ['kind', { kind: 'melt-cluster' }],
    ['version', { version: 9 }],
    ['step', { cursor: 'gone' }],
  ])('is left to its lock when this release does not know the %s of the plan (P1)', async (_, changes) => {
    const { id, first, message } = await accepted({ plan: changes });

    await workerOn(database, book(nothing)).handler(message, forever);

    expect((await readCluster(database, id)).etag).toBe(first.etag);
    expect(message.completions).toBe(0);
  });
});

/** What was said, with its level. */
function recording() {
  const lines: ({ level: string; message: string } & LogFields)[] = [];
  const at = (fields: LogFields): Log => {
    const keep = (level: string) => (message: string, more?: LogFields) =>
      void lines.push({ level, message, ...fields, ...more });
    const [info, warn, error] = [keep('info'), keep('warn'), keep('error')];
    return { ...silentLog, info, warn, error, with: (more) => at({ ...fields, ...more }) };
  };
  return { log: at({}), lines };
}

describe('a slice whose take was slow', () => {
  it('runs no step when its lease may be over, and costs no more than an attempt (W8)', async () => {
    const { id, message } = await accepted();
    const takes = holding(database.work, 'take');
    const clock = createFakeClock();
    let runs = 0;
    const counting = book(step('count', async () => (runs++, done())));
    // A process that was frozen: the answer is there, but nobody looks at it, and no timer runs.
    const frozen = { ...clock, schedule: () => ({ [Symbol.dispose]: () => undefined }) };
    const worker = workerOn({ ...database, work: takes.work }, counting, { clock: frozen, times: protocolTimes });

    const handled = worker.handler(message, forever);
    const take = await takes.call(0);
    await clock.advance(seconds(25));
    await take.answer();
    await handled;

    expect(runs).toBe(0);
    expect((await readCluster(database, id)).document).toMatchObject({ plan: { attempts: 1 }, leaseEpoch: 1 });
  });

  it('renews its lease before its first step (W8)', async () => {
    const { id, message } = await accepted();
    const renewals = holding(database.work, 'renew');
    const takes = holding(renewals.work, 'take');
    const clock = createFakeClock();
    const happened: string[] = [];
    const telling = book(step('tell', async () => (happened.push('step'), done())));
    const worker = workerOn({ ...database, work: takes.work }, telling, {
      clock: { ...clock, schedule: () => ({ [Symbol.dispose]: () => undefined }) },
      times: protocolTimes,
    });

    const handled = worker.handler(message, forever);
    const take = await takes.call(0);
    await clock.advance(seconds(11));
    await take.answer();
    const renewal = await renewals.call(0);
    await renewal.send();
    happened.push('renewed');
    await renewal.answer();
    await handled;

    expect(happened).toEqual(['renewed', 'step']);
    expect((await readCluster(database, id)).document.provisioningState).toBe('Succeeded');
  });
});

describe('the cap of a slice (W8)', () => {
  it.each([
    ['90 s', 'a step without a budget', {}, 90],
    ['350 s', 'a step with a budget of five minutes', { budget: minutes(5) }, 350],
  ])('is %s for %s, although its lease is renewed', async (_, __, options, cap) => {
    const { message } = await accepted();
    const renewals = holding(database.work, 'renew');
    const clock = createFakeClock();
    const begun = Promise.withResolvers<AbortSignal>();
    const hangs = step<object>('hang', async (___, { signal }) => (begun.resolve(signal), aborted(signal)), options);
    const worker = workerOn({ ...database, work: renewals.work }, book(hangs), { clock, times: protocolTimes });

    const handled = worker.handler(message, forever);
    const signal = await begun.promise;
    for (let renewal = 0; renewal < cap / 10 - 1; renewal++) {
      await clock.advance(seconds(10));
      await (await renewals.call(renewal)).answer();
    }
    await clock.advance(milliseconds(9_999));
    expect(signal.aborted).toBe(false);
    await clock.advance(milliseconds(1));
    await handled;

    expect(signal.reason).toMatchObject({ why: 'cap' });
  });
});

describe('a slice', () => {
  it('that has to wait leaves cursor, facts and time, no lease and no attempts (W9)', async () => {
    const { id, message } = await accepted();
    const given = book(
      nothing,
      step('wait', async () => again(seconds(60), 'the sun', { seen: 1 })),
    );

    await workerOn(database, given).handler(message, forever);

    const { document } = await readCluster(database, id);
    expect(document).toMatchObject({
      provisioningState: 'Creating',
      facts: { seen: 1 },
      plan: { cursor: 'wait', attempts: 0, waitingFor: 'the sun', progress: [{ step: 'nothing' }] },
    });
    expect(document.lease).toBeUndefined();
    expect(Date.parse(document.plan?.notBefore ?? '')).toBeGreaterThan(database.serverClock.now() + 30_000);
  });

  it('keeps its lease while a step runs longer than the lease (W8)', async () => {
    const { id, message } = await accepted();
    const seen = new Set<string>();
    const watching = step<object>('watch', async () => {
      while (seen.size < 6) seen.add(await expiry(id));
      return done();
    });

    await workerOn(database, book(watching)).handler(message, forever);

    expect((await readCluster(database, id)).document).toMatchObject({ provisioningState: 'Succeeded', leaseEpoch: 1 });
  });

  it('goes on when a renewal fails (W8)', async () => {
    const { id, message } = await accepted();
    const watching = step<object>('watch', async () => {
      const first = await expiry(id);
      bench.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'status', status: 400 } });
      while ((await expiry(id)) === first);
      return done();
    });

    await workerOn(database, book(watching)).handler(message, forever);

    expect(bench.struck()).toBe(1);
    expect((await readCluster(database, id)).document.provisioningState).toBe('Succeeded');
  });

  it('that loses its lease while a step runs is told, and writes nothing', async () => {
    const { id, message } = await accepted();
    let stolen: unknown;
    let reason: unknown;
    const robbed = step<object>('be-robbed', async (_, { signal }) => {
      stolen = await database.work.take(refOf(id), await readCluster(database, id), { id: 'thief', owner: 'thief' });
      return aborted(signal).catch((error: unknown) => Promise.reject((reason = error)));
    });

    await workerOn(database, book(robbed)).handler(message, forever);

    expect(reason).toMatchObject({ name: 'SliceStopped', why: 'lost-lease' });
    expect({ kind: 'taken', taken: await readCluster(database, id) }).toEqual(stolen);
  });

  it('that loses its lease just before its end writes nothing', async () => {
    const { id, message } = await accepted();
    let stolen: unknown;
    const robbed = step<object>('be-robbed', async () => {
      stolen = await database.work.take(refOf(id), await readCluster(database, id), { id: 'thief', owner: 'thief' });
      return done({ secret: 'fact' });
    });

    const { log, lines } = recording();

    await workerOn(database, book(robbed), { log }).handler(message, forever);

    expect({ kind: 'taken', taken: await readCluster(database, id) }).toEqual(stolen);
    expect(lines.map(({ event, outcome }) => [event, outcome])).toContainEqual(['slice-ended', 'lost']);
    expect(lines.map(({ event }) => event)).not.toContain('plan-ended');
  });

  it('that cannot renew is stopped before its lease is over, and writes nothing (W8)', async () => {
    const { id, message } = await accepted();
    let reason: unknown;
    const cutOff = step<object>('be-cut-off', async (_, { signal }) => {
      bench.faults.add({ service: 'cosmos', times: 1_000_000, action: { kind: 'drop' } });
      return aborted(signal).catch((error: unknown) => Promise.reject((reason = error)));
    });

    await workerOn(database, book(cutOff)).handler(message, forever);
    bench.faults.clear();

    expect(reason).toMatchObject({ name: 'SliceStopped', why: 'not-renewed' });
    expect((await readCluster(database, id)).document).toMatchObject({ plan: { attempts: 1, cursor: '' } });
  });

  it('that hangs is stopped at its cap although its lease is renewed, and another goes on (W8)', async () => {
    const { id } = await accepted();
    let runs = 0;
    const hangs = step<object>('hang', async () => (runs++ === 0 ? new Promise(() => undefined) : done()));
    const times = { ...shortTimes, sliceBudget: milliseconds(100), capBeyondBudget: shortTimes.callTimeout };
    const worker = workerOn(database, book(hangs), { times });

    const ended = await workUntilEnded(database, id, () => worker);

    expect(ended.document).toMatchObject({ provisioningState: 'Succeeded', leaseEpoch: 2 });
    expect(ended.document.lastTakeover).toBeDefined();
  });

  it('ends once although the answer to its end is lost (W9, D3)', async () => {
    const { id, message } = await accepted();
    const losing = step<object>('lose', async () => {
      bench.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'lose-answer' } });
      return done({ found: 1 });
    });

    const { log, lines } = recording();

    await workerOn(database, book(losing), { log }).handler(message, forever);

    expect(bench.struck()).toBe(1);
    expect(lines.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'slice-ended', outcome: 'ended-or-lost' }));
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'plan-ended', outcome: 'Succeeded', answer: 'lost', plan: 'create-cluster' }),
    );
    const { document } = await readCluster(database, id);
    expect(document).toMatchObject({ provisioningState: 'Succeeded', facts: { found: 1 } });
    expect((await database.operations.get(id.subscriptionId, document.operationId))?.document.status).toBe('Succeeded');
  });

  it('ends at its next step on shutdown and costs no attempt (W10)', async () => {
    const { id, message } = await accepted();
    const stopping: Step<object> = step('stop', async () => (worker.stopSoon(), done()));
    const worker: Worker = workerOn(database, book(stopping, nothing));

    await worker.handler(message, forever);

    expect((await readCluster(database, id)).document).toMatchObject({
      provisioningState: 'Creating',
      plan: { cursor: 'nothing', attempts: 0 },
    });
  });
});

describe('work that cannot be done', () => {
  it('ends with its step, its error and its operation together', async () => {
    const { id, message } = await accepted();
    const failing = step<object>('fail', async () => Promise.reject(new Error('403')));

    await workerOn(database, book(failing)).handler(message, forever);

    const { document } = await readCluster(database, id);
    expect(document).toMatchObject({
      provisioningState: 'Failed',
      cluster: { properties: { provisioningState: 'Failed', failedProvisioningState: 'Creating' } },
    });
    expect((await database.operations.get(id.subscriptionId, document.operationId))?.document).toMatchObject({
      status: 'Failed',
      error: { code: 'step' },
    });
  });

  it('is failed at once past its deadline, without a step (W10)', async () => {
    const { id, message } = await accepted({ deadline: -1_000 });
    let runs = 0;

    await workerOn(database, book(step('count', async () => (runs++, done())))).handler(message, forever);

    const { document } = await readCluster(database, id);
    expect(document.provisioningState).toBe('Failed');
    expect((await database.operations.get(id.subscriptionId, document.operationId))?.document.error?.code).toBe(
      'deadline',
    );
    expect(runs).toBe(0);
  });

  it('is failed past its deadline even when this release does not know its plan (P1)', async () => {
    const { id, message } = await accepted({ deadline: -1_000, plan: { kind: 'melt-cluster', version: 7 } });

    await workerOn(database, book(nothing)).handler(message, forever);

    expect((await readCluster(database, id)).document.provisioningState).toBe('Failed');
  });

  it('is failed when five slices in a row have died over it (W10)', async () => {
    const { id } = await accepted();
    const poison = {
      ...book(nothing),
      context: () => {
        throw new Error('the document is poison');
      },
    };
    const worker = workerOn(database, poison);

    const { document } = await workUntilEnded(database, id, () => worker);

    expect(document).toMatchObject({ provisioningState: 'Failed', leaseEpoch: 6 });
    expect((await database.operations.get(id.subscriptionId, document.operationId))?.document.error?.code).toBe(
      'attempts',
    );
  });
});
