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
      plan: { kind: 'create-cluster', version: 3, cursor: '', attempts: 0 },
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

  it.each([
    [
      'a state that is not its',
      { properties: { provisioningState: 'Failed' } },
      'PropertyChangeNotAllowed properties.provisioningState',
    ],
    ['half a character', { tags: { a: '\ud83d' } }, 'InvalidRequestContent'],
  ])('refuses a create with %s, and leaves no trace', async (_what, part, expected) => {
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
});
