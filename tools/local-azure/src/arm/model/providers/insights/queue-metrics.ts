import { type Clock, type Duration, seconds } from '@aro-rp/time';
import { type ResourceView } from '../../resource.ts';
import { type MetricSamples } from './metric-samples.ts';

/** Messages of one queue, locked ones among the active. */
export interface QueueMessages {
  active: number;
  scheduled: number;
  deadLettered: number;
}

/** What the broker has of a namespace now, by queue; undefined while it does not run. */
export type MessagesOf = (namespace: string) => Readonly<Record<string, QueueMessages>> | undefined;

const type = 'Microsoft.ServiceBus/namespaces';
const every: Duration = seconds(30);

export interface QueueMetrics extends Disposable {
  /** Records what there is now. */
  sample(): void;
}

/** Records the messages of every Service Bus namespace twice a minute, as Azure does by itself, until it is disposed. */
export function recordQueues(
  view: ResourceView,
  clock: Clock,
  samples: MetricSamples,
  messagesOf: MessagesOf,
): QueueMetrics {
  const sample = () => {
    for (const { id, name } of view.ofType(undefined, type))
      for (const [EntityName, { active, scheduled, deadLettered }] of Object.entries(messagesOf(name) ?? {})) {
        const values = { ActiveMessages: active, DeadletteredMessages: deadLettered, ScheduledMessages: scheduled };
        const Messages = active + scheduled + deadLettered;
        samples.record(id, type, { ...values, Messages }, { EntityName });
      }
  };
  let timer: Disposable;
  const again = () => {
    timer = clock.schedule(every, () => {
      sample();
      again();
    });
  };
  again();
  return { sample, [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
