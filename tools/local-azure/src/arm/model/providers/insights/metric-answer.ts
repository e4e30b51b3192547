import { toInstant } from '@aro-rp/time';
import { type Json } from '../../json.ts';
import { type Resource } from '../../resource.ts';
import { type Aggregation, type DimensionFilter, type MetricQuery, timespanText } from './metric-query.ts';
import { type MetricSamples, type Sample, type Series } from './metric-samples.ts';
import { platformMetrics, type Unit } from './platform-metrics.ts';
import { badRequest } from './shared.ts';

/**
 * What "Metrics - List" answers for a resource. A metric of a namespace that nobody has recorded yet has no time series;
 * a minute in which nothing was recorded has no value.
 * @throws ArmError `BadRequest` for a metric that Azure does not have of such a resource
 */
export function answerMetrics(resource: Resource, query: MetricQuery, samples: MetricSamples): Json {
  const { namespace = resource.type } = query;
  const units = unitsOf(resource.type, namespace, query);
  return {
    cost: query.metrics.length * Math.ceil((query.end - query.start) / query.step),
    timespan: timespanText(query),
    interval: query.interval,
    value: query.metrics.map((name) => ({
      id: `${resource.id}/providers/Microsoft.Insights/metrics/${name}`,
      type: 'Microsoft.Insights/metrics',
      name: { value: name, localizedValue: name },
      displayDescription: name,
      unit: units(name),
      timeseries: seriesOf(samples.series(resource.id, namespace, name), query),
      errorCode: 'Success',
    })),
    namespace,
    resourceregion: resource.location ?? 'global',
  };
}

function unitsOf(type: string, namespace: string, { metrics }: MetricQuery): (metric: string) => Unit {
  if (namespace.toLowerCase() !== type.toLowerCase()) return () => 'Count';
  const known = platformMetrics(type) ?? {};
  const find = (metric: string) =>
    Object.entries(known).find(([name]) => name.toLowerCase() === metric.toLowerCase())?.[1];
  const unknown = metrics.find((metric) => !find(metric));
  const [provider, ...rest] = type.split('/');
  if (unknown !== undefined)
    throw badRequest(
      `Failed to find metric configuration for provider: ${provider}, resource Type: ${rest.join('/')}, metric: ${unknown}, Valid metrics: ${Object.keys(known).join(',')}`,
    );
  return (metric) => find(metric)?.unit ?? 'Count';
}

function seriesOf(all: readonly Series[], query: MetricQuery): Json[] {
  const { filters, top } = query;
  const valueOf = ({ dimensions }: Series, { name }: DimensionFilter) =>
    Object.entries(dimensions).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
  const isWanted = (one: Series) =>
    filters.every((filter) => {
      const value = valueOf(one, filter);
      return value !== undefined && filter.values.some((wanted) => wanted === '*' || wanted === value);
    });
  const groups = Map.groupBy(all.filter(isWanted), (one) =>
    JSON.stringify(filters.map((filter) => valueOf(one, filter))),
  );
  return [...groups.values()].slice(0, top).map((group) => ({
    metadatavalues: filters.map((filter) => {
      const name = filter.name.toLowerCase();
      return { name: { value: name, localizedValue: name }, value: group[0] && valueOf(group[0], filter) };
    }),
    data: pointsOf(
      group.flatMap(({ samples }) => samples),
      query,
    ),
  }));
}

function pointsOf(samples: readonly Sample[], { start, end, step, aggregations }: MetricQuery): Json[] {
  const bucketOf = (at: number) => Math.floor(at / step) * step;
  const buckets = Map.groupBy(samples, ({ at }) => bucketOf(at));
  const points: Json[] = [];
  for (let at = bucketOf(start); at < end; at += step) {
    const inside = buckets.get(at);
    const values = inside ? Object.fromEntries(aggregations.map((one) => [one.toLowerCase(), total(inside, one)])) : {};
    points.push({ timeStamp: toInstant(at), ...values });
  }
  return points;
}

function total(samples: readonly Sample[], aggregation: Aggregation): number {
  const sum = (of: (one: Sample) => number) => samples.reduce((all, one) => all + of(one), 0);
  switch (aggregation) {
    case 'Total':
      return sum((one) => one.total);
    case 'Count':
      return sum((one) => one.count);
    case 'Average':
      return sum((one) => one.total) / sum((one) => one.count);
    case 'Maximum':
      return Math.max(...samples.map((one) => one.maximum));
    case 'Minimum':
      return Math.min(...samples.map((one) => one.minimum));
  }
}
