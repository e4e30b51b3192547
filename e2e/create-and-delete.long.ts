import { armLog, creations } from './harness/arm-log.ts';
import { createCustomer, type Customer } from './harness/customer.ts';
import { startSystem, type System } from './harness/system.ts';

describe('a cluster, end to end', () => {
  let system: System;
  let customer: Customer;

  beforeAll(async () => {
    system = await startSystem();
    customer = await createCustomer(system.endpoints);
  }, 120_000);
  afterAll(() => system?.stop());

  it('is created, shown, listed and deleted, each thing in ARM made once', async () => {
    const accepted = await customer.put('plain');
    expect(accepted.status).toBe(201);
    expect(accepted.body.properties?.provisioningState).toBe('Creating');
    expect(accepted.headers.get('retry-after')).toBe('1');

    expect(await customer.settled('plain')).toBe('Succeeded');
    const operation = await fetchOperation(accepted.headers.get('azure-asyncoperation') ?? '');
    expect(operation.body.status).toBe('Succeeded');

    const { subscriptionId } = system.endpoints;
    const list = await customer.call(
      'GET',
      `/subscriptions/${subscriptionId}/providers/Microsoft.RedHatOpenShift/openShiftClusters?api-version=2022-04-01`,
    );
    expect((list.body['value'] as { name: string }[]).map(({ name }) => name)).toContain('plain');

    const removed = await customer.remove('plain');
    expect(removed.status).toBe(202);
    expect(await customer.settled('plain')).toBe('gone');

    const made = creations(await armLog(system.endpoints), 'plain');
    expect(Object.keys(made).length).toBeGreaterThanOrEqual(3);
    expect(new Set(Object.values(made))).toEqual(new Set([1]));
  }, 120_000);

  it('can be created again under the same name after its deletion', async () => {
    expect(await customer.settled('plain')).toBe('gone');

    expect((await customer.put('plain')).status).toBe(201);
    expect(await customer.settled('plain')).toBe('Succeeded');
  }, 120_000);

  const fetchOperation = (url: string) => customer.call('GET', url.slice(new URL(url).origin.length));
});
