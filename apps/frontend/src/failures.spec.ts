import { randomUUID } from 'node:crypto';
import { type Harness, operationIdOf, startHarness } from './testing/harness.ts';
import { clusterBody, clusterPath, listPath, operationPath, refusal, subscriptionPath } from './testing/requests.ts';

describe('when Cosmos DB fails', () => {
  let harness: Harness;
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  const clusters = '/colls/OpenShiftClusters/';

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.azure.faults.clear());
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R154 a PUT whose answer from the database was lost is accepted once', async () => {
    const subscription = await harness.subscription();
    const fault = harness.azure.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'lose-answer' } });

    const reply = await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });

    expect(harness.azure.faults.list().find(({ id }) => id === fault)?.struck).toBe(1);
    expect(reply.status).toBe(201);
    const operationId = operationIdOf(reply.headers.location);
    const status = await call('GET', operationPath(subscription, 'operationsstatus', operationId));
    expect(status.json.status).toBe('Creating');
    expect((await call('GET', listPath(subscription))).json.value).toHaveLength(1);
  });

  it.each([412, 449, 503])('a write that met %d is tried again', async (status) => {
    const subscription = await harness.subscription();
    harness.azure.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'status', status } });

    const reply = await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });

    expect(reply.status).toBe(201);
  });

  it('of a first lifecycle PUT whose answer was lost tells that it is new', async () => {
    const subscription = randomUUID();
    harness.azure.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'lose-answer' } });

    expect((await call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } })).status).toBe(201);
  });

  it('R164 R165 is 429 with the time to wait when it is overloaded', async () => {
    const action = { kind: 'status', status: 429, retryAfterMs: 1 } as const;
    harness.azure.faults.add({ service: 'cosmos', path: clusters, times: 100, action });

    const reply = await call('GET', clusterPath({ subscription: randomUUID() }));

    expect(refusal(reply)).toBe('429 ThrottlingLimitExceeded');
    expect(reply.headers['retry-after']).toBe('1');
  });

  it('R163 R164 R165 is 503 with the time to wait when it is broken, and says nothing of it', async () => {
    const action = { kind: 'status', status: 500, message: 'the disk of cosmos-internal-7 is full' } as const;
    harness.azure.faults.add({ service: 'cosmos', path: clusters, times: 100, action });

    const reply = await call('GET', clusterPath({ subscription: randomUUID() }));

    expect(refusal(reply)).toBe('503 ServiceUnavailable');
    expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(reply.headers['x-ms-request-id']).toBeDefined();
    expect(reply.text).not.toMatch(/cosmos|disk|at .*:\d+/i);
  });
});
