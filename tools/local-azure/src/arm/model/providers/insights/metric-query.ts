import { toInstant } from '@aro-rp/time';
import { badRequest, durationOf, requireOneOf } from './shared.ts';

export type Aggregation = 'Average' | 'Count' | 'Maximum' | 'Minimum' | 'Total';
const aggregations: readonly Aggregation[] = ['Average', 'Count', 'Maximum', 'Minimum', 'Total'];

/** A dimension and the values that are asked for; `*`: all of them, each for itself. */
export interface DimensionFilter {
  name: string;
  values: readonly string[];
}

/** What "Metrics - List" of Azure Monitor is asked. Times in milliseconds since 1970. */
export interface MetricQuery {
  metrics: readonly string[];
  /** The resource's type unless told. */
  namespace?: string;
  start: number;
  end: number;
  /** As sent. */
  interval: string;
  step: number;
  aggregations: readonly Aggregation[];
  filters: readonly DimensionFilter[];
  /** How many time series of one metric are answered. */
  top: number;
}

const intervals = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'];

/** @throws ArmError `BadRequest` */
export function readMetricQuery(query: URLSearchParams, now: number): MetricQuery {
  const given = (name: string) => [...query].find(([one]) => one.toLowerCase() === name)?.[1];
  const interval = given('interval') ?? 'PT1M';
  requireOneOf({ interval }, 'interval', intervals);
  const metrics = (given('metricnames') ?? '').split(',').filter((one) => one !== '');
  if (metrics.length === 0 || metrics.length > 20)
    throw badRequest(`The number of metrics in the request is ${metrics.length}; it is between 1 and 20.`);
  const namespace = given('metricnamespace');
  const filter = given('$filter');
  return {
    metrics,
    ...(namespace && { namespace }),
    ...timespanOf(given('timespan'), now),
    interval,
    step: durationOf(interval) ?? 0,
    aggregations: aggregationsOf(given('aggregation')),
    filters: filter ? filtersOf(filter) : [],
    top: Number(given('top') ?? (filter ? 10 : 1)),
  };
}

/** Two instants, or a duration that ends now; an hour unless told. */
function timespanOf(text: string | undefined, now: number): { start: number; end: number } {
  const [from = '', to] = (text ?? 'PT1H').split('/');
  const length = durationOf(from);
  if (to === undefined && length !== undefined) return { start: now - length, end: now };
  const [start, end] = [Date.parse(from), Date.parse(to ?? '')];
  if (Number.isNaN(start) || Number.isNaN(end) || start >= end)
    throw badRequest(`The timespan '${String(text)}' is invalid: a start and an end after it, with a slash between.`);
  return { start, end };
}

function aggregationsOf(text = 'Average'): Aggregation[] {
  return text.split(',').map((given) => {
    const found = aggregations.find((one) => one.toLowerCase() === given.trim().toLowerCase());
    if (!found) throw badRequest(`The aggregation '${given}' is invalid. It is one of ${aggregations.join(', ')}.`);
    return found;
  });
}

/** `A eq 'a' or A eq 'b' and B eq '*'`. */
function filtersOf(text: string): DimensionFilter[] {
  const byName = new Map<string, DimensionFilter & { values: string[] }>();
  for (const part of text.replaceAll(/[()]/g, ' ').split(/\s+(?:and|or)\s+/i)) {
    const [, name, value] = /^\s*([\w.-]+)\s+eq\s+'([^']*)'\s*$/i.exec(part) ?? [];
    if (name === undefined || value === undefined) throw badRequest(`The filter '${text}' is invalid near '${part}'.`);
    const one = byName.get(name.toLowerCase()) ?? { name, values: [] };
    one.values.push(value);
    byName.set(name.toLowerCase(), one);
  }
  return [...byName.values()];
}

/** As the answer repeats it. */
export const timespanText = ({ start, end }: MetricQuery): string => `${toInstant(start)}/${toInstant(end)}`;
