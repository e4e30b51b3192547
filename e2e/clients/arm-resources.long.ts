import { demoGroup } from '@aro-rp/start';
import { createCustomer, type Customer } from '../harness/customer.ts';
import { startSystem, type System } from '../harness/system.ts';
import { generations } from './arm-resources.ts';

const apiVersion = '2022-04-01';

let system: System;
let customer: Customer;

beforeAll(async () => {
  system = await startSystem();
  customer = await createCustomer(system.endpoints);
}, 120_000);
afterAll(() => system?.stop());

describe.each(Object.entries(generations))('@azure/arm-resources %s', (major, generation) => {
  const name = `client-${major}`;

  it('creates a cluster and waits for it, tags, shows, lists and deletes it, and is told that it is gone', async () => {
    const client = generation(system.endpoints, apiVersion);
    const id = customer.idOf(name);

    const created = await client.create(id, await customer.bodyOf(name));
    expect(created).toMatchObject({ name, properties: { provisioningState: 'Succeeded' } });

    const tagged = await client.tag(id, { owner: major });
    expect(tagged).toMatchObject({ tags: { owner: major }, properties: { provisioningState: 'Succeeded' } });
    expect(await client.get(id)).toMatchObject({ id, tags: { owner: major } });
    expect(await client.namesIn(demoGroup)).toContain(name);

    await client.remove(id);
    await expect(client.get(id)).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  }, 300_000);

  it('shows the code and the message of a refusal', async () => {
    const client = generation(system.endpoints, apiVersion);
    const body = { location: 'nowhere', properties: {} };

    await expect(client.create(customer.idOf('refused'), body)).rejects.toMatchObject({
      statusCode: 400,
      code: expect.stringMatching(/^Invalid|LocationNotAvailable/) as string,
      message: expect.stringMatching(/.{20}/) as string,
    });
  }, 60_000);
});
