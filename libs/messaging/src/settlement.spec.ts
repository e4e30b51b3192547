import { seconds, systemClock } from '@aro-rp/time';
import { openClient } from './connection.ts';
import { createPublisher } from './publisher.ts';
import { Settlement } from './settlement.ts';
import { createBench, outgoing } from './testing.ts';

test('two outcomes of one receiver that are asked for in one turn are both kept', async () => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log });
  await publisher.publish('cluster-work', [outgoing('a'), outgoing('b')]);
  const client = openClient(bench.connection);
  const receiver = client.createReceiver('cluster-work', { maxAutoLockRenewalDurationInMs: 0 });
  const [a, b] = await receiver.receiveMessages(2, { maxWaitTimeInMs: 10_000 });
  const settlement = new Settlement(systemClock);

  const outcomes = await Promise.all([
    settlement.complete(receiver, a!, seconds(5), () => undefined),
    settlement.deadLetter(receiver, b!, 'no JSON'),
  ]);

  expect(outcomes[0]).toBe(true);
  expect(bench.azure.serviceBus.status()['cluster-work']).toMatchObject({ active: 0, locked: 0, deadLetters: 1 });
  await client.close();
  await publisher.close();
});

test('completing a message leaves no listener behind', async () => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log });
  await publisher.publish('cluster-work', [outgoing('a'), outgoing('b')]);
  const client = openClient(bench.connection);
  const receiver = client.createReceiver('cluster-work', { maxAutoLockRenewalDurationInMs: 0 });
  const messages = await receiver.receiveMessages(2, { maxWaitTimeInMs: 10_000 });
  const settlement = new Settlement(systemClock);
  const added = jest.spyOn(EventTarget.prototype, 'addEventListener');
  const removed = jest.spyOn(EventTarget.prototype, 'removeEventListener');

  for (const message of messages) await settlement.complete(receiver, message, seconds(5), () => undefined);
  const gone = new Set(removed.mock.calls.map(([, listener]) => listener));
  const kept = added.mock.calls.filter(([, listener]) => !gone.has(listener));
  jest.restoreAllMocks();

  expect(bench.azure.serviceBus.status()['cluster-work']).toMatchObject({ active: 0, locked: 0 });
  // A signal that has a listener may be kept for the life of the process, although everybody else has forgotten it.
  expect(kept).toEqual([]);
  await client.close();
  await publisher.close();
});
