import { protocolTimes, type WorkStore } from '@aro-rp/database';
import { silentLog } from '@aro-rp/telemetry';
import { refOf } from '@aro-rp/testing';
import { milliseconds, seconds, toInstant } from '@aro-rp/time';
import { readCluster } from '../testing/worker-on.ts';
import { type Accepted, createSleepyClock, createWorkBench, holding, type WorkBench } from '../testing/work-bench.ts';
import { takeOrLeave, type TakeOptions } from './take-or-leave.ts';

let bench: WorkBench;
beforeAll(async () => void (bench = await createWorkBench()));
afterEach(() => bench.faults.clear());
afterAll(() => bench[Symbol.asyncDispose]());

/** A worker that gets the message; its clock stands at 0. */
function take(work: WorkStore, { message }: Accepted, changes: Partial<TakeOptions> = {}) {
  const clock = createSleepyClock();
  const draining = new AbortController();
  const options = {
    work,
    serverClock: bench.database.serverClock,
    clock,
    times: protocolTimes,
    owner: 'this',
    knows: () => true,
    log: silentLog,
    random: () => 1,
    ...changes,
  };
  const settled = takeOrLeave(options, message, draining.signal);
  settled.catch(() => undefined);
  return { clock, settled, drain: () => draining.abort(new Error('the receiver is closing')) };
}

const store = () => bench.database.work;

describe('a take that gets no answer', () => {
  it('is tried again, and counts from its first try (D2)', async () => {
    const takes = holding(store(), 'take');
    const { clock, settled } = take(takes.work, await bench.accepted());
    await takes.call(0);

    await clock.advance(milliseconds(7_500));
    await clock.asleep();
    await clock.advance(milliseconds(50));
    await (await takes.call(1)).answer();

    expect(await settled).toMatchObject({ kind: 'taken', taken: { takenAt: 0 } });
  });

  it('has won when its id is there, and is not sent again (D2)', async () => {
    const takes = holding(store(), 'take');
    const cluster = await bench.accepted();
    const { clock, settled } = take(takes.work, cluster);
    await (await takes.call(0)).send();

    await clock.advance(milliseconds(7_500));
    await clock.asleep();
    await clock.advance(milliseconds(50));

    expect(await settled).toMatchObject({ kind: 'taken', taken: { takenAt: 0 } });
    expect(takes.calls).toHaveLength(1);
    expect((await readCluster(bench.database, cluster.id)).document.leaseEpoch).toBe(1);
  });

  it('is asked for although the service drains meanwhile (W10)', async () => {
    const takes = holding(store(), 'take');
    const { clock, settled, drain } = take(takes.work, await bench.accepted());
    await (await takes.call(0)).send();

    await clock.advance(milliseconds(7_500));
    await clock.asleep();
    drain();
    await clock.advance(milliseconds(50));

    expect(await settled).toMatchObject({ kind: 'taken' });
  });

  it('is not sent again when the service drains and it did not take effect', async () => {
    const takes = holding(store(), 'take');
    const { clock, settled, drain } = take(takes.work, await bench.accepted());
    await takes.call(0);

    await clock.advance(milliseconds(7_500));
    await clock.asleep();
    drain();
    await clock.advance(milliseconds(50));

    await expect(settled).rejects.toThrow('closing');
    expect(takes.calls).toHaveLength(1);
  });

  it('is asked for until it would be of no use, and no longer', async () => {
    const reads = holding(store(), 'read');
    const takes = holding(reads.work, 'take');
    const { clock, settled, drain } = take(takes.work, await bench.accepted());
    await (await reads.call(0)).answer();
    await (await takes.call(0)).send();
    drain();

    await clock.advance(protocolTimes.abortAfter);

    await expect(settled).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(reads.calls.length).toBeGreaterThan(2);
  });
});

it('counts a take from the first try on the version that it took, not on one that has moved (W6)', async () => {
  const cluster = await bench.accepted();
  const ref = refOf(cluster.id);
  const takes = holding(store(), 'take');
  const { clock, settled } = take(takes.work, cluster);
  await takes.call(0);
  await store().take(ref, cluster.first, { id: 'another', owner: 'another' });
  await store().endSlice(ref, 'another', { cursor: '', facts: {} });

  await clock.advance(seconds(5));
  await (await takes.call(0)).answer();
  await (await takes.call(1)).answer();

  expect(await settled).toMatchObject({ kind: 'taken', taken: { takenAt: 5_000 } });
});

it('writes an expiry that counts from the start of the first try (D2)', async () => {
  const cluster = await bench.accepted();
  const clock = createSleepyClock();
  const database = bench.connect({ clock, protocol: protocolTimes });
  await database.ping();
  bench.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'drop' } });
  const begun = database.serverClock.now();

  const taken = database.work.take(refOf(cluster.id), cluster.first, { id: 'this', owner: 'this' });
  await clock.asleep();
  await clock.advance(seconds(5));

  expect(await taken).toMatchObject({ kind: 'taken' });
  expect(bench.struck()).toBe(1);
  const { document } = await readCluster(bench.database, cluster.id);
  expect(document.lease?.expiresAt).toBe(toInstant(begun + protocolTimes.lease));
});

describe('while Cosmos DB does not answer', () => {
  it('reads again, and takes once there is an answer', async () => {
    const reads = holding(store(), 'read');
    const { clock, settled } = take(reads.work, await bench.accepted());
    await reads.call(0);

    await clock.advance(milliseconds(7_600));
    await (await reads.call(1)).answer();

    expect(await settled).toMatchObject({ kind: 'taken' });
  });

  it('gives the message up after the back-off of W2, saying why, so that the receiver takes its time', async () => {
    const reads = holding(store(), 'read');
    const { clock, settled } = take(reads.work, await bench.accepted());

    await clock.advance(protocolTimes.readBackoff);

    await expect(settled).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

it('leaves a message for a document that did not show, although the last read has no answer (W2)', async () => {
  const cluster = await bench.accepted();
  const body = { ...cluster.message.body, revision: cluster.message.body.revision + 1 };
  const reads = holding(store(), 'read');
  const { clock, settled } = take(reads.work, { ...cluster, message: { ...cluster.message, body } });
  await (await reads.call(0)).answer();
  await clock.asleep();

  await clock.advance(protocolTimes.readBackoff);

  expect(await settled).toEqual({ kind: 'leave', why: 'older' });
});

describe('without server time (T1)', () => {
  it('reads nothing until it is known', async () => {
    const other = bench.connect();
    const reads = holding(other.work, 'read');
    const { clock, settled } = take(reads.work, await bench.accepted(), { serverClock: other.serverClock });

    await clock.advance(seconds(10));
    expect(reads.calls).toHaveLength(0);
    await other.ping();
    await clock.advance(seconds(2));
    await (await reads.call(0)).answer();

    expect(await settled).toMatchObject({ kind: 'taken' });
  });

  it('gives the message up after the back-off of W2, saying why', async () => {
    const other = bench.connect();
    const { clock, settled } = take(other.work, await bench.accepted(), { serverClock: other.serverClock });

    await clock.advance(protocolTimes.readBackoff);

    await expect(settled).rejects.toMatchObject({ kind: 'clock-unknown' });
  });

  it('waits for it when it is lost between the decision and the take', async () => {
    const other = bench.connect();
    const { clock, settled } = take({ ...store(), take: other.work.take }, await bench.accepted());
    await clock.asleep();
    await other.ping();

    await clock.advance(milliseconds(50));

    expect(await settled).toMatchObject({ kind: 'taken' });
  });
});
