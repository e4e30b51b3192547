import { queueDefinitions, toEmulatorTopology } from './queue-definitions.ts';
import { createBench } from './testing.ts';

test('no message of ours ever expires, and each may be delivered a hundred times (Q1)', () => {
  for (const { properties } of queueDefinitions) {
    expect(properties).toMatchObject({ lockDuration: 'PT1M', maxDeliveryCount: 100, requiresDuplicateDetection: true });
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
      MaxDeliveryCount: 100,
      RequiresDuplicateDetection: true,
      DuplicateDetectionHistoryTimeWindow: 'PT10M',
      DeadLetteringOnMessageExpiration: true,
      RequiresSession: false,
    },
  });
});
