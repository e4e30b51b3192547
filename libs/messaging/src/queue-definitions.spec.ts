import { minutes, seconds } from '@aro-rp/time';
import { queueDefinitions, redeliveredFor, toEmulatorTopology } from './queue-definitions.ts';
import { createBench } from './testing.ts';

test('no message of ours ever expires, and each may be delivered two hundred times (Q1)', () => {
  for (const { properties } of queueDefinitions) {
    expect(properties).toMatchObject({ lockDuration: 'PT1M', maxDeliveryCount: 200, requiresDuplicateDetection: true });
    expect(properties).not.toHaveProperty('defaultMessageTimeToLive');
  }
});

test('the local topology has the queues with the settings of the templates', async () => {
  await using bench = await createBench();

  expect(Object.keys(bench.azure.serviceBus.status()).sort()).toEqual(['cluster-work', 'subscription-work']);
  expect(toEmulatorTopology(queueDefinitions).UserConfig.Namespaces[0]?.Queues[0]).toEqual({
    Name: 'cluster-work',
    Properties: {
      LockDuration: 'PT1M',
      MaxDeliveryCount: 200,
      RequiresDuplicateDetection: true,
      DuplicateDetectionHistoryTimeWindow: 'PT10M',
      DeadLetteringOnMessageExpiration: true,
      RequiresSession: false,
    },
  });
});

test('a message that is always left to its lock is redelivered for as many locks as it has deliveries', () => {
  const [given] = queueDefinitions;
  const withLock = (lockDuration: string) =>
    redeliveredFor({ ...given!, properties: { ...given!.properties, lockDuration, maxDeliveryCount: 3 } });

  expect(queueDefinitions.map(redeliveredFor)).toEqual([minutes(200), minutes(200)]);
  expect([withLock('PT90S'), withLock('PT5M'), withLock('PT1H30M')]).toEqual([seconds(270), minutes(15), minutes(270)]);
  expect(() => withLock('P1D')).toThrow('P1D');
});
