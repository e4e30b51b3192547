import { type ResourceProvider } from '../provider.ts';
import { actionGroup } from './action-groups.ts';
import { autoscaleSetting } from './autoscale-settings.ts';
import { metricAlert } from './metric-alerts.ts';

export { createMetricSamples, type MetricSamples } from './metric-samples.ts';
export { recordQueues } from './queue-metrics.ts';

/** Microsoft.Insights. Metrics, which are of any resource, have a route of their own. */
export const insights: ResourceProvider = {
  namespace: 'Microsoft.Insights',
  types: [actionGroup, metricAlert, autoscaleSetting],
};
