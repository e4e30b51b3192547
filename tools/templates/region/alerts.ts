import { queues } from '@aro-rp/messaging';
import { type Argument, call, type Expression, resourceId } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { publishedNamespace, type PublishedName } from '@aro-rp/telemetry';
import { apiVersions, identityId, names, type ServiceName, types } from '../names.ts';

interface Criterion {
  metric: string;
  namespace: string;
  aggregation: 'Average' | 'Maximum' | 'Total' | 'Count';
  operator: 'GreaterThan' | 'LessThan';
  threshold: number;
  dimensions?: Record<string, readonly string[]>;
}

interface Alert extends Criterion {
  name: string;
  /** What it means, for whoever is woken. */
  description: string;
  /** 0 is the worst. */
  severity: 0 | 1 | 2 | 3;
  on: Expression;
  window: 'PT5M' | 'PT15M';
}

/** Who is told, and of what: by Azure's own metrics, and by what the services count themselves. */
export const alerts = (resources: Record<'account' | 'serviceBus', Argument>, mails: Expression): Resource[] => [
  {
    type: types.actionGroup,
    apiVersion: apiVersions.actionGroup,
    name: names.actionGroup,
    location: 'global',
    properties: {
      enabled: true,
      groupShortName: 'aro-rp',
      emailReceivers: call('map', mails, call('lambda', 'one', receiver)),
    },
  },
  ...[...ofRegion(resources), ...ofServices()].map(metricAlert),
];

const receiver = call(
  'createObject',
  ...['name', call('lambdaVariables', 'one')],
  ...['emailAddress', call('lambdaVariables', 'one')],
);

function ofRegion({ account, serviceBus }: Record<'account' | 'serviceBus', Argument>): Alert[] {
  const balancer = resourceId(types.loadBalancer, names.loadBalancer);
  const bus = resourceId(types.serviceBus, serviceBus);
  const eachQueue = { EntityName: Object.values(queues) };
  return [
    {
      ...{ name: 'frontend-instances', severity: 1, on: balancer, window: 'PT5M' },
      description: "Fewer than two thirds of the frontend's instances answer that they are ready.",
      ...{ metric: 'DipAvailability', namespace: types.loadBalancer, aggregation: 'Average' },
      ...{ operator: 'LessThan', threshold: 67 },
    },
    {
      ...{ name: 'frontend-address', severity: 0, on: balancer, window: 'PT5M' },
      description: "The frontend's public address takes no connections.",
      ...{ metric: 'VipAvailability', namespace: types.loadBalancer, aggregation: 'Average' },
      ...{ operator: 'LessThan', threshold: 90 },
    },
    {
      ...{ name: 'dead-letters', severity: 2, on: bus, window: 'PT5M' },
      description: 'A message could not be worked however often it was delivered.',
      ...{ metric: 'DeadletteredMessages', namespace: types.serviceBus, aggregation: 'Maximum' },
      ...{ operator: 'GreaterThan', threshold: 0, dimensions: eachQueue },
    },
    {
      ...{ name: 'waiting-work', severity: 2, on: bus, window: 'PT15M' },
      description: 'More messages wait than the backends can be taking: they are too few, or none works.',
      ...{ metric: 'ActiveMessages', namespace: types.serviceBus, aggregation: 'Average' },
      ...{ operator: 'GreaterThan', threshold: 200, dimensions: eachQueue },
    },
    {
      ...{ name: 'throttled-bus', severity: 2, on: bus, window: 'PT15M' },
      description: 'Service Bus turns requests away: the namespace needs another messaging unit.',
      ...{ metric: 'ThrottledRequests', namespace: types.serviceBus, aggregation: 'Total' },
      ...{ operator: 'GreaterThan', threshold: 10 },
    },
    {
      ...{ name: 'throttled-database', severity: 2, on: resourceId(types.cosmos, account), window: 'PT5M' },
      description: 'Cosmos DB turns requests away (429): a container needs more throughput, or one document is hot.',
      ...{ metric: 'TotalRequests', namespace: types.cosmos, aggregation: 'Count' },
      ...{ operator: 'GreaterThan', threshold: 10, dimensions: { StatusCode: ['429'] } },
    },
  ];
}

/** Machines tell them of the service's identity too, since that stays when a version goes. */
const told = (service: ServiceName, metric: PublishedName) => ({
  on: identityId(service),
  metric,
  namespace: publishedNamespace,
  operator: 'GreaterThan' as const,
});

function ofServices(): Alert[] {
  return [
    {
      ...{ name: 'frontend-failures', severity: 1, window: 'PT5M' },
      description: 'The frontend answers requests with 5xx: see its log for their routes.',
      ...{ ...told('frontend', 'Failures'), aggregation: 'Total', threshold: 20 },
    },
    {
      ...{ name: 'backend-failures', severity: 2, window: 'PT15M' },
      description:
        'Work on clusters fails for reasons of ours: slices that die, steps with a mistake, plans out of time.',
      ...{ ...told('backend', 'Failures'), aggregation: 'Total', threshold: 10 },
    },
    {
      ...{ name: 'late-work', severity: 2, window: 'PT15M' },
      description: 'Messages wait for more than a minute until a backend takes them.',
      ...{ ...told('backend', 'QueueAgeSeconds'), aggregation: 'Average', threshold: 60 },
    },
    {
      ...{ name: 'feed-lag', severity: 1, window: 'PT5M' },
      description: 'The change feed is behind: what is accepted is begun late, or not at all.',
      ...{ ...told('change-feed', 'QueueAgeSeconds'), aggregation: 'Maximum', threshold: 120 },
    },
    {
      ...{ name: 'change-feed-failures', severity: 2, window: 'PT15M' },
      description: 'The change feed cannot read its ranges or publish what it reads.',
      ...{ ...told('change-feed', 'Failures'), aggregation: 'Total', threshold: 50 },
    },
    {
      // S2: nothing that the sweep finds is normal.
      ...{ name: 'stranded-work', severity: 2, window: 'PT5M' },
      description: 'The sweep has found work that nobody was at: see the log of the change feed for the documents.',
      ...{ ...told('change-feed', 'StrandedDocuments'), aggregation: 'Maximum', threshold: 0 },
    },
    {
      ...{ name: 'mirror-failures', severity: 3, window: 'PT15M' },
      description: 'Images or whole releases could not be copied.',
      ...{ ...told('mirror', 'Failures'), aggregation: 'Total', threshold: 10 },
    },
  ];
}

const metricAlert = ({ name, description, severity, on, window, ...criterion }: Alert): Resource => ({
  type: types.metricAlert,
  apiVersion: apiVersions.metricAlert,
  name,
  location: 'global',
  dependsOn: [on, resourceId(types.actionGroup, names.actionGroup)],
  properties: {
    description,
    severity,
    enabled: true,
    autoMitigate: true,
    scopes: [on],
    evaluationFrequency: 'PT1M',
    windowSize: window,
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
      allOf: [criterionOf(criterion)],
    },
    actions: [{ actionGroupId: resourceId(types.actionGroup, names.actionGroup) }],
  },
});

const criterionOf = ({ metric, namespace, aggregation, operator, threshold, dimensions = {} }: Criterion) => ({
  criterionType: 'StaticThresholdCriterion',
  name: metric,
  metricName: metric,
  metricNamespace: namespace,
  // Azure knows a metric of ours once it was told for the first time.
  ...(namespace === publishedNamespace && { skipMetricValidation: true }),
  timeAggregation: aggregation,
  operator,
  threshold,
  dimensions: Object.entries(dimensions).map(([name, values]) => ({ name, operator: 'Include', values })),
});
