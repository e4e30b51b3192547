import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { isBusError } from './errors.ts';
import { createPublisher } from './publisher.ts';
import { createBench, outgoing } from './testing.ts';

const status = (bench: Awaited<ReturnType<typeof createBench>>) => bench.azure.serviceBus.status()['cluster-work'];

test('publishes at once and for later, and drops doubles', async () => {
  const clock = createFakeClock(Date.now());
  await using bench = await createBench({ clock });
  const publisher = createPublisher(bench.connection, { log: bench.log });

  await publisher.publish('cluster-work', [outgoing('a'), outgoing('b', clock.now() + 5000), outgoing('a')]);
  expect(status(bench)).toMatchObject({ active: 1, scheduled: 1 });
  await clock.advance(seconds(5));

  expect(status(bench)).toMatchObject({ active: 2, scheduled: 0 });
  await publisher.close();
});

test('an id above 128 characters still finds its double', async () => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log });
  const long = 'x'.repeat(129);

  await publisher.publish('cluster-work', [outgoing(long), outgoing(`${long}y`)]);
  await publisher.publish('cluster-work', [outgoing(long)]);

  expect(status(bench)).toMatchObject({ active: 2 });
  await publisher.close();
});

test('a page above the size of one transfer is sent in several', async () => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log });
  const page = Array.from({ length: 2000 }, (_, at) => outgoing(`m${at}-${'x'.repeat(90)}`));

  await publisher.publish('cluster-work', page);

  expect(status(bench)).toMatchObject({ active: 2000 });
  await publisher.close();
});

test('a message above the limit is refused by its name', async () => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log });
  const huge = outgoing('huge');
  huge.body.traceparent = 'x'.repeat(300_000);

  await expect(publisher.publish('cluster-work', [huge])).rejects.toMatchObject({ kind: 'too-large' });
  await publisher.close();
});

test('an answer that is lost leads to one message', async () => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log, timeout: seconds(2) });
  bench.azure.faults.add({ service: 'service-bus', method: 'send', action: { kind: 'lose-answer' } });

  // Either the SDK has sent it again by itself, or the caller does, as the contract says.
  const send = () => publisher.publish('cluster-work', [outgoing('a'), outgoing('b')]);
  await send().catch(send);

  expect(bench.azure.faults.list()[0]).toMatchObject({ struck: 1 });
  expect(status(bench)).toMatchObject({ active: 2 });
  await publisher.close();
});

test('publishing goes on after the broker was restarted', async () => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log, timeout: seconds(2) });
  await publisher.publish('cluster-work', [outgoing('a')]);

  await bench.azure.restart('service-bus');
  const send = () => publisher.publish('cluster-work', [outgoing('b')]);
  await send().catch(send);

  expect(status(bench)).toMatchObject({ active: 2 });
  await publisher.close();
});

test.each([
  ['throttled', { kind: 'status' as const, status: 429 }],
  ['unavailable', { kind: 'status' as const, status: 500 }],
  ['unauthorized', { kind: 'status' as const, status: 401 }],
])('says %s when the broker does', async (kind, action) => {
  await using bench = await createBench();
  const publisher = createPublisher(bench.connection, { log: bench.log, retries: 0 });
  bench.azure.faults.add({ service: 'service-bus', method: 'send', action });

  await expect(publisher.publish('cluster-work', [outgoing('a')])).rejects.toMatchObject({ name: 'BusError', kind });
  expect(bench.lines).toHaveLength(1);
  await publisher.close();
});

test('a wrong key is unauthorized, a missing queue is not found, a closed publisher is closed', async () => {
  await using bench = await createBench();
  const { connectionString } = bench.azure.endpoints.serviceBus!;
  const wrong = createPublisher(
    { connectionString: connectionString.replace('SAS_KEY_VALUE', 'WRONG') },
    { log: bench.log, retries: 0 },
  );
  const publisher = createPublisher(bench.connection, { log: bench.log, retries: 0 });

  await expect(wrong.publish('cluster-work', [outgoing('a')])).rejects.toMatchObject({ kind: 'unauthorized' });
  await expect(publisher.publish('absent' as never, [outgoing('a')])).rejects.toMatchObject({ kind: 'not-found' });
  await wrong.close();
  await publisher.close();
  await expect(publisher.publish('cluster-work', [outgoing('a')])).rejects.toMatchObject({ kind: 'closed' });
});

test('a broker that is not there is unavailable, and an aborted call rejects with its own reason', async () => {
  const gone = {
    connectionString: 'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true;',
  };
  await using bench = await createBench();
  const publisher = createPublisher(gone, { log: bench.log, retries: 0, timeout: seconds(1) });
  const reason = new Error('enough');

  const failure: unknown = await publisher.publish('cluster-work', [outgoing('a')]).catch((error: unknown) => error);
  expect(isBusError(failure, 'unavailable')).toBe(true);
  await expect(publisher.publish('cluster-work', [outgoing('a')], { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  await publisher.close();
});
