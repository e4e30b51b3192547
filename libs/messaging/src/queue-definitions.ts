import { type Duration, hours, milliseconds, minutes, seconds } from '@aro-rp/time';
import { type QueueName, queues } from './messages.ts';

/** A queue in the words of ARM (`Microsoft.ServiceBus/namespaces/queues`); durations are ISO 8601. */
export interface QueueDefinition {
  name: QueueName;
  properties: {
    lockDuration: string;
    maxDeliveryCount: number;
    requiresDuplicateDetection: boolean;
    duplicateDetectionHistoryTimeWindow: string;
    requiresSession: boolean;
    /** With partitions, doubles are found by id *and* partition key. */
    enablePartitioning: boolean;
    deadLetteringOnMessageExpiration: boolean;
    enableBatchedOperations: boolean;
    maxSizeInMegabytes: number;
  };
}

/**
 * Q1: a lock of 60 s that is not renewed; 200 deliveries, because poison is counted in the document, and a message that
 * nobody understands has to outlive the deadline of its plan; doubles are found for 10 minutes; no time to live (ARM's
 * default), since every message may be the only one that names a version.
 */
const properties = {
  lockDuration: 'PT1M',
  maxDeliveryCount: 200,
  requiresDuplicateDetection: true,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  requiresSession: false,
  enablePartitioning: false,
  deadLetteringOnMessageExpiration: true,
  enableBatchedOperations: true,
  maxSizeInMegabytes: 1024,
} as const;

/** Both the templates and the local topology are made from these. */
export const queueDefinitions: readonly QueueDefinition[] = Object.values(queues).map((name) => ({ name, properties }));

/** How long a message stays that every delivery leaves to its lock; after that it is a dead letter, for nobody to work. */
export const redeliveredFor = ({ properties }: QueueDefinition): Duration =>
  milliseconds(properties.maxDeliveryCount * durationOf(properties.lockDuration));

/** Of ISO 8601 what queues are given: `PT1M`, `PT90S`, `PT1H30M`. */
function durationOf(iso: string): Duration {
  const [, h, m, s] = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(iso) ?? [];
  if (h === undefined && m === undefined && s === undefined) throw new Error(`${iso} is no duration of a queue`);
  return milliseconds(hours(Number(h ?? 0)) + minutes(Number(m ?? 0)) + seconds(Number(s ?? 0)));
}

/** The configuration file of Microsoft's Service Bus emulator, as far as queues go. */
export interface EmulatorTopology {
  UserConfig: {
    Namespaces: { Name: string; Queues: { Name: string; Properties: EmulatorQueueProperties }[] }[];
    Logging: { Type: 'Console' };
  };
}

export interface EmulatorQueueProperties {
  LockDuration: string;
  MaxDeliveryCount: number;
  RequiresDuplicateDetection: boolean;
  DuplicateDetectionHistoryTimeWindow: string;
  DeadLetteringOnMessageExpiration: boolean;
  RequiresSession: boolean;
}

/**
 * For local Azure. Microsoft's own emulator reads it too, but refuses more than 10 deliveries and a window above five
 * minutes.
 */
export function toEmulatorTopology(definitions: readonly QueueDefinition[]): EmulatorTopology {
  return {
    UserConfig: {
      Namespaces: [
        {
          Name: 'sbemulatorns',
          Queues: definitions.map(({ name, properties }) => ({
            Name: name,
            Properties: {
              LockDuration: properties.lockDuration,
              MaxDeliveryCount: properties.maxDeliveryCount,
              RequiresDuplicateDetection: properties.requiresDuplicateDetection,
              DuplicateDetectionHistoryTimeWindow: properties.duplicateDetectionHistoryTimeWindow,
              DeadLetteringOnMessageExpiration: properties.deadLetteringOnMessageExpiration,
              RequiresSession: properties.requiresSession,
            },
          })),
        },
      ],
      Logging: { Type: 'Console' },
    },
  };
}
