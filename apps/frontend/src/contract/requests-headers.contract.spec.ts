import { randomUUID } from 'node:crypto';
import { versions } from '@aro-rp/api';
import { sayable } from '@aro-rp/api/examples';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterId, clusterPath, listPath, refusal } from '../testing/requests.ts';

/** What ARM tells of the caller (ARM RPC "common-api-details", headers). */
const ofTheCaller = {
  'x-ms-client-principal-name': 'anna@example.com',
  'x-ms-client-principal-id': 'principal-of-anna',
  'x-ms-client-tenant-id': 'tenant-of-anna',
  'x-ms-client-object-id': 'object-of-anna',
  'x-ms-client-app-id': 'application-of-anna',
  'x-ms-client-app-id-acr': '2',
  'x-ms-client-audience': 'https://management.core.windows.net/',
  'x-ms-client-issuer': 'https://sts.windows.net/anna/',
  'x-ms-client-authorization-source': 'RoleBased',
  'x-ms-client-identity-provider': 'live.com',
  'x-ms-client-wids': 'wid-1,wid-2',
  'x-ms-client-authentication-methods': 'pwd,mfa',
  'x-ms-client-ip-address': '203.0.113.7',
};

describe('headers of requests', () => {
  let harness: Harness;
  let subscription: string;
  let path: string;

  beforeAll(async () => {
    harness = await startHarness();
    ({ subscription } = await harness.cluster());
    path = clusterPath({ subscription });
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const create = async (headers: Record<string, string>) => {
    const place = { subscription: await harness.subscription() };
    return harness.arm.call('PUT', clusterPath(place), { body: clusterBody(place), headers });
  };

  it('R001 R007 answers the same, whatever else ARM or anybody says in headers', async () => {
    const plain = await harness.arm.call('GET', path);
    const headers = {
      ...Object.fromEntries(Array.from({ length: 30 }, () => [`x-ms-${randomUUID()}`, randomUUID()])),
      'x-ms-management-group-ancestors': 'group-1,group-2',
      'accept-language': 'xx',
      accept: 'text/plain',
      'x-http-method-override': 'DELETE',
      te: 'trailers',
    };

    const reply = await harness.arm.call('GET', path, { headers });

    expect([reply.status, reply.json]).toEqual([200, plain.json]);
    expect((await create(headers)).status).toBe(201);
  });

  it('R006 records who called: ids and how they were let in, and neither name nor address [decision 0009]', async () => {
    const from = harness.lines.length;

    await harness.arm.call('DELETE', clusterPath({ subscription: randomUUID() }), { headers: ofTheCaller });

    const lines = harness.lines.slice(from);
    const record = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(({ audit }) => audit);
    expect(record?.caller).toEqual({
      principalId: 'principal-of-anna',
      tenantId: 'tenant-of-anna',
      objectId: 'object-of-anna',
      applicationId: 'application-of-anna',
      applicationAuthentication: '2',
      audience: 'https://management.core.windows.net/',
      issuer: 'https://sts.windows.net/anna/',
      authorizationSource: 'RoleBased',
      identityProvider: 'live.com',
    });
    for (const line of lines) expect(line).not.toMatch(/anna@example\.com|203\.0\.113\.7/);
  });

  it.each(Object.keys(ofTheCaller))('R006 does without %s', async (name) => {
    const headers = Object.fromEntries(Object.entries(ofTheCaller).filter(([one]) => one !== name));

    expect((await create(headers)).status).toBe(201);
  });

  it('R008 R009 writes both ids on every line of a request', async () => {
    const ids = { 'x-ms-client-request-id': randomUUID(), 'x-ms-correlation-request-id': randomUUID() };
    const from = harness.lines.length;

    const replies = [
      await create(ids),
      await harness.arm.call('GET', '/nowhere', { headers: ids }),
      await harness.arm.call('PUT', path, { headers: ids, body: '{' }),
    ];

    const lines = harness.lines.slice(from).map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const { headers } of replies) {
      const own = lines.filter(({ requestId }) => requestId === headers['x-ms-request-id']);
      expect(own.length).toBeGreaterThanOrEqual(1);
      for (const line of own) {
        expect(line.clientRequestId).toBe(ids['x-ms-client-request-id']);
        expect(line.correlationId).toBe(ids['x-ms-correlation-request-id']);
      }
    }
  });

  it('R009 hands the correlation id on to the work that the request starts', async () => {
    const correlationId = randomUUID();

    const reply = await create({ 'x-ms-correlation-request-id': correlationId });

    const operationId = /operationresults\/([^?]+)/.exec(String(reply.headers.location))?.[1] ?? '';
    const owner = /subscriptions\/([^/]+)/.exec(String(reply.headers.location))?.[1] ?? '';
    const operation = await harness.database.operations.get(owner, operationId);
    expect(operation?.document.correlation).toMatchObject({ correlationId });
  });

  it('R010 takes neither id for unique: 20 clusters are made under the same two', async () => {
    const headers = { 'x-ms-client-request-id': 'same', 'x-ms-correlation-request-id': 'same' };

    const replies = await Promise.all(Array.from({ length: 20 }, () => create(headers)));

    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(replies.map((reply) => reply.headers.location)).size).toBe(20);
  });

  it.each([
    ['true', 'the-client'],
    ['True', 'the-client'],
    ['false', undefined],
    [undefined, undefined],
  ])(
    'R011 R027 asked with %j to return the client request id gives %j, the correlation id always',
    async (asked, id) => {
      const headers = {
        'x-ms-client-request-id': 'the-client',
        'x-ms-correlation-request-id': 'the-correlation',
        ...(asked !== undefined && { 'x-ms-return-client-request-id': asked }),
      };

      for (const reply of [
        await harness.arm.call('GET', path, { headers }),
        await harness.arm.call('GET', '/nowhere', { headers }),
      ]) {
        expect(reply.headers['x-ms-client-request-id']).toBe(id);
        expect(reply.headers['x-ms-correlation-request-id']).toBe('the-correlation');
      }
    },
  );

  it('R012 has a request id of its own, whatever ARM routed it by', async () => {
    const headers = { 'x-ms-routing-request-id': randomUUID(), 'x-ms-request-id': randomUUID() };

    const { headers: told } = await harness.arm.call('GET', path, { headers });

    expect(Object.values(headers)).not.toContain(told['x-ms-request-id']);
    expect(told['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['application/json', 201],
    ['application/json; charset=utf-8', 201],
    ['APPLICATION/JSON;charset="UTF-8"', 201],
    ['text/plain', 415],
    ['application/xml', 415],
    ['application/jsonx', 415],
    ['application/merge-patch+json', 415],
  ])('R013 answers a cluster sent as %s with %d', async (type, status) => {
    expect((await create({ 'content-type': type })).status).toBe(status);
  });

  it('R013 needs no content type where there is no content', async () => {
    expect((await harness.arm.call('GET', path)).status).toBe(200);
    expect((await harness.arm.call('POST', path.replace('?', '/listCredentials?'))).status).not.toBe(415);
  });

  it.each(['xx', 'de-DE,de;q=0.9', '*', ';;;'])(
    'R014 answers in English to %j, with the same code [decision 0008]',
    async (language) => {
      const ask = async (headers: Record<string, string>) => {
        const reply = await harness.arm.call('GET', clusterPath({ subscription, name: 'absent' }), { headers });
        return [refusal(reply), reply.json.error, reply.headers['content-language']];
      };

      expect(await ask({ 'accept-language': language })).toEqual(await ask({}));
      expect((await ask({ 'accept-language': language }))[2]).toBe('en');
    },
  );

  it('R015 takes an identity without the headers that come with it for no fault of its own, in any version', async () => {
    for (const [version, { shape }] of versions) {
      const place = { subscription: await harness.subscription() };
      const body = { ...sayable(shape, clusterBody(place)), identity: { type: 'None' } };

      const reply = await harness.arm.call('PUT', `${clusterId(place)}?api-version=${version}`, { body });

      const expected = shape.named.has('identity') ? 'identity is known' : '400 InvalidRequestContent identity';
      expect([version, reply.status < 500, shape.named.has('identity') ? 'identity is known' : refusal(reply)]).toEqual(
        [version, true, expected],
      );
    }
  });

  it('R016 does not mind query parameters that it does not know', async () => {
    const plain = await harness.arm.call('GET', listPath(subscription));

    const reply = await harness.arm.call('GET', `${listPath(subscription)}&x=1&$expand=y&%zz&$filter=a%20eq%20'b'`);

    expect([reply.status, reply.json]).toEqual([200, plain.json]);
  });
});
