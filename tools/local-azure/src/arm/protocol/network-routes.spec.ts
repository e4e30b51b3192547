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

describe('the addresses of a virtual network', () => {
  const clock = createFakeClock();
  const network = `${root}/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/vnet`;
  let arm: ArmUnderTest;
  beforeAll(async () => {
    arm = await startArm({}, { clock });
    const make = async (path: string, body: object) => {
      expect((await arm.send('PUT', path, { body: { location: 'eastus', ...body } })).status).toBe(201);
      await clock.advance(seconds(2));
    };
    await make(`${root}/resourceGroups/g?api-version=2021-04-01`, {});
    const subnets = [
      { name: 'a', properties: { addressPrefix: '10.0.0.0/29' } },
      { name: 'b', properties: { addressPrefix: '10.0.1.0/24' } },
    ];
    const addressSpace = { addressPrefixes: ['10.0.0.0/16'] };
    await make(`${network}?api-version=2023-11-01`, { properties: { addressSpace, subnets } });
    const subnet = { id: `${network}/subnets/a` };
    const configuration = { subnet, privateIPAllocationMethod: 'Static', privateIPAddress: '10.0.0.5' };
    await make(`${root}/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n?api-version=2023-11-01`, {
      properties: { ipConfigurations: [{ name: 'c', properties: configuration }] },
    });
  });
  afterAll(() => arm.close());

  const check = (address: string, of = network) =>
    arm.send('GET', `${of}/CheckIPAddressAvailability?ipAddress=${address}&api-version=2023-11-01`);

  it.each([
    ['that nobody has', '10.0.0.4', { available: true }],
    ['that something has', '10.0.0.5', { available: false, availableIPAddresses: ['10.0.0.4', '10.0.0.6'] }],
    [
      'that Azure keeps, or that is in no subnet',
      '10.0.0.7',
      {
        available: false,
        availableIPAddresses: ['10.0.0.4', '10.0.0.6', '10.0.1.4', '10.0.1.5', '10.0.1.6'],
      },
    ],
  ])('are told of one %s', async (_what, address, told) => {
    expect(await check(address)).toMatchObject({ status: 200, body: told });
  });

  it('are told only of a network that there is, and when one is named', async () => {
    expect((await check('10.0.0.4', `${network}x`)).status).toBe(404);
    expect((await check('')).status).toBe(400);
  });
});
