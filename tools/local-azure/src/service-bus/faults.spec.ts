import { seconds } from '@aro-rp/time';
import { type FaultAction } from '../faults/index.ts';
import { connect, createBench, isEmpty, receiveOne } from './testing.ts';

const strike = (bench: Awaited<ReturnType<typeof createBench>>, method: string, action: FaultAction) =>
  bench.context.faults.add({ service: 'service-bus', method, path: 'work', action });

/** A client that tries once, so that a fault shows. */
const once = (connectionString: string) => connect(connectionString, { maxRetries: 0, timeoutInMs: 2000 });

test.each([
  [429, 'ServiceBusy'],
  [500, 'GeneralError'],
  [504, 'ServiceTimeout'],
])('status %i on a send is %s, and nothing is stored', async (status, code) => {
  await using bench = await createBench();
  await using client = once(bench.server.connectionString);
  strike(bench, 'send', { kind: 'status', status });

  await expect(client.createSender('work').sendMessages({ body: 'x' })).rejects.toMatchObject({ code });

  expect(bench.server.status().work).toMatchObject({ active: 0 });
});

test('a throttled send goes through when the SDK tries again', async () => {
  await using bench = await createBench();
  strike(bench, 'send', { kind: 'status', status: 429 });

  await bench.client.createSender('work').sendMessages({ body: 'x' });

  expect(bench.server.status().work).toMatchObject({ active: 1 });
});

test.each([
  ['drop', 0],
  ['hang', 0],
  ['lose-answer', 1],
] as const)('%s on a send fails at the client and leaves %i messages', async (kind, active) => {
  await using bench = await createBench();
  await using client = once(bench.server.connectionString);
  strike(bench, 'send', { kind });

  await expect(client.createSender('work').sendMessages({ body: 'x' })).rejects.toThrow();

  expect(bench.server.status().work).toMatchObject({ active });
});

test('a lost answer and the repeat of the send make one message where doubles are detected', async () => {
  await using bench = await createBench({ requiresDuplicateDetection: true });
  await using client = connect(bench.server.connectionString, { timeoutInMs: 2000 });
  strike(bench, 'send', { kind: 'lose-answer' });

  await client.createSender('work').sendMessages({ body: 'x', messageId: 'a' });

  expect(bench.server.status().work).toMatchObject({ active: 1 });
});

test('a delayed send is stored after the delay', async () => {
  await using bench = await createBench();
  strike(bench, 'send', { kind: 'delay', ms: 1000 });
  const sent = bench.client.createSender('work').sendMessages({ body: 'x' });
  while (bench.context.faults.list()[0]?.struck === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(bench.server.status().work).toMatchObject({ active: 0 });

  await bench.clock.advance(seconds(1));
  await sent;

  expect(bench.server.status().work).toMatchObject({ active: 1 });
});

test('a lock lost at delivery fails the completion and brings the message again', async () => {
  await using bench = await createBench();
  strike(bench, 'receive', { kind: 'lose-lock' });
  await bench.client.createSender('work').sendMessages({ body: 'x' });
  const receiver = bench.receiver();

  const lost = await receiveOne(receiver);
  await expect(receiver.completeMessage(lost)).rejects.toMatchObject({ code: 'MessageLockLost' });

  expect(await receiveOne(receiver)).toMatchObject({ deliveryCount: 1 });
});

test('a delivery that hangs is locked and never comes; others go on', async () => {
  await using bench = await createBench();
  strike(bench, 'receive', { kind: 'hang' });
  const sender = bench.client.createSender('work');
  await sender.sendMessages([
    { body: 'first', messageId: 'first' },
    { body: 'second', messageId: 'second' },
  ]);
  const stuck = bench.receiver();
  expect(await isEmpty(stuck)).toBe(true);

  expect(await receiveOne(bench.receiver())).toMatchObject({ messageId: 'second' });
  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 2 });
});

test('a refused receive tells the receiver, and the message waits for the next', async () => {
  await using bench = await createBench();
  await using client = once(bench.server.connectionString);
  strike(bench, 'receive', { kind: 'status', status: 500 });
  await bench.client.createSender('work').sendMessages({ body: 'x' });
  const receiver = client.createReceiver('work');

  await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 5000 })).rejects.toThrow();

  expect(await receiveOne(receiver)).toMatchObject({ deliveryCount: 0 });
});

test('a completion whose answer is lost has happened', async () => {
  await using bench = await createBench();
  await using client = connect(bench.server.connectionString, { maxRetries: 0, timeoutInMs: 2000 });
  strike(bench, 'complete', { kind: 'lose-answer' });
  await bench.client.createSender('work').sendMessages({ body: 'x' });
  const receiver = client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });

  await expect(receiver.completeMessage(await receiveOne(receiver))).rejects.toThrow();

  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0 });
});

test('requests can be made to fail by their operation', async () => {
  await using bench = await createBench();
  await using client = once(bench.server.connectionString);
  strike(bench, 'schedule-message', { kind: 'status', status: 500 });
  const sender = client.createSender('work');
  const at = new Date(bench.clock.now() + 1000);

  await expect(sender.scheduleMessages({ body: 'x' }, at)).rejects.toThrow('A fault was injected');
  await sender.scheduleMessages({ body: 'x' }, at);

  expect(bench.server.status().work).toMatchObject({ scheduled: 1 });
});

test.each(['send', 'receive'])('a broker that ends leaves no timer of a delayed %s behind', async (method) => {
  await using bench = await createBench();
  await using client = once(bench.server.connectionString);
  if (method === 'receive') await client.createSender('work').sendMessages({ body: 'x' });
  strike(bench, method, { kind: 'delay', ms: 3_600_000 });
  const held =
    method === 'send'
      ? client.createSender('work').sendMessages({ body: 'x' })
      : client.createReceiver('work').receiveMessages(1, { maxWaitTimeInMs: 2_000 });
  const outcome = held.catch(() => undefined);
  while (bench.context.faults.list()[0]?.struck === 0) await new Promise((resolve) => setImmediate(resolve));

  await bench.server.close();
  await outcome;

  expect(bench.clock.pending()).toBe(0);
});
