import { randomUUID } from 'node:crypto';
import { type Reply } from '../testing/client.ts';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterPath, refusal } from '../testing/requests.ts';

const stateOf = ({ json }: Reply) => (json.properties as { provisioningState: string }).provisioningState;

describe('what decides whether a write is accepted, and who is noted for it', () => {
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

  describe('while an operation runs', () => {
    it('R072 refuses another write with 409, the operation and its status URL', async () => {
      const subscription = await harness.subscription();
      const accepted = await put(subscription);
      const url = String(accepted.headers['azure-asyncoperation']);

      for (const reply of [
        await put(subscription),
        await patch(subscription, { tags: {} }),
        await harness.arm.call('DELETE', clusterPath({ subscription })),
      ]) {
        expect(refusal(reply)).toBe('409 RequestNotAllowed');
        expect(reply.text).toContain(operationIdOf(url));
        expect(reply.text).toContain(url);
      }
      expect((await get(subscription)).headers.etag).toBe(accepted.headers.etag);
    });

    it('answers the same PUT again with the same operation, as its answer may have been lost', async () => {
      const subscription = await harness.subscription();
      const body = clusterBody({ subscription });
      const headers = { 'x-ms-client-request-id': randomUUID(), 'if-none-match': '*' };
      const first = await put(subscription, body, headers);

      const again = await put(subscription, body, headers);

      expect(again.status).toBe(201);
      expect(again.headers.location).toBe(first.headers.location);
      expect(again.json).toEqual(first.json);
      expect(again.headers.etag).toBe(first.headers.etag);
    });

    it('answers the same PUT again with 200 when it was an update', async () => {
      const { subscription } = await harness.cluster();
      const body = (await get(subscription)).json;
      const headers = { 'x-ms-client-request-id': randomUUID() };
      const first = await put(subscription, body, headers);

      const again = await put(subscription, body, headers);

      expect([first.status, again.status]).toEqual([200, 200]);
      expect(again.headers.location).toBe(first.headers.location);
    });

    it('does not take for a repeat what differs in body, id or method, or has no id', async () => {
      const subscription = await harness.subscription();
      const body = clusterBody({ subscription });
      const id = { 'x-ms-client-request-id': randomUUID() };
      await put(subscription, body, id);

      expect((await put(subscription, { ...body, tags: {} }, id)).status).toBe(409);
      expect((await put(subscription, body, { 'x-ms-client-request-id': randomUUID() })).status).toBe(409);
      expect((await put(subscription, body)).status).toBe(409);
      expect((await patch(subscription, body, id)).status).toBe(409);
    });

    it('does not take a PUT for the repeat of a PATCH', async () => {
      const { subscription } = await harness.cluster();
      const id = { 'x-ms-client-request-id': randomUUID() };
      const body = { tags: { a: 'b' } };
      await patch(subscription, body, id);

      expect(refusal(await put(subscription, body, id))).toBe('409 RequestNotAllowed');
    });
  });

  describe('after a failure', () => {
    const failed = { provisioningState: 'Failed', error: { code: 'DeploymentFailed', message: 'no' } } as const;

    it('R094 R132 a cluster whose creation failed stays visible, and can only be deleted', async () => {
      const { subscription } = await harness.cluster(failed);

      expect(stateOf(await get(subscription))).toBe('Failed');
      expect(refusal(await put(subscription))).toBe('409 RequestNotAllowed');
      expect(refusal(await patch(subscription, { tags: {} }))).toBe('409 RequestNotAllowed');
      expect((await harness.arm.call('DELETE', clusterPath({ subscription }))).status).toBe(202);
    });

    it('a cluster whose update failed can be changed again', async () => {
      const { subscription } = await harness.cluster();
      await patch(subscription, { tags: { a: 'b' } });
      await harness.end({ subscription }, failed);
      expect(stateOf(await get(subscription))).toBe('Failed');

      expect((await patch(subscription, { tags: { a: 'c' } })).status).toBe(200);
    });

    it('a cluster whose deletion failed can only be deleted', async () => {
      const { subscription } = await harness.cluster();
      await harness.arm.call('DELETE', clusterPath({ subscription }));
      await harness.end({ subscription }, failed);

      expect(refusal(await patch(subscription, { tags: {} }))).toBe('409 RequestNotAllowed');
      expect((await harness.arm.call('DELETE', clusterPath({ subscription }))).status).toBe(202);
    });
  });

  describe('conditions', () => {
    it('R196 PUT: If-Match on an absent cluster is 412, If-None-Match creates', async () => {
      const subscription = await harness.subscription();

      expect(refusal(await put(subscription, undefined, { 'if-match': '*' }))).toBe('412 PreconditionFailed If-Match');
      expect((await get(subscription)).status).toBe(404);
      expect((await put(subscription, undefined, { 'if-none-match': '*' })).status).toBe(201);
    });

    it('R196 on an existing cluster a stale version is 412 and the current one goes on', async () => {
      const { subscription } = await harness.cluster();
      const { json, headers } = await get(subscription);
      const etag = String(headers.etag);
      const stale = { 'if-match': '"stale"' };

      expect(refusal(await put(subscription, json, stale))).toBe('412 PreconditionFailed If-Match');
      expect(refusal(await patch(subscription, { tags: {} }, stale))).toBe('412 PreconditionFailed If-Match');
      expect(refusal(await harness.arm.call('DELETE', clusterPath({ subscription }), { headers: stale }))).toBe(
        '412 PreconditionFailed If-Match',
      );
      expect(refusal(await put(subscription, json, { 'if-none-match': '*' }))).toBe(
        '412 PreconditionFailed If-None-Match',
      );
      expect((await get(subscription)).headers.etag).toBe(etag);
      expect((await put(subscription, json, { 'if-match': etag })).status).toBe(200);
    });
  });

  describe('system data', () => {
    it('R191 R192 R193 keeps who made it, and who changed it last', async () => {
      const subscription = await harness.subscription();
      const by = (name: string, at: string) => ({
        'x-ms-arm-resource-system-data': JSON.stringify({
          createdBy: name,
          createdByType: 'User',
          createdAt: at,
          lastModifiedBy: name,
          lastModifiedByType: 'User',
          lastModifiedAt: at,
        }),
      });
      await put(subscription, undefined, by('anna', '2026-01-01T00:00:00Z'));
      await harness.end({ subscription }, { provisioningState: 'Succeeded' });

      await patch(subscription, { tags: { a: 'b' } }, by('bert', '2026-02-02T00:00:00Z'));

      expect((await get(subscription)).json.systemData).toEqual({
        createdBy: 'anna',
        createdByType: 'User',
        createdAt: '2026-01-01T00:00:00Z',
        lastModifiedBy: 'bert',
        lastModifiedByType: 'User',
        lastModifiedAt: '2026-02-02T00:00:00Z',
      });
    });

    it.each(['', '{', '[]', 'null', '{"createdBy":7}'])('R194 goes on with the system data %j', async (text) => {
      const subscription = await harness.subscription();

      const reply = await put(subscription, undefined, { 'x-ms-arm-resource-system-data': text });

      expect(reply.status).toBe(201);
      expect(reply.json.systemData).toBeUndefined();
    });
  });
});
