import { asList, asObject, isText, type Json } from '../../json.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { insightsApiVersions } from './api-versions.ts';
import { platformMetrics } from './platform-metrics.ts';
import { badRequest, durationOf, insightsDefaults, requireOneOf } from './shared.ts';

const frequencies = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H'];
const windows = [...frequencies, 'PT6H', 'PT12H', 'P1D'];
const aggregations = ['Average', 'Count', 'Minimum', 'Maximum', 'Total'];
const operators = ['Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'];
const single = 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria';
const several = 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria';

/** Microsoft.Insights/metricAlerts. Checked as far as what it names is served here; it never fires. */
export const metricAlert: ResourceType = {
  ...insightsDefaults,
  name: 'metricAlerts',
  apiVersions: insightsApiVersions.metricAlerts,
  kind: 'global',
  accept({ properties, view }) {
    requireOneOf(properties, 'severity', [0, 1, 2, 3, 4]);
    requireOneOf(properties, 'evaluationFrequency', frequencies);
    requireOneOf(properties, 'windowSize', windows);
    const { windowSize, evaluationFrequency, enabled } = properties;
    if ((durationOf(windowSize) ?? 0) < (durationOf(evaluationFrequency) ?? 0))
      throw badRequest('The windowSize of a metric alert is no shorter than its evaluationFrequency.');
    if (typeof enabled !== 'boolean') throw badRequest("The member 'enabled' of the metric alert is missing.");
    const scopes = asList(properties['scopes']).map((scope) => scopeOf(scope, view));
    if (scopes.length === 0) throw badRequest('The scopes of the metric alert are missing.');
    refuseCriteria(asObject(properties['criteria']), scopes);
    for (const { actionGroupId } of asList(properties['actions']).map(asObject))
      if (!isText(actionGroupId) || !view.get(actionGroupId))
        throw badRequest(`The action group '${String(actionGroupId)}' was not found.`);
    const { provisioningState: _state, lastUpdatedTime: _time, isMigrated: _migrated, ...kept } = properties;
    return { properties: { autoMitigate: true, actions: [], ...kept } };
  },
  show: ({ properties, changedTime }) => ({ ...properties, lastUpdatedTime: changedTime, isMigrated: false }),
};

function scopeOf(scope: unknown, view: ResourceView): Resource {
  const found = isText(scope) ? view.get(scope) : undefined;
  if (!found) throw badRequest(`The resource '${String(scope)}' of the metric alert's scopes was not found.`);
  return found;
}

function refuseCriteria(criteria: Json, scopes: readonly Resource[]): void {
  requireOneOf(criteria, 'odata.type', [single, several]);
  if (criteria['odata.type'] === single && scopes.length > 1)
    throw badRequest(`Alerts of the kind '${single}' are for one resource.`);
  const all = asList(criteria['allOf']).map(asObject);
  if (all.length === 0) throw badRequest('The criteria of the metric alert are missing.');
  const names = all.map(({ name }) => name);
  if (!names.every(isText) || new Set(names).size < names.length)
    throw badRequest('Each criterion of a metric alert has a name of its own.');
  for (const one of all) refuseCriterion(one, scopes);
}

function refuseCriterion(criterion: Json, scopes: readonly Resource[]): void {
  requireOneOf(criterion, 'criterionType', ['StaticThresholdCriterion', 'DynamicThresholdCriterion']);
  requireOneOf(criterion, 'timeAggregation', aggregations);
  const { metricName, metricNamespace, threshold, skipMetricValidation } = criterion;
  if (!isText(metricName)) throw badRequest('A criterion of the metric alert names no metric.');
  if (criterion['criterionType'] === 'StaticThresholdCriterion') {
    requireOneOf(criterion, 'operator', operators);
    if (typeof threshold !== 'number') throw badRequest(`The threshold '${String(threshold)}' is no number.`);
  }
  for (const { type } of scopes) {
    if (skipMetricValidation === true) return;
    // What is not one of Azure's own is known only when somebody sends it.
    if (isText(metricNamespace) && metricNamespace.toLowerCase() !== type.toLowerCase())
      throw badRequest(`Couldn't find a metric named ${metricName} in the namespace ${metricNamespace}.`);
    refuseMetric(type, metricName, asList(criterion['dimensions']).map(asObject));
  }
}

function refuseMetric(type: string, metricName: string, dimensions: readonly Json[]): void {
  const known = platformMetrics(type);
  if (!known) return;
  const metric = known[metricName];
  if (!metric)
    throw badRequest(
      `Couldn't find a metric named ${metricName}. Make sure the name is correct. If it is a custom metric, it can be skipped with skipMetricValidation.`,
    );
  for (const { name, operator, values } of dimensions) {
    if (!metric.dimensions?.includes(String(name)))
      throw badRequest(`The metric ${metricName} has no dimension '${String(name)}'.`);
    requireOneOf({ operator }, 'operator', ['Include', 'Exclude']);
    if (asList(values).length === 0) throw badRequest(`The dimension '${String(name)}' has no values.`);
  }
}
