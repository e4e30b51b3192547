import { asObject, type Json } from '../../json.ts';
import {
  customer,
  idOf,
  internalBalancer,
  network,
  type NetworkUnderTest,
  nicIn,
  openNetwork,
  refusalOf,
  standard,
} from './testing.ts';

const nicId = idOf('networkInterfaces/n');
const addressId = idOf('publicIPAddresses/p');
const isStatic = { publicIPAllocationMethod: 'Static' };

describe('what is in use', () => {
  let under: NetworkUnderTest;
  let subnet: string;
  beforeEach(async () => {
    under = openNetwork({ publicIpAddresses: 2 });
    subnet = await network(under);
  });
  afterEach(() => under.close());

  const remove = (id: string) => refusalOf(() => under.remove(id));
  const vnetBody = (subnets: Json[]) => ({ addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets });

  it('keeps its subnet, with its prefix, until it is gone', async () => {
    await under.put(nicId, nicIn(subnet));
    const vnet = idOf('virtualNetworks/vnet');

    const refusals = [
      await remove(subnet),
      await remove(vnet),
      await refusalOf(() => under.put(vnet, vnetBody([]))),
      await refusalOf(() => under.put(subnet, { addressPrefix: '10.0.0.0/25' }, {})),
    ];

    expect(refusals).toEqual([
      '400 InUseSubnetCannotBeDeleted',
      '400 InUseSubnetCannotBeDeleted',
      '400 InUseSubnetCannotBeDeleted',
      '400 InUsePrefixCannotBeDeleted',
    ]);
    expect(under.show(subnet)['properties']).toMatchObject({
      ipConfigurations: [{ id: `${nicId}/ipConfigurations/c` }],
    });
    await under.remove(nicId);
    expect(await remove(subnet)).toBe('not refused');
  });

  it('keeps its security group, route table and gateway', async () => {
    const ids = {
      group: idOf('networkSecurityGroups/g'),
      table: idOf('routeTables/r'),
      gateway: idOf('natGateways/n'),
    };
    await under.put(ids.group, {});
    await under.put(ids.table, {});
    await under.put(ids.gateway, {}, standard);
    const { properties } = under.show(subnet);
    const attached = {
      networkSecurityGroup: { id: ids.group },
      routeTable: { id: ids.table },
      natGateway: { id: ids.gateway },
    };
    await under.put(subnet, { ...asObject(properties), ...attached }, {});

    const refusals = [await remove(ids.group), await remove(ids.table), await remove(ids.gateway)];

    expect(refusals).toEqual([
      '400 InUseNetworkSecurityGroupCannotBeDeleted',
      '400 InUseRouteTableCannotBeDeleted',
      '400 InUseNatGatewayCannotBeDeleted',
    ]);
    expect(under.show(ids.table)['properties']).toMatchObject({ subnets: [{ id: subnet }] });
    await under.put(subnet, asObject(properties), {});
    expect(await Promise.all(Object.values(ids).map(remove))).toEqual(['not refused', 'not refused', 'not refused']);
  });

  it('keeps the security group of an interface', async () => {
    const group = idOf('networkSecurityGroups/g');
    await under.put(group, {});
    await under.put(nicId, nicIn(subnet, {}, { networkSecurityGroup: { id: group } }));

    expect(await remove(group)).toBe('400 InUseNetworkSecurityGroupCannotBeDeleted');
    expect(under.show(group)['properties']).toMatchObject({ networkInterfaces: [{ id: nicId }] });
  });

  it('keeps its public address, which nobody else can have', async () => {
    await under.put(addressId, isStatic, standard);
    await under.put(nicId, nicIn(subnet, { publicIPAddress: { id: addressId } }));
    const other = idOf('networkInterfaces/other');

    const refusals = [
      await remove(addressId),
      await refusalOf(() => under.put(other, nicIn(subnet, { publicIPAddress: { id: addressId } }))),
      await refusalOf(() => under.put(idOf('natGateways/n'), { publicIpAddresses: [{ id: addressId }] }, standard)),
    ];

    expect(refusals).toEqual([
      '400 PublicIPAddressCannotBeDeleted',
      '400 PublicIPAddressInUse',
      '400 PublicIPAddressInUse',
    ]);
    expect(under.show(addressId)['properties']).toMatchObject({
      ipConfiguration: { id: `${nicId}/ipConfigurations/c` },
    });
    await under.remove(nicId);
    expect(await remove(addressId)).toBe('not refused');
  });

  it('stays in place with its machine', async () => {
    await under.put(nicId, nicIn(subnet));
    const machineId = `/subscriptions/${customer}/resourceGroups/net/providers/Microsoft.Compute/virtualMachines/m`;
    under.model.resources.track({
      id: machineId,
      name: 'm',
      type: 'Microsoft.Compute/virtualMachines',
      location: 'eastus',
      envelope: {},
      properties: { networkProfile: { networkInterfaces: [{ id: nicId }] } },
      provisioningState: 'Succeeded',
      etag: '1',
      createdTime: '',
      changedTime: '',
    });

    expect(await remove(nicId)).toBe('400 NicInUse');
    expect(under.show(nicId)['properties']).toMatchObject({
      virtualMachine: { id: machineId },
      primary: true,
      macAddress: expect.stringMatching(/^00-0D-3A(-[0-9A-F]{2}){3}$/) as string,
    });
  });

  it.each([
    ['Basic', isStatic, '400 IPv4BasicSkuPublicIpCountLimitReached'],
    ['Standard', { publicIPAllocationMethod: 'Dynamic' }, '400 StandardAndStandardV2SkuPublicIPAddressesMustBeStatic'],
    ['Standard', {}, '400 StandardAndStandardV2SkuPublicIPAddressesMustBeStatic'],
    ['Standard', isStatic, 'not refused'],
  ])('of public addresses only Standard, static ones are new: %s %j', async (name, properties, expected) => {
    const put = () => under.put(addressId, properties, { location: 'eastus', sku: { name } });

    expect(await refusalOf(put)).toBe(expected);
  });

  it('public addresses are distinct, last, and end at the limit', async () => {
    const addressOf = (body: Json) => asObject(body['properties'])['ipAddress'];
    const one = addressOf(await under.put(idOf('publicIPAddresses/one'), isStatic, standard));
    const two = addressOf(await under.put(idOf('publicIPAddresses/two'), isStatic, standard));

    const again = addressOf(
      await under.put(idOf('publicIPAddresses/one'), { ...isStatic, idleTimeoutInMinutes: 10 }, standard),
    );

    expect(one).toMatch(/^203\.0\.113\./);
    expect(two).not.toBe(one);
    expect(again).toBe(one);
    expect(await refusalOf(() => under.put(addressId, isStatic, standard))).toBe('400 PublicIPCountLimitReached');
  });

  it('a load balancer and its public address are of one kind', async () => {
    await under.put(addressId, isStatic, standard);
    const frontendIPConfigurations = [{ name: 'f', properties: { publicIPAddress: { id: addressId } } }];
    const put = (name: string) =>
      refusalOf(() =>
        under.put(idOf('loadBalancers/public'), { frontendIPConfigurations }, { location: 'eastus', sku: { name } }),
      );

    expect(await put('Basic')).toBe('400 DifferentSkuLoadBalancersAndPublicIPAddressNotAllowed');
    expect(await put('Standard')).toBe('not refused');
  });

  it('references go to what is there, in the same region', async () => {
    const elsewhere = (properties: Json) => refusalOf(() => under.put(nicId, properties, { location: 'westus' }));
    const balancer = await internalBalancer(under, subnet);
    const inPool = (pool: string) =>
      refusalOf(() => under.put(nicId, nicIn(subnet, { loadBalancerBackendAddressPools: [{ id: pool }] })));

    const refusals = [
      await elsewhere(nicIn(subnet)),
      await inPool(`${balancer}/backendAddressPools/none`),
      await inPool(`${balancer}/backendAddressPools/pool`),
    ];

    expect(refusals).toEqual(['400 InvalidResourceReference', '400 InvalidResourceReference', 'not refused']);
  });

  it('rules of a security group and routes of a table are written one by one', async () => {
    const group = idOf('networkSecurityGroups/g');
    const table = idOf('routeTables/r');
    const rule = {
      protocol: 'Tcp',
      access: 'Allow',
      direction: 'Inbound',
      priority: 120,
      destinationPortRange: '6443',
    };
    await under.put(group, { securityRules: [{ name: 'api', properties: rule }] });
    await under.put(table, {});

    await under.put(`${group}/securityRules/web`, { ...rule, priority: 500 }, {});
    await under.put(`${table}/routes/out`, { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' }, {});
    const same = await refusalOf(() => under.put(`${group}/securityRules/late`, { ...rule, priority: 500 }, {}));
    await under.remove(`${group}/securityRules/api`);

    expect(same).toBe('400 SecurityRuleConflict');
    expect(under.show(group)['properties']).toMatchObject({ securityRules: [{ name: 'web' }] });
    expect(under.show(table)['properties']).toMatchObject({ routes: [{ name: 'out' }] });
    expect(
      await refusalOf(() =>
        under.put(`${table}/routes/x`, { addressPrefix: '10.0.0.0/8', nextHopType: 'VirtualAppliance' }, {}),
      ),
    ).toBe('400 MissingRequiredParameter');
  });
});
