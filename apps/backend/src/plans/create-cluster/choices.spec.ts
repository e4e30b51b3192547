import { type ETag, type VersionDocument } from '@aro-rp/database';
import { type Facts, type StepResult } from '@aro-rp/plan';
import { resource } from '@aro-rp/testing';
import { placedCluster } from '../../testing/places.ts';
import { createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith, serviceSubscriptionId } from '../../testing/step-on.ts';
import { type ClusterFacts } from '../facts.ts';
import { choose } from './choices.ts';

const id = resource('c1');
const shard = (name: string) =>
  `/subscriptions/${serviceSubscriptionId}/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/${name}/subnets/endpoints`;
const version = {
  ...{ version: '4.18.1', enabled: true, releaseImage: 'r', installer: { digest: 'sha256:d', size: 1 } },
  osImage: { publisher: 'p', offer: 'o', version: '1', skus: { V2: 'aro_418-v2' } },
} as unknown as VersionDocument;

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

interface Given {
  /** How many private endpoints each shard has, by its name; one that is not named is not there. */
  shards?: Record<string, number>;
  zones?: string[];
  closed?: string[];
  generations?: string;
}

/** Chooses among the shards `a`, `b` and `c`, on a subscription with one machine size. */
async function choosing(given: Given, facts: Partial<ClusterFacts> = {}): Promise<StepResult> {
  const { shards = { a: 0 }, zones = ['1', '2', '3'], closed = [], generations = 'V1,V2' } = given;
  const size = {
    ...{ resourceType: 'virtualMachines', name: 'Standard_D8s_v3' },
    locationInfo: [{ location: 'westeurope', zones }],
    capabilities: [{ name: 'HyperVGenerations', value: generations }],
    restrictions: [{ type: 'Zone', restrictionInfo: { zones: closed } }],
  };
  arm.script(({ path }) => {
    if (path.endsWith('/skus')) return { status: 200, body: { value: [size] } };
    const used = Object.entries(shards).find(([name]) => path === shard(name))?.[1];
    const privateEndpoints = Array.from({ length: used ?? 0 }, (_, index) => ({ id: `${path}/${index}` }));
    return used === undefined ? undefined : { status: 200, body: { id: path, properties: { privateEndpoints } } };
  });
  const place = { ...contextOn(arm, id).place, networkShards: ['a', 'b', 'c'].map(shard) };
  const versions = { get: () => Promise.resolve({ etag: 'e' as ETag, writtenAt: 0, document: version }) };
  return choose(contextOn(arm, id, { cluster: placedCluster(id), place, versions }), runWith(facts));
}
const factsOf = (result: StepResult): Facts | undefined => (result.kind === 'done' ? result.facts : undefined);

describe('the network shard', () => {
  it.each([
    ['an empty one', { a: 3, b: 0, c: 1 }, 'b'],
    ['the first of those that have the same', { a: 2, b: 1, c: 1 }, 'b'],
    ['one that is there', { a: 5, c: 9 }, 'a'],
    ['the only one that is not full', { a: 1_000, b: 999, c: 1_000 }, 'b'],
  ])('is that with the most room: %s', async (_, shards, chosen) => {
    expect(factsOf(await choosing({ shards }))).toMatchObject({ networkShard: shard(chosen) });
  });

  it.each<[string, Record<string, number>]>([
    ['all are full', { a: 1_000, b: 1_000, c: 1_000 }],
    ['there is none', {}],
  ])('is missing when %s: an error of ours, tried again, since a release may add one', async (_, shards) => {
    await expect(choosing({ shards })).rejects.toThrow(/^no network shard has room for a private endpoint: .*\/a\//);
  });

  it('is kept once it is chosen, also when another has more room by now', async () => {
    const known = shard('a');

    expect(factsOf(await choosing({ shards: { a: 1_000, b: 0 } }, { networkShard: known }))).toMatchObject({
      networkShard: known,
    });
    expect(arm.requests.filter(({ path }) => path.includes('/virtualNetworks/'))).toEqual([]);
  });
});

describe('zones and images', () => {
  it('are those that are open for masters and workers', async () => {
    expect(factsOf(await choosing({ zones: ['3', '1', '2', '4'], closed: ['2'] }))).toMatchObject({
      zones: { masters: ['1', '3', '4'], workers: ['1', '3', '4'] },
      release: { images: { masters: { sku: 'aro_418-v2' }, workers: { sku: 'aro_418-v2' } } },
    });
  });

  it('are none in a region without zones', async () => {
    expect(factsOf(await choosing({ zones: [] }))).toMatchObject({ zones: { masters: [], workers: [] } });
  });

  it.each<[string, Given, string, RegExp]>([
    ['a zone was closed', { closed: ['2'] }, 'SkuNotAvailable', /zone 1 and 3 only.* create it again\.$/],
    ['no image fits', { generations: 'V1' }, 'InvalidParameter', /generation V1, for which OpenShift 4\.18\.1/],
  ])('end the create when %s after the validation', async (_, given, code, says) => {
    await expect(choosing(given)).rejects.toMatchObject({
      body: { code, message: expect.stringMatching(says) as string, target: 'properties.masterProfile.vmSize' },
    });
  });
});

it('chooses nothing anew that is known already', async () => {
  const first = factsOf(await choosing({}));
  const second = await choosing({ shards: { b: 0 } }, first as Partial<ClusterFacts>);

  expect(factsOf(second)).toEqual(first);
  expect(second).not.toHaveProperty('secrets.sshPrivateKey');
  expect(arm.requests).toEqual([]);
});
