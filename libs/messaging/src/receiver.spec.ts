import { setImmediate as turn } from 'node:timers/promises';
import { createFakeClock } from '@aro-rp/testing';
import { minutes, seconds, systemClock } from '@aro-rp/time';
import { ServiceBusClient } from '@azure/service-bus';
import { peekDeadLetters } from './dead-letters.ts';
import { type Handler } from './messages.ts';
import { createPublisher } from './publisher.ts';
import { type MessageOutcome, subscribe } from './receiver.ts';
import { type Bench, createBench, createCollector, outgoing } from './testing.ts';

function start(bench: Bench, handler: Handler, receivers = 4) {
  const outcomes = createCollector<MessageOutcome>();
  const connections = createCollector<boolean>();
  const publisher = createPublisher(bench.connection, { log: bench.log, timeout: seconds(2) });
  const receiver = subscribe(bench.connection, 'cluster-work', {
    receivers,
    handler,
    log: bench.log,
    clock: systemClock,
    onMessage: (_, outcome) => outcomes.add(outcome),
    onConnection: (_, connected) => connections.add(connected),
  });
  return {
    publisher,
    receiver,
    outcomes,
    connections,
    async [Symbol.asyncDispose]() {
      await receiver.close();
      await publisher.close();
    },
  };
}

const status = (bench: Bench) => bench.azure.serviceBus.status()['cluster-work'];

test('every message is handled once and completed', async () => {
  await using bench = await createBench();
  const seen: string[] = [];
  await using flow = start(bench, async (message) => {
    seen.push(message.messageId);
    expect(await message.complete(seconds(5))).toBe(true);
  });
  const ids = Array.from({ length: 100 }, (_, at) => `m${at}`);

  await flow.publisher.publish(
    'cluster-work',
    ids.map((id) => outgoing(id)),
  );
  await flow.outcomes.until((outcomes) => outcomes.length === 100);

  expect(seen.sort()).toEqual(ids.sort());
  expect(status(bench)).toMatchObject({ active: 0, locked: 0, deadLetters: 0 });
});

test('each receiver has one message in hand, and all receivers together as many as there are', async () => {
  await using bench = await createBench();
  const release = Promise.withResolvers<void>();
  const begun = createCollector<string>();
  await using flow = start(
    bench,
    async (message) => {
      begun.add(message.messageId);
      await release.promise;
      await message.complete(seconds(5));
    },
    3,
  );

  await flow.publisher.publish(
    'cluster-work',
    ['a', 'b', 'c', 'd', 'e'].map((id) => outgoing(id)),
  );
  await begun.until((items) => items.length === 3);
  expect(status(bench)).toMatchObject({ active: 2, locked: 3 });
  release.resolve();

  await flow.outcomes.until((outcomes) => outcomes.length === 5);
  expect(status(bench)).toMatchObject({ active: 0, locked: 0 });
});

test('a handler that throws, or does not complete, leaves its message to the lock', async () => {
  const clock = createFakeClock(Date.now());
  await using bench = await createBench({ clock });
  const deliveries = createCollector<[string, number]>();
  await using flow = start(bench, async (message) => {
    deliveries.add([message.messageId, message.deliveryCount]);
    if (message.deliveryCount > 0) return void (await message.complete(seconds(5)));
    if (message.messageId === 'throws') throw new Error('broken');
  });

  await flow.publisher.publish('cluster-work', [outgoing('throws'), outgoing('returns')]);
  await flow.outcomes.until((outcomes) => outcomes.length === 2);
  expect(flow.outcomes.items.toSorted()).toEqual(['failed', 'left']);
  expect(status(bench)).toMatchObject({ active: 0, locked: 2 });
  await clock.advance(minutes(1));

  await flow.outcomes.until((outcomes) => outcomes.length === 4);
  expect(deliveries.items.toSorted()).toEqual([
    ['returns', 0],
    ['returns', 1],
    ['throws', 0],
    ['throws', 1],
  ]);
  expect(status(bench)).toMatchObject({ active: 0, locked: 0, deadLetters: 0 });
});

test('a lost lock is told by false, and the message comes again', async () => {
  await using bench = await createBench();
  const confirmed = createCollector<boolean>();
  bench.azure.faults.add({ service: 'service-bus', method: 'receive', action: { kind: 'lose-lock' } });
  await using flow = start(bench, async (message) => confirmed.add(await message.complete(seconds(5))), 1);

  await flow.publisher.publish('cluster-work', [outgoing('a')]);
  await confirmed.until((items) => items.length === 2);

  expect(confirmed.items).toEqual([false, true]);
  expect(status(bench)).toMatchObject({ active: 0, locked: 0 });
});

test('completing waits no longer than its limit', async () => {
  const clock = createFakeClock();
  await using bench = await createBench();
  bench.azure.faults.add({ service: 'service-bus', method: 'complete', action: { kind: 'hang' } });
  const asked = Promise.withResolvers<void>();
  let confirmed: boolean | undefined;
  const publisher = createPublisher(bench.connection, { log: bench.log });
  const receiver = subscribe(bench.connection, 'cluster-work', {
    receivers: 1,
    log: bench.log,
    clock,
    handler: async (message) => {
      const completing = message.complete(seconds(5));
      asked.resolve();
      confirmed = await completing;
    },
  });

  await publisher.publish('cluster-work', [outgoing('a')]);
  await asked.promise;
  await clock.advance(seconds(5));
  await receiver.close();

  expect(confirmed).toBe(false);
  await publisher.close();
});

test('what cannot be read goes to the dead letters with the reason, what a newer version sent does not', async () => {
  await using bench = await createBench();
  await using flow = start(bench, async (message) => void (await message.complete(seconds(5))), 1);
  const raw = new ServiceBusClient(bench.azure.endpoints.serviceBus!.connectionString);
  const body = { container: 'Fleets', id: 'f', partitionKey: 'p', etag: 'e', revision: 1 };
  await raw.createSender('cluster-work').sendMessages([
    { messageId: 'no-json', body: Buffer.from('{') },
    { messageId: 'no-etag', body: Buffer.from(JSON.stringify({ ...body, etag: undefined })) },
    { messageId: 'newer', body: Buffer.from(JSON.stringify(body)) },
  ]);

  await flow.outcomes.until((outcomes) => outcomes.length === 3);
  const dead = await peekDeadLetters(bench.connection, 'cluster-work', 10);

  expect(flow.outcomes.items).toEqual(['dead-lettered', 'dead-lettered', 'left']);
  expect(dead).toMatchObject([
    { messageId: 'no-json', reason: 'Unreadable', description: 'the body is not JSON', body: '{' },
    { messageId: 'no-etag', reason: 'Unreadable', description: 'etag is not a text' },
  ]);
  expect(await peekDeadLetters(bench.connection, 'cluster-work', 10)).toEqual(dead);
  await raw.close();
});

test('a broker that restarts in mid-flow costs no message', async () => {
  const clock = createFakeClock(Date.now());
  await using bench = await createBench({ clock });
  const handled = new Set<string>();
  const seen = createCollector<string>();
  await using flow = start(bench, async (message) => {
    await message.complete(seconds(5));
    handled.add(message.messageId);
    seen.add(message.messageId);
  });
  const publish = async (ids: string[]): Promise<void> => {
    const page = ids.map((id) => outgoing(id));
    await flow.publisher.publish('cluster-work', page).catch(() => publish(ids));
  };
  const ids = Array.from({ length: 60 }, (_, at) => `m${at}`);

  await publish(ids.slice(0, 20));
  await seen.until(() => handled.size >= 5);
  await bench.azure.restart('service-bus');
  await publish(ids.slice(20, 40));
  await bench.azure.restart('service-bus');
  await publish(ids.slice(40));
  // What was on its way to a receiver when the broker ended waits for its lock, whenever that was given.
  while (handled.size < 60) {
    if (status(bench)?.active === 0) await clock.advance(minutes(1));
    await turn();
  }

  expect([...handled].sort()).toEqual(ids.sort());
});

test('a message is completed after its link was lost under the running handler', async () => {
  await using bench = await createBench();
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  await using flow = start(bench, async (message) => {
    begun.resolve();
    await go.promise;
    await message.complete(seconds(20));
  });
  await flow.publisher.publish('cluster-work', [outgoing('a')]);
  await begun.promise;

  await bench.azure.restart('service-bus');
  await flow.connections.until((items) => items.join() === 'true,false,true');
  go.resolve();

  await flow.outcomes.until((outcomes) => outcomes.length === 1);
  expect(flow.outcomes.items).toEqual(['completed']);
  expect(status(bench)).toMatchObject({ active: 0, locked: 0 });
});

test('connects when the broker appears later, and says so', async () => {
  await using bench = await createBench();
  const connected = createCollector<boolean>();
  const handled = Promise.withResolvers<string>();
  // The first questions go unanswered, as they do while a namespace or queue is being made.
  bench.azure.faults.add({
    service: 'service-bus',
    method: 'peek-message',
    times: 2,
    action: { kind: 'status', status: 404 },
  });
  const receiver = subscribe(bench.connection, 'cluster-work', {
    receivers: 2,
    log: bench.log,
    clock: systemClock,
    retries: 0,
    handler: async (message) => handled.resolve(message.messageId),
    onConnection: (_, now) => connected.add(now),
  });
  expect(receiver.isConnected()).toBe(false);

  await connected.until((items) => items.length === 1);
  expect(receiver.isConnected()).toBe(true);
  expect(bench.lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(2);
  const publisher = createPublisher(bench.connection, { log: bench.log });
  await publisher.publish('cluster-work', [outgoing('a')]);
  expect(await handled.promise).toBe('a');

  await publisher.close();
  await receiver.close();
  expect(receiver.isConnected()).toBe(false);
});

test('closing tells running handlers, waits for them and takes nothing new', async () => {
  await using bench = await createBench();
  const begun = Promise.withResolvers<void>();
  await using flow = start(
    bench,
    async (message, signal) => {
      begun.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await message.complete(seconds(5));
    },
    1,
  );
  await flow.publisher.publish('cluster-work', [outgoing('a'), outgoing('b')]);
  await begun.promise;

  await flow.receiver.close();

  expect(flow.outcomes.items).toEqual(['completed']);
  expect(status(bench)).toMatchObject({ active: 1, locked: 0 });
});
