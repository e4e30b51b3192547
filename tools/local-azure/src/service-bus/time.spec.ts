import { hours, minutes, seconds } from '@aro-rp/time';
import { createBench, isEmpty, receiveOne } from './testing.ts';

test.each(['schedule-message', 'an annotated send'])('%s is delivered at its time and not before', async (way) => {
  await using bench = await createBench();
  const sender = bench.client.createSender('work');
  const at = new Date(bench.clock.now() + 60_000);
  if (way === 'schedule-message') await sender.scheduleMessages({ body: 'later' }, at);
  else await sender.sendMessages([{ body: 'later', scheduledEnqueueTimeUtc: at }]);
  const receiver = bench.receiver();
  expect(bench.server.status().work).toMatchObject({ scheduled: 1, active: 0 });

  await bench.clock.advance(seconds(59));
  expect(await isEmpty(receiver)).toBe(true);
  await bench.clock.advance(seconds(1));

  const message = await receiveOne(receiver);
  expect(message).toMatchObject({ body: 'later', enqueuedTimeUtc: at });
});

test('a cancelled schedule never comes, and cannot be cancelled twice', async () => {
  await using bench = await createBench();
  const sender = bench.client.createSender('work');
  const [kept, cancelled] = await sender.scheduleMessages(
    [{ body: 'kept' }, { body: 'cancelled' }],
    new Date(bench.clock.now() + 1000),
  );
  await sender.cancelScheduledMessages(cancelled!);

  await expect(sender.cancelScheduledMessages(cancelled!)).rejects.toMatchObject({ code: 'MessageNotFound' });
  await bench.clock.advance(seconds(1));

  expect(kept).not.toEqual(cancelled);
  expect((await bench.receiver().peekMessages(10)).map((message) => message.body)).toEqual(['kept']);
});

test('a second message with an id inside the window is accepted and dropped, also after the first is completed', async () => {
  await using bench = await createBench({
    requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: 'PT10M',
  });
  const sender = bench.client.createSender('work');
  const receiver = bench.receiver();
  await sender.sendMessages({ body: 1, messageId: 'same' });
  await receiver.completeMessage(await receiveOne(receiver));

  await sender.sendMessages([
    { body: 2, messageId: 'same' },
    { body: 3, messageId: 'other' },
  ]);
  await sender.scheduleMessages({ body: 4, messageId: 'same' }, new Date(bench.clock.now() + 1000));
  expect(bench.server.status().work).toMatchObject({ active: 1, scheduled: 0 });

  await bench.clock.advance(minutes(10));
  await sender.sendMessages({ body: 5, messageId: 'same' });
  expect(bench.server.status().work).toMatchObject({ active: 2 });
});

test('a purged queue is empty, and its duplicate history is not', async () => {
  await using bench = await createBench({ requiresDuplicateDetection: true });
  const sender = bench.client.createSender('work');
  await sender.sendMessages({ body: 1, messageId: 'a' });
  await sender.scheduleMessages({ body: 2, messageId: 'b' }, new Date(bench.clock.now() + 1000));

  expect(await bench.server.purge('work')).toBe(2);
  await sender.sendMessages([
    { body: 1, messageId: 'a' },
    { body: 2, messageId: 'b' },
  ]);
  await bench.clock.advance(seconds(2));

  expect(bench.server.status().work).toMatchObject({ active: 0, scheduled: 0 });
});

test('a message that outlives its time is dropped, or dead-lettered where the queue says so', async () => {
  await using dropping = await createBench();
  await using keeping = await createBench({ defaultMessageTimeToLive: 'PT1H', deadLetteringOnMessageExpiration: true });
  await dropping.client.createSender('work').sendMessages({ body: 'x', timeToLive: 1000 });
  await keeping.client.createSender('work').sendMessages({ body: 'x' });

  await dropping.clock.advance(seconds(1));
  await keeping.clock.advance(hours(1));

  expect(dropping.server.status().work).toMatchObject({ active: 0, deadLetters: 0 });
  expect(await receiveOne(keeping.receiver({ subQueueType: 'deadLetter' }))).toMatchObject({
    deadLetterReason: 'TTLExpiredException',
  });
});

test('a locked message may be completed after its time to live, and expires when it is given back', async () => {
  await using bench = await createBench();
  const sender = bench.client.createSender('work');
  await sender.sendMessages([
    { body: 'completed', timeToLive: 1000 },
    { body: 'returned', timeToLive: 1000 },
  ]);
  const receiver = bench.receiver();
  const completed = await receiveOne(receiver);
  const returned = await receiveOne(receiver);

  await bench.clock.advance(seconds(2));
  await receiver.completeMessage(completed);
  await receiver.abandonMessage(returned);

  expect(await isEmpty(receiver)).toBe(true);
  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0, deadLetters: 0 });
});
