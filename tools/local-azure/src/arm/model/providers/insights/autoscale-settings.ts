import { ArmError } from '../../errors.ts';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { insightsApiVersions } from './api-versions.ts';
import { badRequest, durationOf, insightsDefaults, requireOneOf } from './shared.ts';

const type = 'Microsoft.Insights/autoscaleSettings';
const comparisons = ['Equals', 'NotEquals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'];

/** Microsoft.Insights/autoscaleSettings. Nothing is scaled by it here. */
export const autoscaleSetting: ResourceType = {
  ...insightsDefaults,
  name: 'autoscaleSettings',
  apiVersions: insightsApiVersions.autoscaleSettings,
  kind: 'regional',
  accept({ id, properties, view }) {
    const { targetResourceUri, name, enabled = false } = properties;
    if (!isText(targetResourceUri)) throw badRequest('The targetResourceUri of the autoscale setting is missing.');
    refuseTarget(targetResourceUri, id, view);
    const profiles = asList(properties['profiles']).map(asObject);
    if (profiles.length === 0 || profiles.length > 20)
      throw badRequest('An autoscale setting has between 1 and 20 profiles.');
    for (const profile of profiles) refuseProfile(profile, view);
    return {
      properties: {
        ...properties,
        name: name ?? id.split('/').at(-1),
        enabled,
        notifications: asList(properties['notifications']),
        profiles,
      },
    };
  },
};

function refuseTarget(target: string, id: string, view: ResourceView): void {
  if (!view.get(target))
    throw new ArmError(404, 'ResourceNotFound', `The target resource id '${target}' was not found.`);
  const other = view
    .ofType(undefined, type)
    .find((one) => !equalIds(one.id, id) && equalIds(String(one.properties['targetResourceUri']), target));
  if (other)
    throw new ArmError(409, 'Conflict', `The resource ${target} has the autoscale setting ${other.name} already.`);
}

function refuseProfile({ name, capacity, rules }: Json, view: ResourceView): void {
  if (!isText(name)) throw badRequest('A profile of the autoscale setting has no name.');
  const { minimum, default: usual, maximum } = asObject(capacity);
  const counts = [minimum, usual, maximum].map((one) => (isText(one) && /^\d+$/.test(one) ? Number(one) : NaN));
  const [least = NaN, normal = NaN, most = NaN] = counts;
  if (counts.some(Number.isNaN))
    throw badRequest(`The capacity of the profile '${name}' has numbers written as texts.`);
  if (least > normal || normal > most)
    throw badRequest(`The capacity of the profile '${name}' is not in order: minimum, default, maximum.`);
  const all = asList(rules).map(asObject);
  if (all.length > 10) throw badRequest(`The profile '${name}' has more than 10 rules.`);
  for (const { metricTrigger, scaleAction } of all) {
    refuseTrigger(asObject(metricTrigger), view);
    refuseAction(asObject(scaleAction));
  }
}

function refuseTrigger(trigger: Json, view: ResourceView): void {
  const { metricName, metricResourceUri, timeGrain, timeWindow, threshold } = trigger;
  if (!isText(metricName)) throw badRequest('A rule of the autoscale setting names no metric.');
  if (!isText(metricResourceUri) || !view.get(metricResourceUri))
    throw new ArmError(404, 'ResourceNotFound', `The metric resource id '${String(metricResourceUri)}' was not found.`);
  requireOneOf(trigger, 'statistic', ['Average', 'Min', 'Max', 'Sum', 'Count']);
  requireOneOf(trigger, 'timeAggregation', ['Average', 'Minimum', 'Maximum', 'Total', 'Count', 'Last']);
  requireOneOf(trigger, 'operator', comparisons);
  if (typeof threshold !== 'number') throw badRequest(`The threshold '${String(threshold)}' is no number.`);
  const [grain, window] = [durationOf(timeGrain), durationOf(timeWindow)];
  if (grain === undefined || window === undefined || window < Math.max(grain, durationOf('PT5M') ?? 0))
    throw badRequest('The timeWindow of a rule is 5 minutes or more, and no shorter than its timeGrain.');
}

function refuseAction(action: Json): void {
  requireOneOf(action, 'direction', ['Increase', 'Decrease', 'None']);
  requireOneOf(action, 'type', ['ChangeCount', 'PercentChangeCount', 'ExactCount', 'ServiceAllowedNextValue']);
  const cooldown = durationOf(action['cooldown']);
  if (cooldown === undefined || cooldown < 60_000) throw badRequest('The cooldown of a rule is a minute or more.');
}
