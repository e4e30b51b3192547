import { type ApiVersion, versions } from '@aro-rp/api';
import { sayable } from '@aro-rp/api/examples';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clientSecret, clusterBody, clusterId, type ClusterPlace, pullSecret, refusal } from '../testing/requests.ts';

type Json = Record<string, unknown>;

/** With what newer versions can say, besides. */
function fullBody(place: ClusterPlace) {
  const { properties, ...envelope } = clusterBody(place);
  return {
    ...envelope,
    properties: {
      ...properties,
      clusterProfile: { ...properties.clusterProfile, fipsValidatedModules: 'Enabled' },
      networkProfile: {
        ...properties.networkProfile,
        softwareDefinedNetwork: 'OVNKubernetes',
        outboundType: 'Loadbalancer',
        loadBalancerProfile: { managedOutboundIps: { count: 1 } },
        preconfiguredNSG: 'Disabled',
      },
      masterProfile: { ...properties.masterProfile, encryptionAtHost: 'Enabled' },
    },
  };
}

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness[Symbol.asyncDispose]());

describe.each([...versions.keys()])('a cluster in %s', (name) => {
  const version = versions.get(name) as ApiVersion;

  const call = (method: string, place: ClusterPlace, body?: unknown) =>
    harness.arm.call(method, `${clusterId(place)}?api-version=${name}`, body === undefined ? {} : { body });
  const bodyOf = (place: ClusterPlace) => sayable(version.shape, fullBody(place)) as Json & { properties: Json };
  const made = async () => {
    const place = { subscription: await harness.subscription() };
    const reply = await call('PUT', place, bodyOf(place));
    await harness.end(place, { provisioningState: 'Succeeded' });
    return { place, reply };
  };

  it('R062 is answered as it was put, without its secrets', async () => {
    const place = { subscription: await harness.subscription() };
    const body = bodyOf(place);

    const reply = await call('PUT', place, body);

    expect(reply.status).toBe(201);
    const { pullSecret: _pull, ...clusterProfile } = body.properties.clusterProfile as Json;
    const { clientSecret: _client, ...servicePrincipalProfile } = body.properties.servicePrincipalProfile as Json;
    expect(reply.json).toMatchObject({
      ...body,
      id: clusterId(place),
      properties: { ...body.properties, clusterProfile, servicePrincipalProfile, provisioningState: 'Creating' },
    });
    for (const secret of [clientSecret, pullSecret, 'bWFkZTp1cA']) expect(reply.text).not.toContain(secret);
  });

  it('R066 R067 can be put back as GET shows it', async () => {
    const { place } = await made();
    const before = (await call('GET', place)).json;

    const reply = await call('PUT', place, before);
    await harness.end(place, { provisioningState: 'Succeeded' });

    expect([reply.status, refusal(reply)]).toEqual([200, '200']);
    expect((await call('GET', place)).json).toEqual(before);
  });

  it('R067 has members that nobody may set, and says which', async () => {
    const { place } = await made();
    const { properties } = (await call('GET', place)).json as { properties: Json };

    const state = await call('PATCH', place, { properties: { provisioningState: 'Failed' } });
    const url = await call('PATCH', place, {
      properties: { apiserverProfile: { ...(properties.apiserverProfile as Json), url: 'https://x.example' } },
    });

    expect(refusal(state)).toBe('400 PropertyChangeNotAllowed properties.provisioningState');
    expect(refusal(url)).toBe('400 PropertyChangeNotAllowed properties.apiserverProfile.url');
  });

  it('R080 R081 R082 keeps all but what a PATCH names', async () => {
    const { place } = await made();
    const before = (await call('GET', place)).json;

    const reply = await call('PATCH', place, { tags: { t3: 'c' } });
    await harness.end(place, { provisioningState: 'Succeeded' });

    expect(reply.status).toBe(200);
    expect((await call('GET', place)).json).toEqual({ ...before, tags: { t3: 'c' } });
  });
});
