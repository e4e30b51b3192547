import { seconds } from '@aro-rp/time';
import { createBench, isEmpty, receiveOne } from './testing.ts';

test('a message that was sent is received with its properties and, once completed, gone', async () => {
  await using bench = await createBench();
  const sent = {
    body: { a: [1, 'ü'] },
    messageId: 'm1',
    subject: 'greeting',
    correlationId: 'c1',
    applicationProperties: { text: 'x', number: 5, no: false },
  };
  await bench.client.createSender('work').sendMessages(sent);
  const receiver = bench.receiver();

  const message = await receiveOne(receiver);
  expect(message).toMatchObject({ ...sent, deliveryCount: 0, state: 'active', sequenceNumber: expect.anything() });
  await receiver.completeMessage(message);

  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0, deadLetters: 0 });
});

test('a locked message is invisible to others until its lock ends, and then comes again with a higher count', async () => {
  await using bench = await createBench({ lockDuration: 'PT30S' });
  await bench.client.createSender('work').sendMessages({ body: 'x', messageId: 'm1' });
  const [first, second] = [bench.receiver(), bench.receiver()];
  const held = await receiveOne(first);
  expect(held.lockedUntilUtc?.getTime()).toBe(bench.clock.now() + 30_000);
  expect(await isEmpty(second)).toBe(true);

  await bench.clock.advance(seconds(30));

  expect(await receiveOne(second)).toMatchObject({ messageId: 'm1', deliveryCount: 1 });
  await expect(first.completeMessage(held)).rejects.toMatchObject({ code: 'MessageLockLost' });
});

test('a renewed lock holds beyond its first end', async () => {
  await using bench = await createBench({ lockDuration: 'PT30S' });
  await bench.client.createSender('work').sendMessages({ body: 'x' });
  const receiver = bench.receiver();
  const held = await receiveOne(receiver);

  await bench.clock.advance(seconds(20));
  const until = await receiver.renewMessageLock(held);
  await bench.clock.advance(seconds(20));

  expect(until.getTime()).toBe(bench.clock.now() + 10_000);
  await receiver.completeMessage(held);
  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0 });
});

test('an abandoned message comes again at once with the properties that were changed', async () => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages({ body: 'x', applicationProperties: { kept: 1, changed: 1 } });
  const receiver = bench.receiver();

  await receiver.abandonMessage(await receiveOne(receiver), { changed: 2, added: 'y' });

  expect(await receiveOne(receiver)).toMatchObject({
    deliveryCount: 1,
    applicationProperties: { kept: 1, changed: 2, added: 'y' },
  });
});

test('after the last allowed delivery a message goes to the dead letters with the reason', async () => {
  await using bench = await createBench({ maxDeliveryCount: 2 });
  await bench.client.createSender('work').sendMessages({ body: 'poison', messageId: 'm1' });
  const receiver = bench.receiver();
  await receiver.abandonMessage(await receiveOne(receiver));
  await receiver.abandonMessage(await receiveOne(receiver));

  const dead = await receiveOne(bench.receiver({ subQueueType: 'deadLetter' }));

  expect(dead).toMatchObject({
    body: 'poison',
    messageId: 'm1',
    deadLetterSource: 'work',
    deadLetterReason: 'MaxDeliveryCountExceeded',
  });
  expect(bench.server.status().work).toMatchObject({ active: 0, deadLetters: 1 });
});

test('a message that a consumer dead-letters carries its reason and can be completed there', async () => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages({ body: 'x' });
  const receiver = bench.receiver();
  await receiver.deadLetterMessage(await receiveOne(receiver), {
    deadLetterReason: 'unreadable',
    deadLetterErrorDescription: 'no JSON',
    extra: 7,
  });
  const deadLetters = bench.receiver({ subQueueType: 'deadLetter' });

  const dead = await receiveOne(deadLetters);
  expect(dead).toMatchObject({ deadLetterReason: 'unreadable', deadLetterErrorDescription: 'no JSON' });
  expect(dead.applicationProperties).toMatchObject({ extra: 7 });
  await deadLetters.completeMessage(dead);

  expect(bench.server.status().work).toMatchObject({ active: 0, deadLetters: 0 });
});

test('a deferred message is received by its sequence number only', async () => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages({ body: 'later' });
  const receiver = bench.receiver();
  const message = await receiveOne(receiver);
  await receiver.deferMessage(message);
  expect(await isEmpty(receiver)).toBe(true);

  const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber!);
  expect(deferred).toMatchObject({ body: 'later', state: 'deferred' });
  await receiver.completeMessage(deferred!);

  expect(bench.server.status().work).toMatchObject({ deferred: 0, locked: 0 });
});

test('two different outcomes in one turn are both kept when they come from two receivers', async () => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages([
    { body: 'a', messageId: 'a' },
    { body: 'b', messageId: 'b' },
  ]);
  const [first, second] = [bench.receiver(), bench.receiver()];
  const [a, b] = [await receiveOne(first), await receiveOne(second)];

  await Promise.all([first.completeMessage(a), second.abandonMessage(b)]);

  expect(await receiveOne(first)).toMatchObject({ messageId: b.messageId, deliveryCount: 1 });
});

test('the broker answers different outcomes of one receiver each with its own disposition', async () => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages([{ body: 'a' }, { body: 'b' }]);
  const receiver = bench.receiver();
  const messages = await receiver.receiveMessages(2, { maxWaitTimeInMs: 10_000 });
  expect(messages).toHaveLength(2);

  // The SDK merges equal outcomes into one frame; the lock of the second is lost, of the first is not.
  bench.context.faults.add({
    service: 'service-bus',
    method: 'complete',
    nth: 2,
    action: { kind: 'status', status: 410 },
  });
  const outcomes = await Promise.allSettled(messages.map((message) => receiver.completeMessage(message)));

  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected']);
});

test('receiveAndDelete takes a message out at once', async () => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages({ body: 'x' });

  await receiveOne(bench.receiver({ receiveMode: 'receiveAndDelete' }));

  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0 });
});

test('peek shows messages in order without locking them', async () => {
  await using bench = await createBench();
  const sender = bench.client.createSender('work');
  for (const body of ['a', 'b', 'c']) await sender.sendMessages({ body });
  const receiver = bench.receiver();

  const peeked = await receiver.peekMessages(10);

  expect(peeked.map((message) => message.body)).toEqual(['a', 'b', 'c']);
  expect(await receiver.peekMessages(10)).toEqual([]);
  expect(bench.server.status().work).toMatchObject({ active: 3, locked: 0 });
});

test('a processor receives everything that 16 single receivers can take, each once', async () => {
  await using bench = await createBench();
  const seen: string[] = [];
  const done = Promise.withResolvers<void>();
  const receivers = Array.from({ length: 16 }, () => bench.receiver());
  for (const receiver of receivers) {
    receiver.subscribe(
      {
        processMessage: async (message) => {
          await receiver.completeMessage(message);
          seen.push(String(message.messageId));
          if (seen.length === 200) done.resolve();
        },
        processError: async () => undefined,
      },
      { maxConcurrentCalls: 1, autoCompleteMessages: false },
    );
  }
  const sent = Array.from({ length: 200 }, (_, at) => ({ body: at, messageId: `m${at}` }));

  await bench.client.createSender('work').sendMessages(sent);
  await done.promise;

  expect(new Set(seen).size).toBe(200);
  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0 });
});
