import { type ETag, type VersionDocument } from '@aro-rp/database';
import { createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { findingsOf, surveyed, type Surveyed } from '../../testing/survey-on.ts';
import { type ClusterContext } from '../context.ts';
import { images, machineSizes } from './machines.ts';
import { type Check } from './survey.ts';

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

/** As `Microsoft.Compute/skus` lists them (Resource Skus, List); the masters' size, and that of the workers. */
const sku = (name: string, closed: readonly string[] = [], generations = 'V1,V2', zones = ['1', '2', '3']) => ({
  resourceType: 'virtualMachines',
  name,
  locationInfo: [{ location: 'westeurope', zones }],
  capabilities: [{ name: 'HyperVGenerations', value: generations }],
  restrictions: closed.length === 0 ? [] : [{ type: 'Zone', restrictionInfo: { zones: closed } }],
});
const [masters, workers] = ['Standard_D8s_v3', 'Standard_D4s_v3'] as const;

const versionWith = (skus: VersionDocument['osImage']['skus']): ClusterContext['versions'] => ({
  get: (version) =>
    Promise.resolve({
      etag: 'e' as ETag,
      writtenAt: 0,
      document: { version, osImage: { skus } } as unknown as VersionDocument,
    }),
});
const both = versionWith({ V1: 'aro_418', V2: 'aro_418-v2' });

async function found(check: Check, value: object[], versions = both) {
  const given: Surveyed = {
    context: { versions },
    cluster: (properties) => {
      properties.workerProfiles = properties.workerProfiles.map((one) => ({ ...one, vmSize: workers }));
    },
    at: { [`/subscriptions/${surveyed.subscriptionId}/providers/microsoft.compute/skus`]: { value } },
  };
  return (await findingsOf(arm, check, given)).map(({ error }) => [error.code, error.target, error.message]);
}

describe('the zones of a size', () => {
  it.each([
    ['all three', []],
    ['those that are left, for workers', ['1', '2']],
  ])('are enough when they are %s', async (_, closed) => {
    expect(await found(machineSizes, [sku(masters), sku(workers, closed)])).toEqual([]);
  });

  it('are not missed in a region that has none', async () => {
    const none = [sku(masters, [], 'V2', []), sku(workers, [], 'V2', [])];

    expect(await found(machineSizes, none)).toEqual([]);
  });

  it.each([
    [['2'], /zone 1 and 3 only of 'westeurope'; the three control plane machines need three zones/],
    [['1', '2'], /zone 3 only/],
    [['1', '2', '3'], /no zone of 'westeurope'/],
  ])('are too few for masters when %j are closed', async (closed, says) => {
    expect(await found(machineSizes, [sku(masters, closed), sku(workers)])).toEqual([
      ['SkuNotAvailable', 'properties.masterProfile.vmSize', expect.stringMatching(says)],
    ]);
  });

  it('are too few for workers when all are closed', async () => {
    expect(await found(machineSizes, [sku(masters), sku(workers, ['1', '2', '3'])])).toEqual([
      ['SkuNotAvailable', 'properties.workerProfiles[0].vmSize', expect.stringMatching(/no zone .* need at least one/)],
    ]);
  });
});

describe('the image of a version', () => {
  it('fits sizes of both generations where it is of both', async () => {
    expect(await found(images, [sku(masters, [], 'V1'), sku(workers, [], 'V2')])).toEqual([]);
  });

  it('fits no size that has another generation only, which is told of each', async () => {
    const sizes = [sku(masters, [], 'V2'), sku(workers, [], 'V1,V2')];

    expect(await found(images, sizes, versionWith({ V1: 'aro_418' }))).toEqual([
      [
        'InvalidParameter',
        'properties.masterProfile.vmSize',
        expect.stringMatching(/'Standard_D8s_v3' are of generation V2, for which OpenShift 4\.18\.1 has no image/),
      ],
    ]);
  });

  it('is not looked at when the version, or the size, is not there: that is told by itself', async () => {
    const none: ClusterContext['versions'] = { get: () => Promise.resolve(undefined) };

    expect(await found(images, [sku(masters, [], 'V2'), sku(workers)], none)).toEqual([]);
    expect(await found(images, [])).toEqual([]);
  });
});
