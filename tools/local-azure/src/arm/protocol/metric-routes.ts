import { type Clock } from '@aro-rp/time';
import { refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { insightsApiVersions } from '../model/providers/insights/api-versions.ts';
import { answerMetrics } from '../model/providers/insights/metric-answer.ts';
import { readMetricQuery } from '../model/providers/insights/metric-query.ts';
import { type MetricSamples } from '../model/providers/insights/metric-samples.ts';
import { parseResourcePath } from '../model/resource-id.ts';
import { requireApiVersion } from './call.ts';
import { type LocalRoutes } from './routes.ts';

/**
 * Azure Monitor's "Metrics - List", of any resource. Dispatch has judged the caller.
 * @param sampled is called before an answer: what Azure measures by itself is recorded now
 */
export function metricRoutes(
  { resources, registrations }: Model,
  clock: Clock,
  samples: MetricSamples,
  sampled: () => void,
): LocalRoutes {
  return {
    '/subscriptions/:subscriptionId/*scope/providers/Microsoft.Insights/metrics': {
      get(call, { subscriptionId = '' }) {
        const version = requireApiVersion(call);
        registrations.require(subscriptionId, 'Microsoft.Insights');
        const versions: readonly string[] = insightsApiVersions.metrics;
        if (!versions.includes(version)) throw refusals.unsupportedApiVersion('metrics', 'global', version, versions);
        const id = call.path.replace(/\/providers\/Microsoft\.Insights\/metrics$/i, '');
        const resource = resources.view.get(id);
        const { namespace = '', types = [], names = [], resourceGroup = '' } = parseResourcePath(id) ?? {};
        if (!resource)
          throw refusals.resourceNotFound(`${namespace}/${types.join('/')}`, names.at(-1) ?? '', resourceGroup);
        sampled();
        return { status: 200, body: answerMetrics(resource, readMetricQuery(call.query, clock.now()), samples) };
      },
    },
  };
}
