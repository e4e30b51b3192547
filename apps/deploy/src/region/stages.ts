import { groupId, type Target } from '../azure/index.ts';
import { type RegionConfig } from '../config/index.ts';
import { type TemplateName } from '../templates.ts';

/** One deployment of a shared template. Services are not among them: these are released. */
export interface Stage {
  /** Of the deployment, by which a later run finds it. */
  name: string;
  template: TemplateName;
  target: Target;
}

export interface Place {
  subscription: string;
  group: string;
  location: string;
}

/** The groups that a region needs, each once. */
export function placesOf(config: RegionConfig): Place[] {
  const { globalSubscriptionId, globalGroup, globalLocation, subscriptionId, group, endpointsGroup, location } = config;
  const all = [
    { subscription: globalSubscriptionId, group: globalGroup, location: globalLocation },
    { subscription: subscriptionId, group, location },
    { subscription: subscriptionId, group: endpointsGroup, location },
  ];
  return [...new Map(all.map((one) => [groupId(one.subscription, one.group).toLowerCase(), one])).values()];
}

export const subscriptionsOf = ({ globalSubscriptionId, subscriptionId }: RegionConfig): string[] => [
  ...new Set([globalSubscriptionId, subscriptionId]),
];

/** What only a subscription's owner may deploy, once. */
export const ownersStages = (config: RegionConfig): Stage[] => [
  ...subscriptionsOf(config).map((subscription): Stage => ({
    name: 'own-roles',
    template: 'own-roles',
    target: { subscription, location: config.globalLocation },
  })),
  ...placesOf(config).map(({ subscription, group }): Stage => ({
    name: 'pipeline-rights',
    template: 'pipeline-rights',
    target: { subscription, group },
  })),
];

/** What the pipeline deploys, in the order in which a region is made from nothing. */
export function sharedStages(config: RegionConfig): Stage[] {
  const { globalSubscriptionId: subscription, globalGroup, group, endpointsGroup, location } = config;
  return [
    { name: 'global', template: 'global', target: { subscription, group: globalGroup } },
    { name: 'region-shared', template: 'region-shared', target: { group } },
    { name: 'region-endpoints', template: 'region-endpoints', target: { group: endpointsGroup } },
    // One for each region stands in the global group.
    { name: `global-region-${location}`, template: 'global-region', target: { subscription, group: globalGroup } },
  ];
}

/** Where a stage goes, for people. */
export const targetText = ({ target }: Stage): string =>
  'group' in target ? target.group : `subscription ${target.subscription}`;
