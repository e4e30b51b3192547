import { json, Router } from 'express';
import { type TokenVerifier } from '../../host/context.ts';
import { ArmError, refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { asList, asObject, isText, type Json } from '../model/json.ts';
import { type MetricSamples, type Sum } from '../model/providers/insights/metric-samples.ts';
import { parseResourcePath } from '../model/resource-id.ts';

export const customMetricsPath = '/custom-metrics';

const audiences = ['https://monitoring.azure.com'];
const action = 'Microsoft.Insights/Metrics/Write';

/**
 * Azure Monitor's own endpoint for custom metrics ("Metrics - Create"), under a path of this one since it has no host of
 * its own here: one metric of one resource, already added up.
 */
export function customMetricsRouter(
  { authorization, resources }: Model,
  tokens: TokenVerifier,
  samples: Pick<MetricSamples, 'add'>,
): Router {
  const take = async (path: string, bearer: string, body: unknown): Promise<void> => {
    const verdict = await tokens.verify(bearer, audiences);
    if (!('claims' in verdict)) throw new ArmError(401, 'Unauthorized', 'The access token is not accepted.');
    const id = decodeURIComponent(path).replace(/\/metrics$/i, '');
    if (!authorization.rights.may(verdict.claims, action, id, 'data'))
      throw new ArmError(403, 'Forbidden', `The caller may not perform '${action}' at '${id}'.`);
    const { namespace = '', types = [], names = [], resourceGroup = '' } = parseResourcePath(id) ?? {};
    if (!resources.view.get(id))
      throw refusals.resourceNotFound(`${namespace}/${types.join('/')}`, names.at(-1) ?? '', resourceGroup);
    const metric = readMetric(asObject(asObject(asObject(body)['data'])['baseData']));
    if (!metric) throw new ArmError(400, 'BadRequest', 'The metric cannot be read.');
    for (const { sum, dimensions } of metric.series) samples.add(id, metric.namespace, metric.name, sum, dimensions);
  };

  const router = Router({ caseSensitive: false });
  router.post(`${customMetricsPath}/*id`, json({ limit: '1mb' }), (request, response, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    take(request.path.slice(customMetricsPath.length), bearer, request.body).then(
      () => response.status(200).end(),
      (error: unknown) => {
        if (error instanceof ArmError) response.status(error.status).json({ error: error.toBody() });
        else next(error);
      },
    );
  });
  return router;
}

interface Metric {
  name: string;
  namespace: string;
  series: { sum: Sum; dimensions: Record<string, string> }[];
}

function readMetric({ metric, namespace, dimNames, series }: Json): Metric | undefined {
  const names = asList(dimNames).map(String);
  const read = asList(series).map((one) => {
    const { dimValues, min, max, sum, count } = asObject(one);
    const values = asList(dimValues).map(String);
    const [minimum, maximum, total, n] = [min, max, sum, count].map(Number);
    return {
      sum: { minimum, maximum, total, count: n } as Sum,
      dimensions: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    };
  });
  const isWhole = read.length > 0 && read.every(({ sum }) => Object.values(sum).every(Number.isFinite));
  return isText(metric) && isText(namespace) && isWhole ? { name: metric, namespace, series: read } : undefined;
}
