import { randomUUID } from 'node:crypto';
import { type Reply } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import {
  clientSecret,
  clusterBody,
  clusterId,
  clusterPath,
  type ClusterPlace,
  listPath,
  pullSecret,
  refusal,
} from '../testing/requests.ts';

type Json = Record<string, unknown>;

describe('PUT', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const put = (place: ClusterPlace, body: unknown = clusterBody(place), headers: Record<string, string> = {}) =>
    harness.arm.call('PUT', clusterPath(place), { body, headers });
  const get = (place: ClusterPlace) => harness.arm.call('GET', clusterPath(place));
  const fresh = async () => ({ subscription: await harness.subscription() });
  const stateOf = ({ json }: Reply) => (json.properties as { provisioningState: string }).provisioningState;
  const succeed = (place: ClusterPlace) => harness.end(place, { provisioningState: 'Succeeded' });

  it('R060 R061 creates with 201 and replaces with 200, and knows itself which it was', async () => {
    const place = await fresh();
    const body = clusterBody(place);

    const created = await put(place, body);
    await succeed(place);
    const replaced = await put(place, { ...body, tags: { other: 'tag' } });
    await succeed(place);
    const repeated = await put(place, { ...body, tags: { other: 'tag' } });

    expect([created.status, replaced.status, repeated.status]).toEqual([201, 200, 200]);
    expect([stateOf(created), stateOf(replaced)]).toEqual(['Creating', 'Updating']);
    expect(replaced.json.tags).toEqual({ other: 'tag' });
    expect((await harness.arm.call('GET', listPath(place.subscription))).json.value).toHaveLength(1);
  });

  it('R062 R064 answers with all that was put, id, name, type and state, and with no secret', async () => {
    const place = await fresh();
    const body = clusterBody(place);

    const reply = await put(place, body);

    const { pullSecret: _pull, ...clusterProfile } = body.properties.clusterProfile;
    const { clientSecret: _client, ...servicePrincipalProfile } = body.properties.servicePrincipalProfile;
    expect(reply.json).toMatchObject({
      ...body,
      properties: { ...body.properties, clusterProfile, servicePrincipalProfile, provisioningState: 'Creating' },
      id: clusterId(place),
      name: 'cluster',
      type: 'Microsoft.RedHatOpenShift/openShiftClusters',
    });
    for (const secret of [clientSecret, pullSecret, 'bWFkZTp1cA', 'clientSecret', 'pullSecret":"']) {
      expect(reply.text).not.toContain(secret);
    }
    const inside = Object.keys(reply.json.properties as Json);
    expect(inside.filter((name) => name in reply.json)).toEqual([]);
    expect(Object.keys(reply.json).filter((name) => !envelope.has(name))).toEqual([]);
  });
  const envelope = new Set(['id', 'name', 'type', 'location', 'tags', 'systemData', 'properties']);

  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['of another region', 'westus'],
  ])('R063 refuses a create whose location is %s', async (_what, location) => {
    expect(refusal(await put(await fresh(), { ...clusterBody(await fresh()), location }))).toMatch(/^400 /);
    const place = await fresh();
    expect(refusal(await put(place, { ...clusterBody(place), location }))).toBe('400 InvalidParameter location');
  });

  it('R063 never lets the location change', async () => {
    const place = await harness.cluster();

    const reply = await put(place, { ...(await get(place)).json, location: 'westus' });

    expect(refusal(reply)).toBe('400 PropertyChangeNotAllowed location');
    expect((await get(place)).json.location).toBe('eastus');
  });

  it('R065 does not mind in which order members stand', async () => {
    const place = await fresh();
    const turned = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, inner]) => [name, turned(inner)]),
          );
    const body = clusterBody(place);
    const reply = await put(place, turned(body));
    await succeed(place);

    expect(reply.status).toBe(201);
    expect((await put(place, body)).json).toEqual({ ...reply.json, properties: withState(reply, 'Updating') });
  });
  const withState = ({ json }: Reply, provisioningState: string) => ({
    ...(json.properties as Json),
    provisioningState,
  });

  it('R066 R067 takes back what GET has answered, read-only members and all', async () => {
    const place = await harness.cluster();
    const before = await get(place);

    const reply = await put(place, before.json);
    await succeed(place);

    expect(reply.status).toBe(200);
    expect((await get(place)).json).toEqual(before.json);
  });

  it.each(['Failed', 'Creating', 'Deleting', 'Canceled', 'succeeded', 'Garbage', 7])(
    'R067 refuses the state %j for a cluster that has another',
    async (provisioningState) => {
      const place = await harness.cluster();
      const { json } = await get(place);

      const reply = await put(place, { ...json, properties: { ...(json.properties as Json), provisioningState } });

      expect(refusal(reply)).toMatch(
        /^400 (PropertyChangeNotAllowed|InvalidRequestContent) properties\.provisioningState$/,
      );
    },
  );

  it.each([
    ['properties.consoleProfile.url', { consoleProfile: { url: 'https://elsewhere.example' } }],
    ['properties.apiserverProfile.url', { apiserverProfile: { visibility: 'Public', url: 'https://x.example' } }],
    ['properties.apiserverProfile.ip', { apiserverProfile: { visibility: 'Public', ip: '203.0.113.1' } }],
    [
      "properties.ingressProfiles['default'].ip",
      { ingressProfiles: [{ name: 'default', visibility: 'Public', ip: '1.2.3.4' }] },
    ],
  ])('R067 refuses another %s than there is', async (target, part) => {
    const place = await harness.cluster();
    const { json } = await get(place);

    const reply = await put(place, { ...json, properties: { ...(json.properties as Json), ...part } });

    expect(refusal(reply)).toBe(`400 PropertyChangeNotAllowed ${target}`);
  });

  it('R068 refuses a create in a subscription that was never registered with 400, for ARM has answered 404 before', async () => {
    const place = { subscription: randomUUID() };

    expect(refusal(await put(place))).toBe('400 InvalidSubscriptionState');
    expect((await get(place)).status).toBe(404);
  });

  it.each(['kind', 'sku', 'plan', 'managedBy', 'zones', 'extendedLocation'])(
    'R073 refuses a member of the envelope that the type does not have: %s',
    async (member) => {
      const place = await fresh();

      expect(refusal(await put(place, { ...clusterBody(place), [member]: {} }))).toBe(
        `400 InvalidRequestContent ${member}`,
      );
    },
  );

  it('R071 of 20 at the same time lets one create and refuses the others with 409', async () => {
    const place = await fresh();
    const body = clusterBody(place);

    const replies = await Promise.all(Array.from({ length: 20 }, () => put(place, body)));

    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('R071 of 10 updates at the same time lets one through', async () => {
    const place = await harness.cluster();
    const { json, headers } = await get(place);

    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        put(
          place,
          { ...json, tags: { index: String(index) } },
          index % 2 === 0 ? { 'if-match': String(headers.etag) } : {},
        ),
      ),
    );

    const winners = replies.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const { status } of replies) expect([200, 409, 412]).toContain(status);
    expect((await get(place)).json.tags).toEqual(winners[0]?.json.tags);
  });

  it('R072 refuses a write while an operation runs, and names it and where to ask', async () => {
    const place = await fresh();
    const accepted = await put(place);
    const url = String(accepted.headers['azure-asyncoperation']);

    for (const reply of [
      await put(place),
      await harness.arm.call('PATCH', clusterPath(place), { body: { tags: {} } }),
      await harness.arm.call('DELETE', clusterPath(place)),
    ]) {
      expect(refusal(reply)).toBe('409 RequestNotAllowed');
      expect(reply.text).toContain(url);
    }
    expect((await get(place)).json).toEqual(accepted.json);
  });

  it('R061 R072 answers the same PUT again as the first, while its operation runs', async () => {
    const place = await fresh();
    const body = clusterBody(place);
    const headers = { 'x-ms-client-request-id': randomUUID() };
    const first = await put(place, body, headers);

    const again = await put(place, body, headers);

    expect([again.status, again.json]).toEqual([201, first.json]);
    for (const name of ['location', 'azure-asyncoperation', 'retry-after', 'etag']) {
      expect(again.headers[name]).toBe(first.headers[name]);
    }
    expect((await put(place, { ...body, tags: {} }, headers)).status).toBe(409);
    expect((await put(place, body, { 'x-ms-client-request-id': randomUUID() })).status).toBe(409);
  });
});
