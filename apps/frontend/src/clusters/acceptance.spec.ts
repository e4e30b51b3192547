import { randomUUID } from 'node:crypto';
import { type Reply } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterPath, refusal } from '../testing/requests.ts';

const stateOf = ({ json }: Reply) => (json.properties as { provisioningState: string }).provisioningState;

describe('what decides whether a write is accepted', () => {
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

    it('a cluster whose creation failed stays visible, and can only be deleted', async () => {
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
});
