import { type OpenShiftCluster } from '@aro-rp/api';
import { findManagedGroup, fullDomain, managedGroup, recordName } from './names.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const cluster = (domain: string, resourceGroupId = `${subscription}/resourceGroups/managed`) =>
  ({
    id: `${subscription}/resourceGroups/rg/providers/Microsoft.RedHatOpenShift/openShiftClusters/c1`,
    properties: { clusterProfile: { domain, resourceGroupId } },
  }) as OpenShiftCluster;

it.each([
  ['shop', 'shop.west.example.com', 'api.shop'],
  ['Shop', 'shop.west.example.com', 'api.shop'],
  ['shop.west.example.com', 'shop.west.example.com', 'api.shop'],
  ['shop.example.org', 'shop.example.org', undefined],
  ['a.b.west.example.com', 'a.b.west.example.com', undefined],
  ['evilwest.example.com', 'evilwest.example.com', undefined],
])('the domain %s is %s, held by the record %s', (domain, full, record) => {
  expect(fullDomain(cluster(domain), 'west.example.com')).toBe(full);
  expect(recordName(cluster(domain), 'west.example.com')).toBe(record);
});

describe('the managed resource group', () => {
  it('is found whatever the case of its id', () => {
    const id = `${subscription.toUpperCase()}/resourcegroups/Managed`;

    expect(managedGroup(cluster('d', id))).toEqual({ id, name: 'Managed' });
  });

  it.each([
    ['another subscription', '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/managed'],
    ['no group', subscription],
    ['something in a group', `${subscription}/resourceGroups/managed/providers/Microsoft.Network/dnsZones/z`],
  ])('is refused with a customer error when its id names %s', (_, id) => {
    expect(findManagedGroup(cluster('d', id))).toBeUndefined();
    expect(() => managedGroup(cluster('d', id))).toThrow(
      expect.objectContaining({ body: expect.objectContaining({ code: 'InvalidParameter' }) }),
    );
  });
});
