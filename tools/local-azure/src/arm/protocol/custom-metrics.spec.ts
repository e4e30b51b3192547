import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type ArmUnderTest, startArm, subscriptionId } from '../testing.ts';
import { roles } from '../model/authorization/built-in-roles.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/measured`;
const nsg = `${group}/providers/Microsoft.Network/networkSecurityGroups/n`;
const publisher = 'b0000000-0000-4000-8000-0000000000cc';
const series = [{ dimValues: ['eastus'], min: 1, max: 5, sum: 6, count: 2 }];
const metric = { metric: 'created', namespace: 'aro-rp', dimNames: ['region'], series };

describe('Custom metrics', () => {
  let clock: FakeClock;
  let under: ArmUnderTest;
  const publish = async (audience: string, baseData: object = metric, id = nsg) => {
    const token = await under.context.token({ audience, objectId: publisher });
    const body = JSON.stringify({ time: new Date(clock.now()).toISOString(), data: { baseData } });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await fetch(`${under.arm.customMetrics}${id}/metrics`, { method: 'POST', headers, body })).status;
  };
  const monitor = 'https://monitoring.azure.com/';

  beforeAll(async () => {
    clock = createFakeClock();
    under = await startArm({}, { clock });
    const subscription = `/subscriptions/${subscriptionId}`;
    for (const one of ['Network', 'Insights'])
      await under.send('POST', `${subscription}/providers/Microsoft.${one}/register?api-version=2021-04-01`);
    await under.send('PUT', `${group}?api-version=2021-04-01`, { body: { location: 'eastus' } });
    await under.send('PUT', `${nsg}?api-version=2023-11-01`, { body: { location: 'eastus' } });
    await clock.advance(seconds(2));
  });
  afterAll(() => under.close());

  it('are taken of whom a role lets publish them, and shown', async () => {
    expect(await publish(monitor)).toBe(403);
    const path = `${group}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-9000-0000000000cc`;
    const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${roles.monitoringMetricsPublisher.name}`;
    const properties = { roleDefinitionId, principalId: publisher, principalType: 'ServicePrincipal' };
    await under.send('PUT', `${path}?api-version=2022-04-01`, { body: { properties } });
    await clock.advance(seconds(5));

    expect(await publish('https://management.azure.com')).toBe(401);
    expect(await publish(monitor)).toBe(200);
    expect(await publish(monitor, { ...metric, series: [{ min: 1 }] })).toBe(400);
    expect(await publish(monitor, metric, `${nsg}-absent`)).toBe(404);
    await clock.advance(seconds(60));
    const query = 'metricnames=created&metricnamespace=aro-rp&aggregation=Total,Maximum&interval=PT1M';
    const { body } = await under.send(
      'GET',
      `${nsg}/providers/Microsoft.Insights/metrics?api-version=2023-10-01&${query}`,
    );
    expect(body).toMatchObject({
      value: [
        { timeseries: [{ data: expect.arrayContaining([expect.objectContaining({ total: 6, maximum: 5 })]) as [] }] },
      ],
    });
  });
});
