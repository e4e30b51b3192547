import { randomUUID } from 'node:crypto';
import { type Harness, startHarness } from '../testing/harness.ts';
import {
  apiVersion,
  clusterBody,
  clusterId,
  clusterPath,
  listPath,
  refusal,
  subscriptionPath,
} from '../testing/requests.ts';

const states = ['Registered', 'Unregistered', 'Warned', 'Suspended', 'Deleted'];

describe('the lifecycle of subscriptions', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const tell = (subscription: string, body: unknown) =>
    harness.arm.call('PUT', subscriptionPath(subscription), { body });

  it.each(states)(
    'R170 R171 R172 takes %s as first contact with 201, and again with 200 [table of decisions]',
    async (state) => {
      const subscription = randomUUID();

      expect((await tell(subscription, { state })).status).toBe(201);
      const again = await tell(subscription.toUpperCase(), { state });

      expect(again.status).toBe(200);
      expect(again.json).toEqual({ state });
    },
  );

  it.each(states.flatMap((from) => states.map((to) => [from, to])))(
    'R171 goes from %s to %s, but never leaves Deleted [table of decisions]',
    async (from, to) => {
      const subscription = randomUUID();
      await tell(subscription, { state: from });

      const reply = await tell(subscription, { state: to });

      const isLeavingDeleted = from === 'Deleted' && to !== 'Deleted';
      expect(isLeavingDeleted ? refusal(reply) : reply.status).toBe(
        isLeavingDeleted ? '400 InvalidSubscriptionState' : 200,
      );
    },
  );

  it('R173 R178 keeps and gives back members that it does not know', async () => {
    const subscription = randomUUID();
    const body = {
      state: 'Registered',
      registrationDate: 'Sun, 22 Nov 2026 12:00:00 GMT',
      properties: {
        tenantId: randomUUID(),
        registeredFeatures: [{ name: 'a', state: 'Registered' }],
        additionalProperties: { deep: [{ er: null }] },
      },
      unknown: { also: 'kept' },
    };

    const reply = await tell(subscription, body);

    expect(reply.json).toEqual(body);
    expect((await harness.database.subscriptions.get(subscription))?.document.subscription).toEqual(body);
  });

  it('does not store the address of the owner', async () => {
    const subscription = randomUUID();

    await tell(subscription, {
      state: 'Registered',
      properties: { accountOwner: { email: 'anna@example.com', puid: '1' } },
    });

    const stored = (await harness.database.subscriptions.get(subscription))?.document.subscription;
    expect(stored?.properties).toEqual({ accountOwner: { puid: '1' } });
  });

  it.each([
    [{}, '400 InvalidParameter state'],
    [{ state: 'registered' }, '400 InvalidParameter state'],
    [{ state: 7 }, '400 InvalidParameter state'],
    [{ state: 'constructor' }, '400 InvalidParameter state'],
    [[], '400 InvalidRequestContent'],
    [{ state: 'Registered', properties: 7 }, '400 InvalidRequestContent properties'],
  ])('refuses %j, and stores nothing', async (body, expected) => {
    const subscription = randomUUID();

    expect(refusal(await tell(subscription, body))).toBe(expected);
    expect(await harness.database.subscriptions.get(subscription)).toBeUndefined();
  });

  it.each([1_000, 100_000])('R069 R173 refuses what is nested %d levels deep, and stores nothing', async (depth) => {
    const subscription = randomUUID();
    const nested = '['.repeat(depth) + ']'.repeat(depth);

    const reply = await tell(subscription, `{"state":"Registered","properties":{"deep":${nested}}}`);

    expect(refusal(reply)).toBe('400 InvalidRequestContent');
    expect(await harness.database.subscriptions.get(subscription)).toBeUndefined();
  });

  it('R175 begins the deletion of all that is in it when it is deleted, once while that runs, and anew after it ended', async () => {
    const { subscription } = await harness.cluster();
    const { work, subscriptions } = harness.database;
    const ref = { container: 'Subscriptions', partitionKey: subscription, id: subscription } as const;
    const planId = async () => (await subscriptions.get(subscription))?.document.plan?.id;

    await tell(subscription, { state: 'Deleted' });
    const begun = (await subscriptions.get(subscription))!.document;
    await tell(subscription, { state: 'Deleted' });
    const again = await planId();
    await work.take(ref, (await work.read(ref))!, { id: 'l', owner: 'w' });
    await work.endPlan(ref, 'l', { provisioningState: 'Failed' });
    await tell(subscription, { state: 'Deleted' });

    expect(begun).toMatchObject({ provisioningState: 'Deleting', plan: { kind: 'delete-subscription', attempts: 0 } });
    expect(again).toBe(begun.plan?.id);
    expect([undefined, again]).not.toContain(await planId());
  });

  it.each(states.filter((state) => state !== 'Deleted'))(
    'R175 deletes nothing when it is told of %s',
    async (state) => {
      const { subscription } = await harness.cluster();

      await tell(subscription, { state });

      expect((await harness.database.subscriptions.get(subscription))?.document).not.toHaveProperty('plan');
    },
  );

  it('R175 R178 keeps the tenant that was told before, without which nothing can be deleted', async () => {
    const subscription = randomUUID();
    const tenantId = randomUUID();
    await tell(subscription, { state: 'Registered', properties: { tenantId, quotaId: 'a' } });

    const reply = await tell(subscription, { state: 'Deleted' });

    expect(reply.json).toEqual({ state: 'Deleted' });
    expect((await harness.database.subscriptions.get(subscription))?.document.subscription).toEqual({
      state: 'Deleted',
      properties: { tenantId },
    });
  });

  it('of many who tell of a new one at once, exactly one creates it', async () => {
    const subscription = randomUUID();

    const replies = await Promise.all(Array.from({ length: 10 }, () => tell(subscription, { state: 'Registered' })));

    expect(replies.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
  });

  it('R179 is told of by ARM only: anybody else is 403, an administrator, too', async () => {
    const subscription = randomUUID();
    const clients = [harness.client(), harness.client(await harness.azure.certificates.client('admins'))];

    for (const client of clients) {
      const reply = await client.call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } });
      expect(refusal(reply)).toBe('403 Forbidden');
    }
    expect(await harness.database.subscriptions.get(subscription)).toBeUndefined();
  });

  it('R170 has an api-version of its own, and GET and DELETE of it are not served', async () => {
    const path = subscriptionPath(randomUUID());

    expect(refusal(await harness.arm.call('PUT', path.replace('2.0', apiVersion), { body: {} }))).toBe(
      '400 InvalidResourceType',
    );
    expect(refusal(await harness.arm.call('GET', path))).toBe('405 MethodNotAllowed');
  });

  describe('what a state allows', () => {
    const call = (subscription: string, method: string) =>
      method === 'POST'
        ? harness.arm.call('POST', `${clusterId({ subscription })}/listCredentials?api-version=${apiVersion}`)
        : harness.arm.call(method, clusterPath({ subscription }), {
            ...((method === 'PUT' || method === 'PATCH') && { body: { tags: { a: 'b' } } }),
          });
    const isRefused = async (subscription: string, method: string) =>
      refusal(await call(subscription, method)) === '400 InvalidSubscriptionState';

    it.each([
      ['Registered', []],
      ['Warned', ['PUT', 'PATCH', 'POST']],
      ['Suspended', ['PUT', 'PATCH', 'POST']],
      ['Unregistered', ['PUT', 'PATCH', 'POST', 'DELETE']],
      ['Deleted', ['PUT', 'PATCH', 'POST', 'DELETE']],
    ])('R174 R176 %s refuses %j', async (state, refused) => {
      const { subscription } = await harness.cluster();
      await tell(subscription, { state });

      const found: string[] = [];
      for (const method of ['GET', 'PUT', 'PATCH', 'POST', 'DELETE']) {
        if (await isRefused(subscription, method)) found.push(method);
      }

      expect(found).toEqual(refused);
    });

    it.each(['PUT', 'PATCH', 'POST', 'DELETE'])(
      'R177 %s is refused in one that was never registered',
      async (method) => {
        expect(await isRefused(randomUUID(), method)).toBe(true);
      },
    );

    it('R177 refuses writes to a subscription that was never registered, and shows nothing in it', async () => {
      const subscription = randomUUID();

      const reply = await harness.arm.call('PUT', clusterPath({ subscription }), {
        body: clusterBody({ subscription }),
      });

      expect(refusal(reply)).toBe('400 InvalidSubscriptionState');
      expect((await harness.arm.call('GET', clusterPath({ subscription }))).status).toBe(404);
      expect((await harness.arm.call('GET', listPath(subscription))).json).toEqual({ value: [] });
    });

    it('R176 restores service with the registration', async () => {
      const subscription = await harness.subscription();
      await tell(subscription, { state: 'Suspended' });
      await tell(subscription, { state: 'Registered' });

      const reply = await harness.arm.call('PUT', clusterPath({ subscription }), {
        body: clusterBody({ subscription }),
      });

      expect(reply.status).toBe(201);
    });
  });
});
