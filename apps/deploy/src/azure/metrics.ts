import { minutes, toInstant } from '@aro-rp/time';
import { type Connection } from '../connection/index.ts';
import { apiVersions } from './ids.ts';
import { type Metrics } from './region.ts';

interface Point {
  total?: number;
  maximum?: number;
}
interface Shown {
  name?: { value?: string };
  timeseries?: { data?: Point[] }[];
}

/** Azure Monitor, "Metrics - List", of our own namespace. */
export function createMetrics({ arm, clock }: Connection): Metrics {
  const read = async (id: string, names: readonly string[], since: number, aggregation: 'Total' | 'Maximum') => {
    const query = new URLSearchParams({
      'api-version': apiVersions.metrics,
      metricnamespace: 'aro-rp',
      metricnames: names.join(),
      timespan: `${toInstant(since)}/${toInstant(clock.now())}`,
      interval: 'PT1M',
      aggregation,
    });
    const { body } = await arm.send('GET', `${id}/providers/Microsoft.Insights/metrics?${query.toString()}`);
    const shown = (body['value'] ?? []) as Shown[];
    return names.map((name) => {
      const found = shown.find((one) => one.name?.value?.toLowerCase() === name.toLowerCase());
      return [name, (found?.timeseries ?? []).flatMap(({ data }) => data ?? [])] as const;
    });
  };

  return {
    async total(id, names, since) {
      const found = await read(id, names, since, 'Total');
      return Object.fromEntries(
        found.map(([name, points]) => [name, points.reduce((sum, { total }) => sum + (total ?? 0), 0)]),
      );
    },
    async latest(id, names) {
      const found = await read(id, names, clock.now() - minutes(10), 'Maximum');
      return Object.fromEntries(
        found.flatMap(([name, points]) => {
          const last = points.findLast(({ maximum }) => maximum !== undefined)?.maximum;
          return last === undefined ? [] : [[name, last]];
        }),
      );
    },
  };
}
