import { randomUUID } from 'node:crypto';
import { parseResourceId } from '@aro-rp/api';
import { type Reply } from '../testing/client.ts';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import {
  clientSecret,
  clusterBody,
  clusterId,
  clusterPath,
  listPath,
  operationPath,
  pullSecret,
  refusal,
} from '../testing/requests.ts';

const stateOf = ({ json }: Reply) => (json.properties as { provisioningState: string }).provisioningState;

describe('PUT and PATCH of a cluster', () => {
  let harness: Harness;
  let put: (subscription: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;
  let patch: (subscription: string, body: unknown, headers?: Record<string, string>) => Promise<Reply>;
  let get: (subscription: string) => Promise<Reply>;

  beforeAll(async () => {
    harness = await startHarness();
    const path = (subscription: string) => clusterPath({ subscription });
    put = (subscription, body = clusterBody({ subscription }), headers = {}) =>
      harness.arm.call('PUT', path(subscription), { body, headers });
    patch = (subscription, body, headers = {}) => harness.arm.call('PATCH', path(subscription), { body, headers });
    get = (subscription) => harness.arm.call('GET', path(subscription));
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R061 R062 R131 R143 R151 creates with 201, the cluster as it will be, and where to ask', async () => {
    const subscription = await harness.subscription();
    const body = clusterBody({ subscription });

    const reply = await put(subscription, body);

    expect(reply.status).toBe(201);
    expect(reply.json).toMatchObject({
      id: clusterId({ subscription }),
      name: 'cluster',
      type: 'Microsoft.RedHatOpenShift/openShiftClusters',
      location: body.location,
      tags: body.tags,
      properties: { provisioningState: 'Creating', networkProfile: body.properties.networkProfile },
    });
    const operationId = operationIdOf(reply.headers['azure-asyncoperation']);
    const origin = `https://localhost:${harness.frontend.port}`;
    expect(reply.headers).toMatchObject({
      'azure-asyncoperation': `${origin}${operationPath(subscription, 'operationsstatus', operationId)}`,
      location: `${origin}${operationPath(subscription, 'operationresults', operationId)}`,
      'retry-after': '1',
      etag: expect.stringMatching(/^".+"$/) as string,
    });
    const seen = await get(subscription);
    expect(seen.status).toBe(200);
    expect(seen.json).toEqual(reply.json);
    expect(seen.headers.etag).toBe(reply.headers.etag);
  });

  it('D3 stores cluster and operation together, with the plan that the backend runs', async () => {
    const subscription = await harness.subscription();
    const reply = await put(subscription, undefined, { 'x-ms-correlation-request-id': 'correlated' });
    const operationId = operationIdOf(reply.headers.location);

    const operation = await harness.database.operations.get(subscription, operationId);

    expect(operation?.document).toMatchObject({ kind: 'create', status: 'Creating' });
    expect(operation?.document.correlation?.correlationId).toBe('correlated');
    expect(operation?.document.ttl).toBeUndefined();
    const { cluster } = await storedCluster(subscription);
    expect(cluster).toMatchObject({
      operationId,
      provisioningState: 'Creating',
      correlation: { correlationId: 'correlated' },
      plan: { kind: 'create-cluster', version: 2, cursor: '', attempts: 0 },
    });
  });

  it('R009 keeps the trace of the request for the work that it starts, when it is a valid one', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const traced = await harness.subscription();
    const untraced = await harness.subscription();
    const from = harness.lines.length;

    await put(traced, undefined, { traceparent });
    await put(untraced, undefined, { traceparent: '00-0-0-01' });

    expect((await storedCluster(traced)).cluster?.correlation?.traceparent).toBe(traceparent);
    expect((await storedCluster(untraced)).cluster?.correlation).not.toHaveProperty('traceparent');
    const lines = harness.lines.slice(from).filter((line) => line.includes(`/subscriptions/${traced}`));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ traceparent });
  });

  it('R122 keeps secrets out of the document, of every answer and of every log line', async () => {
    const { subscription, operationId } = await harness.cluster();

    const told = [
      await get(subscription),
      await patch(subscription, { tags: {} }),
      await harness.arm.call('GET', listPath(subscription)),
      await harness.arm.call('GET', operationPath(subscription, 'operationresults', operationId)),
    ].map(({ text }) => text);

    const { cluster, secrets } = await storedCluster(subscription);
    for (const text of [...told, ...harness.lines, JSON.stringify(cluster)]) {
      expect(text).not.toContain(clientSecret);
      expect(text).not.toContain('bWFkZTp1cA');
    }
    expect(secrets.clientSecret?.reveal()).toBe(clientSecret);
    expect(secrets.pullSecret?.reveal()).toBe(pullSecret);
  });

  const storedCluster = async (subscription: string) => {
    const id = parseResourceId(clusterId({ subscription }));
    if (!id) throw new Error('no id');
    const found = await harness.database.clusters.get(id);
    return { cluster: found?.document, secrets: await harness.database.clusters.secrets(id) };
  };

  it('R060 R066 R067 takes back what GET gave, read-only members and all, with 200', async () => {
    const { subscription } = await harness.cluster();

    const reply = await put(subscription, (await get(subscription)).json);

    expect(reply.status).toBe(200);
    expect(stateOf(reply)).toBe('Updating');
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    expect(stateOf(await get(subscription))).toBe('Succeeded');
  });

  it('R040 R041 finds the cluster under another spelling and gives back the newest', async () => {
    const { subscription } = await harness.cluster();
    const body = (await get(subscription)).json;
    const spelt = { subscription, group: 'GROUP', name: 'Cluster' };

    const reply = await harness.arm.call('PUT', clusterPath(spelt), {
      body: { location: body.location, tags: body.tags, properties: body.properties },
    });

    expect(reply.status).toBe(200);
    expect(reply.json.id).toBe(clusterId(spelt));
    expect((await harness.arm.call('GET', listPath(subscription))).json.value).toHaveLength(1);
  });

  it.each([
    ['a name that contradicts the path', { name: 'other' }, 'MismatchingResourceName name'],
    ['another location than ours', { location: 'westus' }, 'InvalidParameter location'],
    ['no location', { location: undefined }, 'InvalidParameter location'],
    [
      'a state that is not its',
      { properties: { provisioningState: 'Failed' } },
      'PropertyChangeNotAllowed properties.provisioningState',
    ],
    ['an unknown member', { properties: { unknown: 1 } }, 'InvalidRequestContent properties.unknown'],
    ['a member of the wrong type', { tags: 'x' }, 'InvalidRequestContent tags'],
    ['half a character', { tags: { a: '\ud83d' } }, 'InvalidRequestContent'],
  ])('R042 R063 R069 R070 refuses a create with %s, and leaves no trace', async (_what, part, expected) => {
    const subscription = await harness.subscription();
    const whole = clusterBody({ subscription });
    const body = {
      ...whole,
      ...part,
      properties: { ...whole.properties, ...(part as { properties?: object }).properties },
    };

    expect(refusal(await put(subscription, body))).toBe(`400 ${expected}`);
    expect((await get(subscription)).status).toBe(404);
    expect((await put(subscription)).status).toBe(201);
  });

  it.each([
    ['the location', { location: 'westus' }, 'location'],
    ['a network', { properties: { networkProfile: { podCidr: '10.0.0.0/14' } } }, 'properties.networkProfile.podCidr'],
    [
      'the group',
      { properties: { clusterProfile: { resourceGroupId: '/x' } } },
      'properties.clusterProfile.resourceGroupId',
    ],
    ['the name', { name: 'other' }, 'name'],
  ])('R063 R083 refuses to change %s, and writes nothing', async (_what, body, target) => {
    const { subscription } = await harness.cluster();
    const before = await get(subscription);

    const reply = await patch(subscription, body);

    expect(refusal(reply)).toBe(`400 PropertyChangeNotAllowed ${target}`);
    expect((await get(subscription)).headers.etag).toBe(before.headers.etag);
  });

  it('R162 explains each of several faults', async () => {
    const subscription = await harness.subscription();

    const reply = await put(subscription, { ...clusterBody({ subscription }), location: 'westus', tags: 7 });

    const { details } = reply.json.error as { details: { target: string }[] };
    expect(details.map(({ target }) => target).sort()).toEqual(['location', 'tags']);
  });

  it('R081 R084 R085 R134 replaces tags as a whole with 200 and both headers', async () => {
    const { subscription } = await harness.cluster();

    const reply = await patch(subscription, { tags: { new: 'tag' } });

    expect(reply.status).toBe(200);
    expect(reply.json.tags).toEqual({ new: 'tag' });
    expect(stateOf(reply)).toBe('Updating');
    expect(reply.headers.location).toContain('/operationresults/');
    expect(reply.headers['azure-asyncoperation']).toContain('/operationsstatus/');
  });

  it('R086 an empty PATCH changes nothing and starts nothing', async () => {
    const { subscription } = await harness.cluster();
    const before = await get(subscription);

    const reply = await patch(subscription, {});

    expect(reply.status).toBe(200);
    expect(reply.json).toEqual(before.json);
    expect(reply.headers.etag).toBe(before.headers.etag);
    expect(reply.headers.location).toBeUndefined();
  });

  it('PATCH of an absent cluster is 404, whatever its conditions', async () => {
    const subscription = await harness.subscription();

    expect(refusal(await patch(subscription, { tags: {} }))).toBe('404 ResourceNotFound');
    expect(refusal(await patch(subscription, { tags: {} }, { 'if-match': '*' }))).toBe('404 ResourceNotFound');
  });

  it.each([
    ['of its managed resource group', 'DuplicateResourceGroup properties.clusterProfile.resourceGroupId'],
    ['of its client', 'DuplicateClientID properties.servicePrincipalProfile.clientId'],
  ])('refuses a second holder %s, and leaves no trace', async (what, expected) => {
    const subscription = await harness.subscription();
    const first = clusterBody({ subscription, name: 'first' });
    const second = clusterBody({ subscription, name: 'second' });
    if (what.includes('group')) {
      second.properties.clusterProfile.resourceGroupId = first.properties.clusterProfile.resourceGroupId
        .toUpperCase()
        .replace('/SUBSCRIPTIONS', '/subscriptions')
        .replace('RESOURCEGROUPS', 'resourceGroups');
    } else second.properties.servicePrincipalProfile.clientId = first.properties.servicePrincipalProfile.clientId;
    const path = (name: string) => clusterPath({ subscription, name });
    expect((await harness.arm.call('PUT', path('first'), { body: first })).status).toBe(201);

    expect(refusal(await harness.arm.call('PUT', path('second'), { body: second }))).toBe(`400 ${expected}`);
    expect((await harness.arm.call('GET', path('second'))).status).toBe(404);
  });

  it('lets a cluster change its client, and keeps the one that it had until the change has ended', async () => {
    const { subscription } = await harness.cluster();
    const clientOf = ({ json }: Reply) =>
      (json.properties as { servicePrincipalProfile: { clientId: string } }).servicePrincipalProfile.clientId;
    const before = clientOf(await get(subscription));
    const clientId = randomUUID();

    const reply = await patch(subscription, { properties: { servicePrincipalProfile: { clientId, clientSecret } } });

    expect([reply.status, clientOf(reply)]).toEqual([200, clientId]);
    for (const taken of [before, clientId]) {
      const other = clusterBody({ subscription, name: 'other' });
      const { servicePrincipalProfile } = other.properties;
      const body = {
        ...other,
        properties: { ...other.properties, servicePrincipalProfile: { ...servicePrincipalProfile, clientId: taken } },
      };
      expect(refusal(await harness.arm.call('PUT', clusterPath({ subscription, name: 'other' }), { body }))).toMatch(
        /^400 DuplicateClientID/,
      );
    }
  });

  it('R003 gives URLs of the origin that the customer used', async () => {
    const subscription = await harness.subscription();
    const referer = `https://public.example:444${clusterPath({ subscription })}`;

    const reply = await put(subscription, undefined, { referer });

    for (const name of ['location', 'azure-asyncoperation']) {
      expect(String(reply.headers[name])).toMatch(/^https:\/\/public\.example:444\/subscriptions\//);
      expect((await harness.arm.call('GET', String(reply.headers[name]))).status).toBeLessThan(300);
    }
  });

  it('R010 R071 of 20 racing PUTs of one new cluster one creates, and the others are told of it', async () => {
    const subscription = await harness.subscription();
    const body = clusterBody({ subscription });

    const replies = await Promise.all(Array.from({ length: 20 }, () => put(subscription, body)));

    const winners = replies.filter(({ status }) => status === 201);
    expect(winners).toHaveLength(1);
    expect(new Set(replies.filter((one) => one !== winners[0]).map(refusal))).toEqual(
      new Set(['409 RequestNotAllowed']),
    );
    expect((await harness.arm.call('GET', listPath(subscription))).json.value).toHaveLength(1);
  });

  it('R010 different clusters may be created under the same ids of the client', async () => {
    const subscription = await harness.subscription();
    const headers = { 'x-ms-client-request-id': 'same', 'x-ms-correlation-request-id': 'same' };

    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const place = { subscription, name: `cluster-${index}` };
        return harness.arm.call('PUT', clusterPath(place), { body: clusterBody(place), headers });
      }),
    );

    expect(replies.map(({ status }) => status)).toEqual(Array<number>(20).fill(201));
  });
});
