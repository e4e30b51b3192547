import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { asList, asObject } from '../model/json.ts';
import { type ArmUnderTest, startArm, subscriptionId } from '../testing.ts';

const root = `/subscriptions/${subscriptionId}`;
const usagesIn = (location: string) =>
  `${root}/providers/Microsoft.Network/locations/${location}/usages?api-version=2023-11-01`;
const address = (name: string) =>
  `${root}/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/${name}?api-version=2023-11-01`;

describe('the usages of Microsoft.Network', () => {
  const clock = createFakeClock();
  let arm: ArmUnderTest;
  beforeAll(async () => {
    arm = await startArm({ network: { publicIpAddresses: 2 } }, { clock });
    await arm.send('PUT', `${root}/resourceGroups/g?api-version=2021-04-01`, { body: { location: 'eastus' } });
  });
  afterAll(() => arm.close());

  const makeAddress = async (name: string) => {
    const body = {
      location: 'eastus',
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static' },
    };
    const answer = await arm.send('PUT', address(name), { body });
    await clock.advance(seconds(2));
    return answer;
  };
  const addressesIn = async (location: string) => {
    const { body } = await arm.send('GET', usagesIn(location));
    const rows = asList(body['value']).map(asObject);
    return rows.find(({ name }) => asObject(name)['value'] === 'PublicIPAddresses');
  };

  it('tell what a region has, and agree with what it refuses', async () => {
    expect(await addressesIn('eastus')).toMatchObject({ currentValue: 0, limit: 2, unit: 'Count' });
    await makeAddress('one');
    await makeAddress('two');

    const refused = await makeAddress('three');

    expect(await addressesIn('eastus')).toMatchObject({ currentValue: 2, limit: 2 });
    expect(await addressesIn('westus')).toMatchObject({ currentValue: 0, limit: 2 });
    expect(asObject(refused.body['error'])['code']).toBe('PublicIPCountLimitReached');
  });

  it('are told of regions that there are only', async () => {
    expect((await arm.send('GET', usagesIn('mars'))).status).toBe(400);
  });
});
