import { parseResourceId } from '@aro-rp/api';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clientSecret, clusterId, clusterPath, type ClusterPlace, refusal } from '../testing/requests.ts';

type Json = Record<string, unknown>;

describe('PATCH', () => {
  let harness: Harness;
  let place: ClusterPlace;

  beforeAll(async () => {
    harness = await startHarness();
  });
  beforeEach(async () => {
    place = await harness.cluster();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const patch = (body: unknown, headers: Record<string, string> = {}) =>
    harness.arm.call('PATCH', clusterPath(place), { body, headers });
  const get = () => harness.arm.call('GET', clusterPath(place));
  const succeed = () => harness.end(place, { provisioningState: 'Succeeded' });

  it('R080 R084 R085 changes tags with 200, the cluster as it will be, and where to ask', async () => {
    const before = (await get()).json;

    const reply = await patch({ tags: { t1: 'a' } });

    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({
      ...before,
      tags: { t1: 'a' },
      properties: { ...(before.properties as Json), provisioningState: 'Updating' },
    });
    expect((await get()).json).toEqual(reply.json);
    expect(reply.headers.location).toContain('/operationresults/');
    expect(reply.headers['azure-asyncoperation']).toContain('/operationsstatus/');
    await succeed();
    expect((await get()).json).toEqual({ ...before, tags: { t1: 'a' } });
  });

  it.each<[string, Json, unknown]>([
    ['others', { tags: { t3: 'c' } }, { t3: 'c' }],
    ['none', { tags: {} }, undefined],
    ['null', { tags: null }, undefined],
    ['others in another spelling', { tags: { T1: 'c' } }, { T1: 'c' }],
  ])('R081 replaces all tags by %s', async (_what, body, expected) => {
    await patch({ tags: { t1: 'a', t2: 'b' } });
    await succeed();

    const reply = await patch(body);
    await succeed();

    expect(reply.status).toBe(200);
    expect((await get()).json.tags ?? {}).toEqual(expected ?? {});
  });

  it('R082 merges objects and keeps what is not named, secrets too', async () => {
    const clientId = '00000000-0000-4000-8000-00000000000c';
    const before = (await get()).json;

    const reply = await patch({ properties: { servicePrincipalProfile: { clientId } } });
    await succeed();

    expect(reply.status).toBe(200);
    const after = (await get()).json;
    expect(after).toEqual({
      ...before,
      properties: { ...(before.properties as Json), servicePrincipalProfile: { clientId } },
    });
    const id = parseResourceId(clusterId(place));
    const secrets = id && (await harness.database.clusters.secrets(id));
    expect(secrets?.clientSecret?.reveal()).toBe(clientSecret);
  });

  it.each<[string, Json]>([
    ['an empty object at each level', { properties: { masterProfile: {}, networkProfile: {} } }],
    ['members as they are', { location: 'East US', properties: { masterProfile: { vmSize: 'Standard_D8s_v3' } } }],
  ])('R082 changes nothing by %s', async (_what, body) => {
    const before = (await get()).json;

    const reply = await patch(body);

    expect(reply.status).toBe(200);
    if (reply.headers.location !== undefined) await succeed();
    expect((await get()).json).toEqual(before);
  });

  it('R082 takes a list as a whole: the same one is no change, a part of one is', async () => {
    const { workerProfiles } = (await get()).json.properties as { workerProfiles: Json[] };

    const part = await patch({ properties: { workerProfiles: [{ name: 'worker' }] } });
    const none = await patch({ properties: { workerProfiles: [] } });
    const same = await patch({ properties: { workerProfiles } });

    expect([part.status, none.status]).toEqual([400, 400]);
    expect(same.status).toBe(200);
  });

  it.each<[string, Json]>([
    ['properties.networkProfile', { networkProfile: null }],
    ['properties.masterProfile.vmSize', { masterProfile: { vmSize: null } }],
    ['properties.clusterProfile.domain', { clusterProfile: { domain: null } }],
  ])('R082 takes null for removal, which %s does not allow', async (target, properties) => {
    const reply = await patch({ properties });

    expect(reply.status).toBe(400);
    expect(reply.text).toContain(target);
  });

  it.each<[string, Json]>([
    ['location', { location: 'westus' }],
    ['type', { type: 'Microsoft.Other/things' }],
    ['name', { name: 'other' }],
    ['id', { id: '/subscriptions/x' }],
    ['properties.clusterProfile.domain', { properties: { clusterProfile: { domain: 'other' } } }],
    ['properties.networkProfile.podCidr', { properties: { networkProfile: { podCidr: '10.0.0.0/14' } } }],
    ['properties.masterProfile.vmSize', { properties: { masterProfile: { vmSize: 'Standard_D16s_v3' } } }],
    ['properties.provisioningState', { properties: { provisioningState: 'Failed' } }],
  ])('R083 never changes %s, and writes nothing', async (target, body) => {
    const before = await get();

    expect(refusal(await patch(body))).toBe(`400 PropertyChangeNotAllowed ${target}`);
    expect((await get()).headers.etag).toBe(before.headers.etag);
  });

  it('R083 takes location, type, name and id when they say what is', async () => {
    const { location, type, name, id } = (await get()).json;

    expect((await patch({ location, type, name, id, tags: { a: 'b' } })).status).toBe(200);
  });

  it('R084 is 404 for a cluster that is absent or deleted, and makes none', async () => {
    const { subscription } = place;
    const absent = clusterPath({ subscription, name: 'absent' });
    await harness.arm.call('DELETE', clusterPath(place));
    await harness.end(place, { provisioningState: 'Succeeded', deleted: true });

    for (const path of [absent, clusterPath(place)]) {
      expect(refusal(await harness.arm.call('PATCH', path, { body: { tags: {} } }))).toBe('404 ResourceNotFound');
      expect((await harness.arm.call('GET', path)).status).toBe(404);
    }
  });

  it('R086 does nothing for an empty object: no operation, no new version, nobody noted', async () => {
    const before = await get();

    const reply = await patch({}, { 'x-ms-arm-resource-system-data': '{"lastModifiedBy":"bert"}' });

    expect([reply.status, reply.json]).toEqual([200, before.json]);
    expect(reply.headers.etag).toBe(before.headers.etag);
    expect(reply.headers.location).toBeUndefined();
    expect(reply.headers['azure-asyncoperation']).toBeUndefined();
  });
});
