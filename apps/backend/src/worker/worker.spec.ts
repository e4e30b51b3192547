import { type CosmosServer, createCosmosServer, createTestContext, type TestContext } from '@aro-rp/local-azure';
import { createDatabase, type Database, type DatabaseOptions } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { again, done, plan, type Step, step } from '@aro-rp/plan';
import { hours, milliseconds, seconds, systemClock } from '@aro-rp/time';
import {
  accept,
  bookOf,
  messageFor,
  readCluster,
  refOf,
  resource,
  shortTimes,
  workerOn,
  workUntilEnded,
} from '../testing/worker-on.ts';
import { type Worker } from './worker.ts';

let context: TestContext;
let cosmos: CosmosServer;
let database: Database;
const opened: Database[] = [];
const forever = new AbortController().signal;

const connect = (changes: Partial<DatabaseOptions> = {}): Database => {
  const clock = systemClock;
  const options = { endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock, protocol: shortTimes, ...changes };
  const one = createDatabase(options);
  opened.push(one);
  return one;
};

beforeAll(async () => {
  context = await createTestContext({ seed: 1 });
  cosmos = await createCosmosServer(context, { port: 0, partitions: 4 });
  await createContainers({ endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock });
  database = connect();
  await database.ping();
});
afterEach(() => context.faults.clear());
afterAll(async () => {
  for (const one of opened) one.dispose();
  await cosmos.close();
  await context.dispose();
});

const book = (...steps: Step<object>[]) => bookOf(plan('create-cluster', { version: 1, deadline: hours(2) }, steps));
const nothing = step<object>('nothing', async () => done());

/** A cluster that a frontend has accepted, and the message for that version. */
async function accepted(given: Parameters<typeof accept>[2] = {}) {
  const id = resource();
  await accept(database, id, given);
  const first = await readCluster(database, id);
  return { id, first, message: messageFor(first, id.subscriptionId) };
}
const struck = () => context.faults.list().reduce((sum, rule) => sum + rule.struck, 0);
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
    context.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'lose-answer' } });

    await workerOn(database, book(step('count', async () => (runs++, done())))).handler(message, forever);

    expect(struck()).toBe(1);
    expect(runs).toBe(1);
    expect((await readCluster(database, id)).document).toMatchObject({ provisioningState: 'Succeeded', leaseEpoch: 1 });
  });

  it('is left to its lock when the document does not show, and completed on its fifth delivery (W2)', async () => {
    const { id, first } = await accepted();
    const ahead = { ...first, document: { ...first.document, revision: first.document.revision + 1 } };
    const fourth = messageFor(ahead, id.subscriptionId, { deliveryCount: 3 });
    const fifth = messageFor(ahead, id.subscriptionId, { deliveryCount: 4 });
    const worker = workerOn(database, book(nothing));

    await Promise.all([worker.handler(fourth, forever), worker.handler(fifth, forever)]);

    expect([fourth.completions, fifth.completions]).toEqual([0, 1]);
    expect((await readCluster(database, id)).etag).toBe(first.etag);
  });

  it('is not taken while server time is unknown (T1)', async () => {
    const { id, first, message } = await accepted();

    await workerOn(connect(), book(nothing)).handler(message, forever);

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
      context.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'status', status: 400 } });
      while ((await expiry(id)) === first);
      return done();
    });

    await workerOn(database, book(watching)).handler(message, forever);

    expect(struck()).toBe(1);
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

    await workerOn(database, book(robbed)).handler(message, forever);

    expect({ kind: 'taken', taken: await readCluster(database, id) }).toEqual(stolen);
  });

  it('that cannot renew is stopped before its lease is over, and writes nothing (W8)', async () => {
    const { id, message } = await accepted();
    let reason: unknown;
    const cutOff = step<object>('be-cut-off', async (_, { signal }) => {
      context.faults.add({ service: 'cosmos', times: 1_000_000, action: { kind: 'drop' } });
      return aborted(signal).catch((error: unknown) => Promise.reject((reason = error)));
    });

    await workerOn(database, book(cutOff)).handler(message, forever);
    context.faults.clear();

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
      context.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'lose-answer' } });
      return done({ found: 1 });
    });

    await workerOn(database, book(losing)).handler(message, forever);

    expect(struck()).toBe(1);
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
