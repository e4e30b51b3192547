import { call, type Expression, resourceId } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, type ServiceName, types } from '../names.ts';
import { scaleSetName, type ServiceParameters } from './scale-set.ts';

interface Rule {
  metric: string;
  /** Whose metric it is; absent: the scale set's. */
  of?: Expression;
  dimensions?: Readonly<Record<string, string>>;
  /** More than this for five minutes adds a machine. */
  above: number;
  /** Less than this for fifteen minutes takes one away. */
  below: number;
  /** At most so many times the machines that there are at least. */
  times: number;
}

/** Adds and removes machines one at a time; one that goes has five minutes to drain. */
export function autoscale(
  service: ServiceName,
  { location, version, instances }: ServiceParameters,
  rule: Rule,
): Resource {
  const name = scaleSetName(service, version);
  const target = resourceId(types.scaleSet, name);
  return {
    type: types.autoscale,
    apiVersion: apiVersions.autoscale,
    name,
    location,
    dependsOn: [target],
    properties: {
      enabled: true,
      name,
      targetResourceUri: target,
      profiles: [
        {
          name: service,
          capacity: {
            minimum: asText(instances),
            maximum: asText(call('mul', instances, rule.times)),
            default: asText(instances),
          },
          rules: [
            step(rule, target, {
              operator: 'GreaterThan',
              threshold: rule.above,
              direction: 'Increase',
              window: 'PT5M',
            }),
            step(rule, target, { operator: 'LessThan', threshold: rule.below, direction: 'Decrease', window: 'PT15M' }),
          ],
        },
      ],
    },
  };
}

/** The numbers of a capacity are texts. */
const asText = (count: Expression): Expression => call('string', count);

interface Step {
  operator: 'GreaterThan' | 'LessThan';
  threshold: number;
  direction: 'Increase' | 'Decrease';
  window: string;
}

const step = (rule: Rule, target: Expression, { operator, threshold, direction, window }: Step) => ({
  metricTrigger: {
    metricName: rule.metric,
    metricResourceUri: rule.of ?? target,
    timeGrain: 'PT1M',
    statistic: 'Average',
    timeWindow: window,
    timeAggregation: 'Average',
    operator,
    threshold,
    ...(rule.dimensions && {
      dimensions: Object.entries(rule.dimensions).map(([DimensionName, value]) => ({
        DimensionName,
        Operator: 'Equals',
        Values: [value],
      })),
    }),
  },
  scaleAction: { direction, type: 'ChangeCount', value: '1', cooldown: 'PT10M' },
});
