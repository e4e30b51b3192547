import { type VersionDocument } from '@aro-rp/database';
import { clusterOf, resource } from '@aro-rp/testing';
import { createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith } from '../testing/step-on.ts';
import { findSizes, hasZonesFor, imageFor, type VmSize } from './vm-sizes.ts';

const size = (generations: string[]): VmSize => ({
  name: 'Standard_D8s_v3',
  zones: [],
  isZonal: false,
  acceleratedNetworking: true,
  generations,
  cores: 8,
  family: 'standardDSv3Family',
  encryptionAtHost: true,
});
const osImage = (skus: VersionDocument['osImage']['skus']): VersionDocument['osImage'] => ({
  publisher: 'azureopenshift',
  offer: 'aro4',
  version: '416.94.20240701',
  skus,
});

describe('the image of a size', () => {
  const both = { V1: 'aro_416', V2: 'aro_416-v2' };
  it.each([
    [['V1', 'V2'], both, 'aro_416-v2'],
    [['V2', 'V1'], both, 'aro_416-v2'],
    [['V1'], both, 'aro_416'],
    [['V2'], both, 'aro_416-v2'],
    [['V1', 'V2'], { V1: 'aro_416' }, 'aro_416'],
    [['V1', 'V2'], { V2: 'aro_416-v2' }, 'aro_416-v2'],
  ])('with the generations %j is, of %j, %s', (generations, skus, sku) => {
    expect(imageFor(osImage(skus), size(generations))).toEqual({
      publisher: 'azureopenshift',
      offer: 'aro4',
      sku,
      version: '416.94.20240701',
    });
  });

  it('is none when size and release have no generation in common', () => {
    expect(imageFor(osImage({ V2: 'aro_416-v2' }), size(['V1']))).toBeUndefined();
  });
});

describe('the sizes of a region', () => {
  const id = resource('c1');
  /** As `Microsoft.Compute/skus` lists them (Resource Skus, List). */
  const sku = (name: string, changes: object = {}) => ({
    resourceType: 'virtualMachines',
    name,
    family: 'standardDSv3Family',
    locations: ['EastUS'],
    locationInfo: [{ location: 'EastUS', zones: ['3', '1', '2'] }],
    capabilities: [
      { name: 'vCPUs', value: '8' },
      { name: 'HyperVGenerations', value: 'V1,V2' },
      { name: 'AcceleratedNetworkingEnabled', value: 'True' },
      { name: 'EncryptionAtHostSupported', value: 'False' },
    ],
    restrictions: [],
    ...changes,
  });
  const zonesClosed = (...zones: string[]) => ({
    restrictions: [
      { type: 'Zone', values: ['EastUS'], restrictionInfo: { zones }, reasonCode: 'NotAvailableForSubscription' },
    ],
  });

  let arm: ScriptedArm;
  beforeAll(async () => {
    arm = await createScriptedArm();
  });
  afterAll(() => arm[Symbol.asyncDispose]());

  const findIn = (list: object[], names: string[]) => {
    arm.script(() => ({ status: 200, body: { value: list } }));
    return findSizes(contextOn(arm, id, { cluster: { ...clusterOf(id), location: 'East US' } }), runWith(), names);
  };

  it('are asked for in one list of the region, and found whatever their capitals', async () => {
    const { require } = await findIn([sku('Standard_D8s_v3'), sku('Standard_D2s_v3')], ['standard_d8S_v3']);

    expect(require('STANDARD_D8S_V3')).toEqual({
      name: 'Standard_D8s_v3',
      zones: ['1', '2', '3'],
      isZonal: true,
      acceleratedNetworking: true,
      generations: ['V1', 'V2'],
      cores: 8,
      family: 'standardDSv3Family',
      encryptionAtHost: false,
    });
    expect(arm.requests.map(({ path, query }) => [path, query.get('$filter')])).toEqual([
      [`/subscriptions/${id.subscriptionId}/providers/Microsoft.Compute/skus`, "location eq 'eastus'"],
    ]);
  });

  it.each([
    ['three zones', {}, ['1', '2', '3'], true],
    ['a zone that is closed to the subscription', zonesClosed('2'), ['1', '3'], true],
    ['no open zone', zonesClosed('1', '2', '3'), [], true],
    ['no zones', { locationInfo: [{ location: 'eastus' }] }, [], false],
    ['two zones', { locationInfo: [{ location: 'eastus', zones: ['2', '1'] }] }, ['1', '2'], true],
    [
      'four zones of which one is closed',
      { ...zonesClosed('1'), locationInfo: [{ location: 'eastus', zones: ['4', '2', '3', '1'] }] },
      ['2', '3', '4'],
      true,
    ],
    ['four zones', { locationInfo: [{ location: 'eastus', zones: ['4', '2', '3', '1'] }] }, ['1', '2', '3'], true],
    ['zones of another region only', { locationInfo: [{ location: 'westus', zones: ['1', '2', '3'] }] }, [], false],
  ])('have the open zones, three at most: %s', async (_, changes, zones, isZonal) => {
    const { require } = await findIn([sku('Standard_D8s_v3', changes)], ['Standard_D8s_v3']);

    expect(require('Standard_D8s_v3')).toMatchObject({ zones, isZonal });
  });

  it('say when networks are not accelerated, and which generation there is', async () => {
    const capabilities = [{ name: 'HyperVGenerations', value: 'V2' }];
    const { require } = await findIn([sku('Standard_D8s_v3', { capabilities })], ['Standard_D8s_v3']);

    expect(require('Standard_D8s_v3')).toMatchObject({ acceleratedNetworking: false, generations: ['V2'] });
  });

  it('count what is left of a size whose cores are constrained against its quota', async () => {
    const capabilities = [
      { name: 'vCPUs', value: '8' },
      { name: 'vCPUsAvailable', value: '4' },
    ];
    const { find } = await findIn([sku('Standard_E8-4s_v3', { capabilities })], ['Standard_E8-4s_v3']);

    expect(find('Standard_E8-4s_v3')?.cores).toBe(4);
  });

  it.each([
    ['is not in the region', [sku('Standard_D2s_v3')]],
    ['is no machine size', [sku('Standard_D8s_v3', { resourceType: 'disks' })]],
    [
      'is closed to the subscription',
      [sku('Standard_D8s_v3', { restrictions: [{ type: 'Location', reasonCode: 'NotAvailableForSubscription' }] })],
    ],
  ])('tell the customer of one that %s', async (_, list) => {
    const { require } = await findIn(list, ['Standard_D8s_v3']);

    expect(() => require('Standard_D8s_v3')).toThrow(
      expect.objectContaining({
        body: expect.objectContaining({
          code: 'SkuNotAvailable',
          message: expect.stringMatching(/Standard_D8s_v3.*eastus.*another size/) as string,
        }) as unknown,
      }),
    );
  });
});

describe('the zones of a size', () => {
  it.each([
    ['three', ['1', '2', '3'], true, { masters: true, workers: true }],
    ['two', ['1', '3'], true, { masters: false, workers: true }],
    ['one', ['2'], true, { masters: false, workers: true }],
    ['none, all closed', [], true, { masters: false, workers: false }],
    ['none, in a region without zones', [], false, { masters: true, workers: true }],
  ])('are enough for masters when they are three, for workers when there is one: %s', (_, zones, isZonal, enough) => {
    const given = { ...size(['V2']), zones, isZonal };

    expect({ masters: hasZonesFor('masters', given), workers: hasZonesFor('workers', given) }).toEqual(enough);
  });
});
