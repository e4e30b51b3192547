import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { minutes, seconds } from '@aro-rp/time';
import { createTestContext } from '../host/testing.ts';
import { createServiceBusServer } from './index.ts';
import { connect, createBench, receiveOne } from './testing.ts';

test('everything is there after a restart: waiting, scheduled, deferred, dead, duplicate history, sequence numbers', async () => {
  await using bench = await createBench({ requiresDuplicateDetection: true });
  const sender = bench.client.createSender('work');
  const receiver = bench.receiver();
  for (const id of ['dead', 'deferred', 'waiting']) await sender.sendMessages({ body: id, messageId: id });
  await receiver.deadLetterMessage(await receiveOne(receiver), {
    deadLetterReason: 'why',
    deadLetterErrorDescription: 'because',
  });
  const deferred = await receiveOne(receiver);
  await receiver.deferMessage(deferred);
  await sender.scheduleMessages({ body: 'scheduled', messageId: 'scheduled' }, new Date(bench.clock.now() + 5000));

  await bench.restart();
  await using client = connect(bench.server.connectionString);
  for (const id of ['dead', 'waiting', 'scheduled']) {
    await client.createSender('work').sendMessages({ body: 'double', messageId: id });
  }
  expect(bench.server.status().work).toMatchObject({ active: 1, scheduled: 1, deferred: 1, deadLetters: 1 });
  await bench.clock.advance(seconds(5));

  const after = client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
  const letters = client.createReceiver('work', { subQueueType: 'deadLetter', maxAutoLockRenewalDurationInMs: 0 });
  expect(await receiveOne(after)).toMatchObject({ body: 'waiting' });
  expect(await receiveOne(after)).toMatchObject({ body: 'scheduled' });
  expect(await after.receiveDeferredMessages(deferred.sequenceNumber!)).toMatchObject([{ body: 'deferred' }]);
  expect(await receiveOne(letters)).toMatchObject({ body: 'dead', deadLetterReason: 'why' });
  await client.createSender('work').sendMessages({ body: 'next', messageId: 'next' });
  const next = await receiveOne(after);
  expect(Number(next.sequenceNumber)).toBeGreaterThan(Number(deferred.sequenceNumber) + 2);
});

test('a lock survives a restart: it keeps others out, can be settled, and ends at its time', async () => {
  await using bench = await createBench();
  const sender = bench.client.createSender('work');
  await sender.sendMessages([{ body: 'completed' }, { body: 'left' }]);
  const receiver = bench.receiver();
  const completed = await receiveOne(receiver);
  await receiveOne(receiver);

  await bench.restart();
  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 2 });
  await receiver.completeMessage(completed);
  await bench.clock.advance(minutes(1));

  await using client = connect(bench.server.connectionString);
  expect(await receiveOne(client.createReceiver('work'))).toMatchObject({ body: 'left', deliveryCount: 1 });
  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 1 });
});

test('a message that kills its consumer is counted: the deliveries outlive the broker too', async () => {
  await using bench = await createBench({ maxDeliveryCount: 2 });
  await bench.client.createSender('work').sendMessages({ body: 'poison' });
  for (const _ of [1, 2]) {
    await using client = connect(bench.server.connectionString);
    await receiveOne(client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 }));
    await bench.restart();
    await bench.clock.advance(minutes(1));
  }

  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0, deadLetters: 1 });
});

test('kill -9 under sends loses nothing that was acknowledged', async () => {
  await using context = await createTestContext();
  await using broker = await startChild(context.dataDir);
  await using client = connect(broker.connectionString, { maxRetries: 0, timeoutInMs: 2000 });
  const acknowledged = new Set<string>();
  const enough = Promise.withResolvers<void>();

  const senders = Array.from({ length: 8 }, async (_, at) => {
    const sender = client.createSender('work');
    for (let n = 0; ; n++) {
      await sender.sendMessages({ body: 'x'.repeat(1000), messageId: `${at}-${n}` });
      acknowledged.add(`${at}-${n}`);
      if (acknowledged.size === 100) enough.resolve();
    }
  });
  await Promise.race([enough.promise, ...senders]);
  // Those senders that wait for an answer at this moment get none any more.
  for (const sender of senders) sender.catch(() => undefined);
  broker.process.kill('SIGKILL');
  await broker.exited;

  const server = await createServiceBusServer(context, { port: 0, topology: { queues: [{ name: 'work' }] } });
  await using after = connect(server.connectionString);
  const kept = new Set<string>();
  const receiver = after.createReceiver('work');
  for (let page = await receiver.peekMessages(200); page.length > 0; page = await receiver.peekMessages(200)) {
    for (const message of page) kept.add(String(message.messageId));
  }
  await server.close();

  expect(acknowledged.size).toBeGreaterThanOrEqual(100);
  expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
}, 60_000);

interface Child extends AsyncDisposable {
  process: ChildProcess;
  connectionString: string;
  exited: Promise<unknown>;
}

/** A broker in a process of its own. */
async function startChild(dataDir: string): Promise<Child> {
  const script = join(__dirname, 'testing-broker.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error('the broker did not start'))),
  ])) as [string];
  return {
    process: child,
    connectionString: line,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
