import { getEventListeners } from 'node:events';
import { createFakeClock } from '@aro-rp/testing';
import { type Clock, milliseconds, minutes, seconds, systemClock } from '@aro-rp/time';
import { openClient } from './connection.ts';
import { type Handler } from './messages.ts';
import { createPublisher } from './publisher.ts';
import { type MessageOutcome, subscribe, type SubscribeOptions } from './receiver.ts';
import { type Bench, createBench, createCollector, outgoing } from './testing.ts';

/** One receiver. */
function start(bench: Bench, handler: Handler, options: Partial<SubscribeOptions> = {}) {
  const outcomes = createCollector<MessageOutcome>();
  const publisher = createPublisher(bench.connection, { log: bench.log });
  const receiver = subscribe(bench.connection, 'cluster-work', {
    receivers: 1,
    handler,
    log: bench.log,
    clock: systemClock,
    onMessage: (_, outcome) => outcomes.add(outcome),
    ...options,
  });
  return {
    outcomes,
    publish: (...ids: string[]) =>
      publisher.publish(
        'cluster-work',
        ids.map((id) => outgoing(id)),
      ),
    async [Symbol.asyncDispose]() {
      await receiver.close();
      await publisher.close();
    },
  };
}

const status = (bench: Bench) => bench.azure.serviceBus.status()['cluster-work'];

/** A clock that stands still, and what was slept on it. */
function createSleepyClock() {
  const clock = createFakeClock();
  const sleeps = createCollector<number>();
  const sleep: Clock['sleep'] = (duration, signal) => {
    const slept = clock.sleep(duration, signal);
    sleeps.add(duration);
    return slept;
  };
  return { ...clock, sleep, sleeps };
}

test('a receiver whose handler fails waits before the next message, longer each time, until one is handled', async () => {
  await using bench = await createBench();
  const clock = createSleepyClock();
  const seen: string[] = [];
  const handler: Handler = async ({ messageId, complete }) => {
    seen.push(messageId);
    if (messageId !== 'd') throw new Error('Cosmos DB is away');
    await complete(seconds(5));
  };
  await using flow = start(bench, handler, { clock, random: () => 1 });
  await flow.publish('a', 'b', 'c', 'd', 'e', 'f');

  for (const [at, [wait, by]] of steps.entries()) {
    await clock.sleeps.until(({ length }) => length > at);
    await clock.advance(milliseconds(wait - 1));
    expect(seen.join('')).toBe(by);
    expect(status(bench)?.active).toBe(6 - by.length);
    await clock.advance(milliseconds(1));
  }
  expect(clock.sleeps.items).toEqual(steps.map(([wait]) => wait));
});
const steps = [
  [250, 'a'],
  [500, 'ab'],
  [1_000, 'abc'],
  [250, 'abcde'],
] as const;

test('how long a message has waited is told of its first delivery alone', async () => {
  const clock = createFakeClock(Date.now());
  await using bench = await createBench({ clock });
  const waited: number[] = [];
  const gate = Promise.withResolvers<void>();
  let deliveries = 0;
  const handler: Handler = async ({ complete }) => {
    deliveries += 1;
    if (deliveries > 1) await complete(seconds(5));
  };
  const onFirstDelivery = (_: unknown, age: number) => void waited.push(age);
  await using flow = start(bench, handler, { clock, untilReady: () => gate.promise, onFirstDelivery });
  await flow.publish('a');

  await clock.advance(seconds(3));
  gate.resolve();
  await flow.outcomes.until((outcomes) => outcomes.includes('left'));
  await clock.advance(minutes(1));
  await flow.outcomes.until((outcomes) => outcomes.includes('completed'));

  expect(waited).toEqual([3_000]);
});

test('a receiver never waits longer than some seconds, however often its handler fails', async () => {
  await using bench = await createBench();
  const clock = createSleepyClock();
  const fails: Handler = async () => Promise.reject(new Error('broken'));
  await using flow = start(bench, fails, { clock, random: () => 1 });
  await flow.publish(...'abcdefg');

  for (let at = 1; at <= 7; at++) {
    await clock.sleeps.until(({ length }) => length === at);
    await clock.advance(seconds(5));
  }

  expect(clock.sleeps.items).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('a receiver closes although it waits after a failure', async () => {
  await using bench = await createBench();
  const clock = createSleepyClock();
  const flow = start(bench, async () => Promise.reject(new Error('broken')), { clock });
  await flow.publish('a');

  await clock.sleeps.until(({ length }) => length === 1);
  await flow[Symbol.asyncDispose]();

  expect(flow.outcomes.items).toEqual(['failed']);
});

test('nothing is taken while the service is not ready, neither the first message nor the next', async () => {
  await using bench = await createBench();
  const asked = createCollector<PromiseWithResolvers<void>>();
  const untilReady = () => {
    const gate = Promise.withResolvers<void>();
    asked.add(gate);
    return gate.promise;
  };
  await using flow = start(bench, async ({ complete }) => void (await complete(seconds(5))), { untilReady });
  await flow.publish('a', 'b');

  for (const left of [2, 1]) {
    await asked.until(({ length }) => length === 3 - left);
    // Whatever the receiver asked for before would have come with this answer at the latest.
    await flow.publish('late');
    expect(flow.outcomes.items).toHaveLength(2 - left);
    expect(status(bench)).toMatchObject({ active: left + 1, locked: 0 });
    asked.items.at(-1)?.resolve();
    await flow.outcomes.until(({ length }) => length === 3 - left);
  }
  for (const gate of asked.items) gate.resolve();
});

test('a receiver closes although the service never becomes ready', async () => {
  await using bench = await createBench();
  const waits = Promise.withResolvers<void>();
  const untilReady = (signal: AbortSignal) => {
    waits.resolve();
    return systemClock.sleep(minutes(5), signal);
  };
  const flow = start(bench, async () => undefined, { untilReady });

  await waits.promise;
  await flow[Symbol.asyncDispose]();

  expect(bench.lines.join()).not.toContain('interrupted');
});

test('waits that end without a message leave no listener behind', async () => {
  await using bench = await createBench();
  const waits = createCollector<number>();
  const untilReady = async (signal: AbortSignal) => waits.add(getEventListeners(signal, 'abort').length);
  await using flow = start(bench, async ({ complete }) => void (await complete(seconds(5))), {
    untilReady,
    wait: milliseconds(1),
  });

  await waits.until(({ length }) => length === 20);
  await flow.publish('a');
  await flow.outcomes.until(({ length }) => length === 1);

  expect(new Set(waits.items)).toEqual(new Set([0]));
});

test('the lock of a message in hand is not renewed (W1, Q1)', async () => {
  // The client is told of a lock that is nearly over, so that it would renew it at once.
  await using bench = await createBench({ clock: createFakeClock(Date.now() - minutes(1)) });
  bench.azure.faults.add({ service: 'service-bus', method: 'renew-lock', action: { kind: 'delay', ms: 0 } });
  await using flow = start(bench, async ({ complete }) => {
    // A renewal would be there before these answers, each over a connection of its own.
    for (let peeks = 0; peeks < 3; peeks++) {
      const client = openClient(bench.connection);
      await client.createReceiver('cluster-work').peekMessages(1);
      await client.close();
    }
    await complete(seconds(5));
  });

  await flow.publish('a');
  await flow.outcomes.until(({ length }) => length === 1);

  expect(bench.azure.faults.list()).toMatchObject([{ matched: 0 }]);
});
