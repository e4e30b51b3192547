import fc from 'fast-check';
import { documentId } from './document-id.ts';
import { parseDiskEncryptionSetId, parseResourceGroupId, parseSubnetId } from './linked-ids.ts';
import { parseResourceId, type ResourceId } from './resource-id.ts';
import { isOperationId, isResourceGroupName, isSubscriptionId, normalizeLocation } from './rules.ts';

const subscription = '00000000-0000-4000-8000-00000000000A';
const group = `/subscriptions/${subscription}/resourceGroups/Group`;
const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/Vnet/subnets/Master`;

function clusterId(path: string): ResourceId {
  const id = parseResourceId(path);
  if (id === undefined) throw new TypeError(path);
  return id;
}

describe('documentId', () => {
  const path = `${group}/providers/Microsoft.RedHatOpenShift/openShiftClusters/Cluster`;

  it('is the same for every spelling of an id', () => {
    const spellings = [path, path.toUpperCase(), path.toLowerCase(), `/${path}`];

    expect(new Set(spellings.map((each) => documentId(clusterId(each)))).size).toBe(1);
  });

  it('never changes, for stored clusters would be lost', () => {
    expect(
      documentId(
        clusterId(
          '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/clusters/providers/Microsoft.RedHatOpenShift/openShiftClusters/cluster',
        ),
      ),
    ).toBe('f5c82e08-21b9-5394-9d22-1661de605526');
  });

  it('differs between clusters', () => {
    expect(documentId(clusterId(path))).not.toBe(documentId(clusterId(`${path}2`)));
  });
});

describe('parseResourceGroupId', () => {
  it('gives the parts of an id, the subscription in lower case', () => {
    expect(parseResourceGroupId(group)).toEqual({
      subscriptionId: subscription.toLowerCase(),
      resourceGroup: 'Group',
    });
  });

  it.each([
    ['', 'nothing'],
    [`${group}/`, 'a slash at the end'],
    [`${group}.`, 'a group that ends in a dot'],
    ['/subscriptions/x/resourceGroups/group', 'a subscription that is no UUID'],
    [`/subscriptions/${subscription}/resourceGroups/${'g'.repeat(91)}`, 'a group of 91 characters'],
    [subnet, 'the id of something else'],
  ])('refuses %j: %s', (text) => {
    expect(parseResourceGroupId(text)).toBeUndefined();
  });
});

describe('parseSubnetId', () => {
  it('gives the parts of an id, and keys that ignore case', () => {
    expect(parseSubnetId(subnet)).toEqual({
      subscriptionId: subscription.toLowerCase(),
      resourceGroup: 'Group',
      virtualNetwork: 'Vnet',
      subnet: 'Master',
      key: subnet.toLowerCase(),
      virtualNetworkKey: subnet.toLowerCase().replace('/subnets/master', ''),
    });
  });

  it.each([
    subnet.replace('Vnet', 'v'),
    subnet.replace('Master', 'm'),
    `${subnet}/x`,
    subnet.replace('Microsoft.Network', 'MicrosoftXNetwork'),
    group,
  ])('refuses %j', (text) => {
    expect(parseSubnetId(text)).toBeUndefined();
  });
});

describe('parseDiskEncryptionSetId', () => {
  const set = `${group}/providers/Microsoft.Compute/diskEncryptionSets/Set`;

  it('gives the parts of an id', () => {
    expect(parseDiskEncryptionSetId(set)).toMatchObject({ name: 'Set', key: set.toLowerCase() });
  });

  it('refuses the id of something else', () => {
    expect(parseDiskEncryptionSetId(subnet)).toBeUndefined();
  });
});

describe('names', () => {
  it.each(['a', 'A-1_(x).y', 'g'.repeat(90)])('%j can be a resource group', (name) => {
    expect(isResourceGroupName(name)).toBe(true);
  });

  it.each(['', 'a.', 'ä', 'a/b', 'a b', 'g'.repeat(91)])('%j cannot be a resource group', (name) => {
    expect(isResourceGroupName(name)).toBe(false);
  });

  it('takes every UUID in the form with hyphens, in any case', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect([isSubscriptionId(id), isOperationId(id.toUpperCase()), isOperationId(id.replaceAll('-', ''))]).toEqual([
          true,
          true,
          false,
        ]);
      }),
    );
  });

  it('compares locations without case and blanks', () => {
    expect(normalizeLocation('West US 2')).toBe('westus2');
  });
});
