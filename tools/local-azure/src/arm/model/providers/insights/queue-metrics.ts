import { type Clock, type Duration, seconds } from '@aro-rp/time';
import { type ResourceView } from '../../resource.ts';
import { type QueueCounts } from '../service-bus/options.ts';
import { type MetricSamples } from './metric-samples.ts';

/** What the broker has of a namespace now, by queue; undefined while it does not run. */
type CountsOf = (namespace: string) => Readonly<Record<string, QueueCounts>> | undefined;

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
  countsOf: CountsOf,
): QueueMetrics {
  const sample = () => {
    for (const { id, name } of view.ofType(undefined, type))
      for (const [EntityName, counts] of Object.entries(countsOf(name) ?? {}))
        samples.record(id, type, valuesOf(counts), { EntityName });
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

/** A locked message is an active one. */
function valuesOf({ active, locked, scheduled, deferred, deadLetters }: QueueCounts): Record<string, number> {
  const ActiveMessages = active + locked;
  return {
    ActiveMessages,
    DeadletteredMessages: deadLetters,
    ScheduledMessages: scheduled,
    Messages: ActiveMessages + scheduled + deferred + deadLetters,
  };
}
