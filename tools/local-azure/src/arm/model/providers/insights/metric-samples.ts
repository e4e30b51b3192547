import { type Clock, hours } from '@aro-rp/time';
import { keyOf } from '../../resource-id.ts';

/** What was recorded in one minute. */
export interface Sample {
  /** The minute's beginning, milliseconds since 1970. */
  at: number;
  count: number;
  total: number;
  minimum: number;
  maximum: number;
}

export type Sum = Omit<Sample, 'at'>;

/** One metric with one set of values of its dimensions. */
export interface Series {
  dimensions: Readonly<Record<string, string>>;
  /** Oldest first. */
  samples: readonly Sample[];
}

/** What Azure Monitor holds: in memory, of the last three hours. */
export interface MetricSamples {
  /**
   * Counts what happened since the last call, or the value that there is now, at the clock's now.
   * @param namespace `aro-rp`, or a type with its namespace for Azure's own
   */
  record(
    resourceId: string,
    namespace: string,
    values: Readonly<Record<string, number>>,
    dimensions?: Readonly<Record<string, string>>,
  ): void;
  /** The same for what somebody else has added up; it counts for the minute in which it comes. */
  add(
    resourceId: string,
    namespace: string,
    metric: string,
    sum: Sum,
    dimensions?: Readonly<Record<string, string>>,
  ): void;
  /** Ignoring case. */
  series(resourceId: string, namespace: string, metric: string): readonly Series[];
  /** Forgets all of a resource. */
  forget(resourceId: string): void;
}

export const minute = 60_000;
const kept = hours(3);

type Mutable = { dimensions: Record<string, string>; samples: Sample[] };

export function createMetricSamples(clock: Clock): MetricSamples {
  /** By resource, then by namespace and metric, then by dimensions. */
  const all = new Map<string, Map<string, Map<string, Mutable>>>();
  const within = <V>(map: Map<string, V>, key: string, make: () => V): V => {
    const found = map.get(key) ?? make();
    map.set(key, found);
    return found;
  };
  const metricKey = (namespace: string, metric: string) => keyOf(`${namespace}\n${metric}`);

  const add: MetricSamples['add'] = (resourceId, namespace, metric, sum, dimensions = {}) => {
    const now = clock.now();
    const ofResource = within(all, keyOf(resourceId), () => new Map<string, Map<string, Mutable>>());
    const byDimensions = within(ofResource, metricKey(namespace, metric), () => new Map<string, Mutable>());
    const key = JSON.stringify(Object.entries(dimensions).toSorted());
    const series = within(byDimensions, key, () => ({ dimensions: { ...dimensions }, samples: [] }));
    append(series.samples, { ...sum, at: Math.floor(now / minute) * minute });
    while ((series.samples[0]?.at ?? now) < now - kept) series.samples.shift();
  };

  return {
    add,
    record(resourceId, namespace, values, dimensions) {
      for (const [metric, value] of Object.entries(values))
        add(resourceId, namespace, metric, { count: 1, total: value, minimum: value, maximum: value }, dimensions);
    },
    series: (resourceId, namespace, metric) => [
      ...(all.get(keyOf(resourceId))?.get(metricKey(namespace, metric))?.values() ?? []),
    ],
    forget: (resourceId) => void all.delete(keyOf(resourceId)),
  };
}

function append(samples: Sample[], sample: Sample): void {
  const last = samples.at(-1);
  if (last?.at !== sample.at) {
    samples.push(sample);
    return;
  }
  last.count += sample.count;
  last.total += sample.total;
  last.minimum = Math.min(last.minimum, sample.minimum);
  last.maximum = Math.max(last.maximum, sample.maximum);
}
