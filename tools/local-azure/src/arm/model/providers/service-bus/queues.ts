import { randomUUID } from 'node:crypto';
import { parseIsoDuration } from '../../../../service-bus/model/topology.ts';
import { type Json } from '../../json.ts';
import { parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { badRequest, isQueueName, serviceBusApiVersions } from './names.ts';
import { type Tier, tierOf } from './namespaces.ts';
import { type QueueCounts, type ServiceBusOptions } from './options.ts';

/** .NET's `TimeSpan.MaxValue`: never. */
const never = 'P10675199DT2H48M5.4775807S';

/** What a queue has where nobody said otherwise ("Queues - Create Or Update"). */
const defaults = {
  lockDuration: 'PT1M',
  maxSizeInMegabytes: 1024,
  requiresDuplicateDetection: false,
  requiresSession: false,
  defaultMessageTimeToLive: never,
  deadLetteringOnMessageExpiration: false,
  duplicateDetectionHistoryTimeWindow: 'PT10M',
  maxDeliveryCount: 10,
  status: 'Active',
  enableBatchedOperations: true,
  autoDeleteOnIdle: never,
  enablePartitioning: false,
  enableExpress: false,
} as const;

/** They are as they were made. */
const fixed = ['requiresDuplicateDetection', 'requiresSession', 'enablePartitioning'] as const;
const booleans = [...fixed, 'deadLetteringOnMessageExpiration', 'enableBatchedOperations', 'enableExpress'] as const;
/** Shortest and longest, in milliseconds. */
const durations: Record<string, readonly [number, number]> = {
  lockDuration: [5_000, 300_000],
  duplicateDetectionHistoryTimeWindow: [20_000, 7 * 86_400_000],
  defaultMessageTimeToLive: [1_000, Infinity],
  autoDeleteOnIdle: [300_000, Infinity],
};
const computed = new Set([
  'provisioningState',
  'createdAt',
  'updatedAt',
  'accessedAt',
  'sizeInBytes',
  'messageCount',
  'countDetails',
  'generation',
]);

/** Microsoft.ServiceBus/namespaces/queues: at once in the broker, and gone from it with all that was in it. */
export const queues = (options: ServiceBusOptions): ResourceType => ({
  name: 'namespaces/queues',
  apiVersions: serviceBusApiVersions,
  kind: 'child',
  longRunning: { put: false, delete: false },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  isAlone: true,
  accept({ id, name, properties, current, view }) {
    if (!isQueueName(name)) throw badRequest(`SubCode=40000. '${name}' is no name of a queue.`);
    const namespace = namespaceOf(id, view);
    const given = Object.fromEntries(Object.entries(properties).filter(([member]) => !computed.has(member)));
    const tier = namespace === undefined ? 'Standard' : tierOf(namespace);
    const more = tier === 'Premium' ? { maxMessageSizeInKilobytes: 1024 } : {};
    const whole: Json = { ...defaults, ...more, ...given };
    refuse(whole, tier, current?.properties);
    return { properties: { ...whole, generation: current?.properties['generation'] ?? randomUUID() } };
  },
  show(resource, view) {
    const { generation: _own, ...stored } = resource.properties;
    const counts = options.counts(namespaceOf(resource.id, view)?.name ?? '')?.[resource.name];
    return {
      ...stored,
      createdAt: resource.createdTime,
      updatedAt: resource.changedTime,
      accessedAt: '0001-01-01T00:00:00Z',
      ...showCounts(counts),
    };
  },
});

const namespaceOf = (id: string, view: ResourceView): Resource | undefined => view.get(parentIdOf(id) ?? '');

/** A locked message is an active one; deferred ones show in the sum only. */
function showCounts(counts: QueueCounts | undefined): Json {
  const { active = 0, scheduled = 0, locked = 0, deferred = 0, deadLetters = 0 } = counts ?? {};
  return {
    messageCount: active + locked + scheduled + deferred + deadLetters,
    countDetails: {
      activeMessageCount: active + locked,
      deadLetterMessageCount: deadLetters,
      scheduledMessageCount: scheduled,
      transferMessageCount: 0,
      transferDeadLetterMessageCount: 0,
    },
  };
}

function refuse(queue: Json, tier: Tier, before: Json | undefined): void {
  const fault = (what: string) => badRequest(`SubCode=40000. ${what}`);
  for (const member of booleans)
    if (typeof queue[member] !== 'boolean') throw fault(`${member} must be true or false.`);
  for (const member of fixed)
    if (before !== undefined && before[member] !== queue[member])
      throw fault(`The value for the ${member} property of an existing queue cannot be changed.`);
  for (const [member, [least, most]] of Object.entries(durations)) {
    const value = parseIsoDuration(String(queue[member]));
    if (value === undefined || value < least || value > most)
      throw fault(
        `The value '${String(queue[member])}' of ${member} is invalid${most === Infinity ? '' : `: ${least / 1_000} s to ${most / 1_000} s`}.`,
      );
  }
  const whole = (member: string, least: number, most: number) => {
    const value = queue[member];
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
      throw fault(`The value '${String(value)}' of ${member} is invalid: ${least} to ${most}.`);
  };
  whole('maxDeliveryCount', 1, 2_000);
  whole('maxSizeInMegabytes', 1_024, tier === 'Premium' ? 81_920 : 5_120);
  if ((queue['maxSizeInMegabytes'] as number) % 1_024 !== 0)
    throw fault('maxSizeInMegabytes must be a multiple of 1024.');
  if (tier === 'Premium') whole('maxMessageSizeInKilobytes', 1_024, 102_400);
  else if (queue['maxMessageSizeInKilobytes'] !== undefined)
    throw fault('maxMessageSizeInKilobytes is of the Premium tier only.');
  if (tier === 'Premium' && (queue['enablePartitioning'] || queue['enableExpress']))
    throw fault('Partitioned and express entities are not supported in a namespace of the Premium tier.');
  if (tier === 'Basic' && (queue['requiresDuplicateDetection'] || queue['requiresSession']))
    throw fault('Duplicate detection and sessions are not supported in a namespace of the Basic tier.');
  if (queue['requiresSession'] === true) throw fault('Sessions are not served here.');
  if (queue['status'] !== 'Active') throw fault(`The status '${String(queue['status'])}' is not served here.`);
  for (const member of ['forwardTo', 'forwardDeadLetteredMessagesTo'])
    if (queue[member]) throw fault(`${member} is not served here.`);
  if (parseIsoDuration(String(queue['autoDeleteOnIdle'])) !== Infinity)
    throw fault('autoDeleteOnIdle is not served here.');
}
