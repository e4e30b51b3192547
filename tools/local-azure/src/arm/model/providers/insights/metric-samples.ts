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

  return {
    record(resourceId, namespace, values, dimensions = {}) {
      const now = clock.now();
      const ofResource = within(all, keyOf(resourceId), () => new Map<string, Map<string, Mutable>>());
      for (const [metric, value] of Object.entries(values)) {
        const byDimensions = within(ofResource, metricKey(namespace, metric), () => new Map<string, Mutable>());
        const key = JSON.stringify(Object.entries(dimensions).toSorted());
        const series = within(byDimensions, key, () => ({ dimensions: { ...dimensions }, samples: [] }));
        add(series.samples, Math.floor(now / minute) * minute, value);
        while ((series.samples[0]?.at ?? now) < now - kept) series.samples.shift();
      }
    },
    series: (resourceId, namespace, metric) => [
      ...(all.get(keyOf(resourceId))?.get(metricKey(namespace, metric))?.values() ?? []),
    ],
    forget: (resourceId) => void all.delete(keyOf(resourceId)),
  };
}

function add(samples: Sample[], at: number, value: number): void {
  const last = samples.at(-1);
  if (last?.at !== at) {
    samples.push({ at, count: 1, total: value, minimum: value, maximum: value });
    return;
  }
  last.count += 1;
  last.total += value;
  last.minimum = Math.min(last.minimum, value);
  last.maximum = Math.max(last.maximum, value);
}
