import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { createTestContext } from '../host/testing.ts';
import { createServiceBusServer } from './index.ts';
import { connect, createBench, receiveOne } from './testing.ts';

test('a wrong key is refused', async () => {
  await using bench = await createBench();
  await using client = connect(bench.server.connectionString.replace('SAS_KEY_VALUE', 'WRONG'), { maxRetries: 0 });

  await expect(client.createSender('work').sendMessages({ body: 'x' })).rejects.toMatchObject({
    code: 'UnauthorizedAccess',
  });
});

test('a queue that does not exist is named, for senders, receivers and requests', async () => {
  await using bench = await createBench();
  const missing = { code: 'MessagingEntityNotFound', message: expect.stringContaining("'absent") };
  const receiver = bench.client.createReceiver('absent');

  await expect(bench.client.createSender('absent').sendMessages({ body: 'x' })).rejects.toMatchObject(missing);
  await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 1000 })).rejects.toMatchObject(missing);
  await expect(receiver.peekMessages(1)).rejects.toMatchObject(missing);
});

test('queue names compare without regard to case, and new queues can be made while it runs', async () => {
  await using bench = await createBench();
  bench.server.setTopology({ queues: [{ name: 'Later' }] });

  await bench.client.createSender('WORK').sendMessages({ body: 'x' });
  await bench.client.createSender('later').sendMessages({ body: 'y' });
  await bench.restart();

  expect(bench.server.status()).toMatchObject({ work: { active: 1 }, Later: { active: 1 } });
});

test('a message above the limit is refused, one just below it arrives whole', async () => {
  await using bench = await createBench();
  const sender = bench.client.createSender('work');
  const body = Buffer.alloc(200 * 1024, 'ab');

  await expect(sender.sendMessages({ body: Buffer.alloc(262_144) })).rejects.toMatchObject({
    code: 'MessageSizeExceeded',
  });
  await sender.sendMessages({ body });

  expect((await receiveOne(bench.receiver())).body).toEqual(body);
});

test.each([
  ['text', 'text'],
  ['object', { a: { b: [1, null, 'ü'] } }],
  ['bytes', Buffer.from([0, 255, 1])],
  ['nothing', null],
])('a body of %s arrives as it was sent', async (_, body) => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages({ body });

  expect((await receiveOne(bench.receiver())).body).toEqual(body);
});

test.each(['value', 'sequence'] as const)('an AMQP %s body keeps its types', async (bodyType) => {
  await using bench = await createBench();
  const body = bodyType === 'value' ? { n: 1, text: 'x' } : [['a', 2]];
  await bench.client.createSender('work').sendMessages({ bodyType, body });

  const message = await receiveOne(bench.receiver());

  expect(message.body).toEqual(body);
  expect(message._rawAmqpMessage.bodyType).toBe(bodyType);
});

test('a message without an id gets one, so that it can be settled', async () => {
  await using bench = await createBench();
  await bench.client.createSender('work').sendMessages({ body: 'x' });
  const receiver = bench.receiver();

  const message = await receiveOne(receiver);
  expect(message.messageId).toMatch(/^[0-9a-f]{32}$/);
  await receiver.completeMessage(message);

  expect(bench.server.status().work).toMatchObject({ active: 0, locked: 0 });
});

test('sessions are refused with a clear answer', async () => {
  await using bench = await createBench();

  await expect(bench.client.acceptSession('work', 's')).rejects.toThrow();

  // The SDK hides the reason; the log has it.
  expect(bench.context.lines.join()).toContain('amqp:not-implemented: Sessions');
});

test('a port that is taken is named with its option', async () => {
  await using bench = await createBench();
  await using other = await createTestContext();

  await expect(createServiceBusServer(other, { port: bench.server.port, topology: { queues: [] } })).rejects.toThrow(
    `port ${bench.server.port} is taken; choose another with --service-bus-port`,
  );
});

test('a folder that another broker has open is refused', async () => {
  await using bench = await createBench();

  await expect(createServiceBusServer(bench.context, { port: 0, topology: { queues: [] } })).rejects.toThrow(
    'in use by another process',
  );
});

test('a client that speaks something else is cut off, and others go on', async () => {
  await using bench = await createBench();
  const socket = connectSocket(bench.server.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  socket.on('error', () => undefined);
  socket.resume();

  await once(socket, 'close');

  expect(bench.context.lines.join()).toContain('a client broke the protocol');
  await bench.client.createSender('work').sendMessages({ body: 'x' });
  expect(bench.server.status().work).toMatchObject({ active: 1 });
});
