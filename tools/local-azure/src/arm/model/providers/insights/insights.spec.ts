import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { minutes, seconds, toInstant } from '@aro-rp/time';
import { type ArmUnderTest, startArm, subscriptionId } from '../../../testing.ts';
import { type QueueCounts } from '../service-bus/options.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/watched`;
const at = (type: string, name: string) => `${group}/providers/Microsoft.Insights/${type}/${name}`;
const balancer = `${group}/providers/Microsoft.Network/loadBalancers/lb`;
const actions = at('actionGroups', 'people');

const criterion = {
  criterionType: 'StaticThresholdCriterion',
  name: 'one',
  metricName: 'VipAvailability',
  metricNamespace: 'Microsoft.Network/loadBalancers',
  timeAggregation: 'Average',
  operator: 'LessThan',
  threshold: 90,
  dimensions: [] as object[],
};
const alertOf = (more: object = {}, one: object = {}) => ({
  location: 'global',
  properties: {
    severity: 1,
    enabled: true,
    scopes: [balancer],
    evaluationFrequency: 'PT1M',
    windowSize: 'PT5M',
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
      allOf: [{ ...criterion, ...one }],
    },
    actions: [{ actionGroupId: actions }],
    ...more,
  },
});
const autoscaleOf = (more: object = {}) => ({
  location: 'eastus',
  properties: {
    targetResourceUri: balancer,
    enabled: true,
    profiles: [{ name: 'usual', capacity: { minimum: '2', default: '2', maximum: '4' }, rules: [] }],
    ...more,
  },
});

describe('Microsoft.Insights', () => {
  let clock: FakeClock;
  let under: ArmUnderTest;
  let counts: Record<string, QueueCounts>;
  const put = async (id: string, body: object, version: string) => {
    const answer = await under.send('PUT', `${id}?api-version=${version}`, { body });
    return `${answer.status} ${(answer.body['error'] as { code?: string } | undefined)?.code ?? ''}`.trim();
  };
  const alert = (more?: object, one?: object) => put(at('metricAlerts', 'alert'), alertOf(more, one), '2018-03-01');
  const autoscale = (more?: object) => put(at('autoscaleSettings', 'scale'), autoscaleOf(more), '2022-10-01');
  const metrics = async (id: string, query: Record<string, string>) => {
    const path = `${id}/providers/Microsoft.Insights/metrics?api-version=2023-10-01`;
    const { status, body } = await under.send('GET', `${path}&${new URLSearchParams(query).toString()}`);
    const value = (body['value'] ?? []) as {
      name: { value: string };
      unit: string;
      timeseries: { metadatavalues: { value: string }[]; data: Record<string, unknown>[] }[];
    }[];
    return { status, value, body };
  };

  beforeAll(async () => {
    clock = createFakeClock();
    under = await startArm(
      { operationDuration: seconds(1), serviceBus: { endpoint: () => undefined, counts: () => counts } },
      { clock },
    );
    await under.send('PUT', group, { body: { location: 'eastus' } });
    for (const one of ['Insights', 'Network', 'ServiceBus'])
      await under.send('POST', `${subscription}/providers/Microsoft.${one}/register`);
    await put(balancer, { location: 'eastus', sku: { name: 'Standard' }, properties: {} }, '2023-11-01');
    await clock.advance(seconds(2));
  });
  afterAll(() => under.close());

  it('takes a group of people, each under a name of its own', async () => {
    const of = (emailReceivers: object[]) => ({
      location: 'Global',
      properties: { enabled: true, groupShortName: 'people', emailReceivers },
    });
    const one = { name: 'a', emailAddress: 'a@example.com' };

    expect(await put(actions, of([one]), '2023-01-01')).toBe('201');
    expect(await put(actions, of([one, one]), '2023-01-01')).toBe('400 BadRequest');
    expect(await put(actions, of([{ name: 'b', emailAddress: 'nobody' }]), '2023-01-01')).toBe('400 BadRequest');
  });

  it('takes an alert on a metric that the resource has', async () => {
    expect(await alert()).toBe('201');
    expect(await alert({}, { metricName: 'NoSuchThing' })).toBe('400 BadRequest');
    const dimensions = [{ name: 'NoSuchDimension', operator: 'Include', values: ['a'] }];
    expect(await alert({}, { dimensions })).toBe('400 BadRequest');
  });

  it.each([
    ['a scope that is not there', { scopes: [`${balancer}-other`] }],
    ['an action group that is not there', { actions: [{ actionGroupId: `${actions}-other` }] }],
    ['a window that Azure does not have', { windowSize: 'PT7M' }],
    ['a window shorter than how often it is looked at', { evaluationFrequency: 'PT15M' }],
    ['no criteria', { criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria' } }],
  ])('refuses an alert with %s', async (_what, more) => {
    expect(await alert(more)).toBe('400 BadRequest');
  });

  it('scales only what is there, between numbers that are in order', async () => {
    const capacity = { minimum: '3', default: '2', maximum: '4' };

    expect(await autoscale()).toBe('201');
    expect(await autoscale({ targetResourceUri: `${balancer}-other` })).toBe('404 ResourceNotFound');
    expect(await autoscale({ profiles: [{ name: 'usual', capacity, rules: [] }] })).toBe('400 BadRequest');
  });

  it('adds up what was recorded, minute by minute', async () => {
    const start = Math.floor(clock.now() / 60_000) * 60_000;
    under.arm.metrics.record(balancer, 'aro-rp', { Requests: 5, Failures: 1 });
    under.arm.metrics.record(balancer.toUpperCase(), 'aro-rp', { Requests: 7 });
    await clock.advance(minutes(2));
    under.arm.metrics.record(balancer, 'aro-rp', { Requests: 1 });

    const { value } = await metrics(balancer, {
      metricnamespace: 'aro-rp',
      metricnames: 'Requests,Failures,Restarts',
      aggregation: 'Total,Maximum',
      timespan: `${toInstant(start)}/${toInstant(start + minutes(3))}`,
    });

    expect(value.map(({ name, timeseries }) => [name.value, timeseries[0]?.data])).toEqual([
      [
        'Requests',
        [
          { timeStamp: toInstant(start), total: 12, maximum: 7 },
          { timeStamp: toInstant(start + minutes(1)) },
          { timeStamp: toInstant(start + minutes(2)), total: 1, maximum: 1 },
        ],
      ],
      ['Failures', expect.arrayContaining([{ timeStamp: toInstant(start), total: 1, maximum: 1 }]) as unknown],
      ['Restarts', undefined],
    ]);
  });

  it('refuses a metric that Azure does not have of its own, and a resource that is not there', async () => {
    expect(await metrics(balancer, { metricnames: 'Requests' })).toMatchObject({ status: 400 });
    expect(await metrics(`${balancer}-other`, { metricnames: 'VipAvailability' })).toMatchObject({ status: 404 });
    expect(await metrics(balancer, { metricnames: 'VipAvailability', interval: 'PT2M' })).toMatchObject({
      status: 400,
    });
  });

  it('measures the queues of a namespace, each for itself or all together', async () => {
    const bus = `${group}/providers/Microsoft.ServiceBus/namespaces/watched-bus`;
    await put(bus, { location: 'eastus', sku: { name: 'Premium', tier: 'Premium', capacity: 1 } }, '2024-01-01');
    await clock.advance(seconds(2));
    const queue = { active: 0, locked: 0, scheduled: 0, deferred: 0, deadLetters: 0 };
    counts = { clusters: { ...queue, active: 2, locked: 1 }, subscriptions: { ...queue, active: 5 } };
    const query = { metricnames: 'ActiveMessages', aggregation: 'Maximum', timespan: 'PT5M' };
    const last = (data: Record<string, unknown>[] = []) => data.findLast((one) => 'maximum' in one)?.['maximum'];

    const each = await metrics(bus, { ...query, $filter: "EntityName eq '*'" });
    const all = await metrics(bus, query);

    expect(each.value[0]?.timeseries.map(({ metadatavalues, data }) => [metadatavalues[0]?.value, last(data)])).toEqual(
      [
        ['clusters', 3],
        ['subscriptions', 5],
      ],
    );
    expect(all.value[0]?.timeseries.map(({ data }) => last(data))).toEqual([5]);
  });

  it('shows metrics to those who may read them', async () => {
    const token = await under.context.token({
      audience: 'https://management.azure.com',
      objectId: '00000000-0000-4000-8000-0000000000ff',
    });
    const path = `${balancer}/providers/Microsoft.Insights/metrics?api-version=2023-10-01&metricnames=VipAvailability`;

    const { status, body } = await under.send('GET', path, { token });

    expect(status).toBe(403);
    expect(JSON.stringify(body)).toContain('Microsoft.Insights/metrics/read');
  });
});
