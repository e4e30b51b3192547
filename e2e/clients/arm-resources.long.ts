import { demoGroup } from '@aro-rp/start';
import { createCustomer, type Customer } from '../harness/customer.ts';
import { startSystem, type System } from '../harness/system.ts';
import { generations, type Shown } from './arm-resources.ts';

const apiVersion = '2022-04-01';
const nameFor = (major: string) => `client-${major}`;

let system: System;
let customer: Customer;

/** By the generation; all at once, for each waits for an installation. */
const created: Record<string, Promise<Shown>> = {};

beforeAll(async () => {
  system = await startSystem();
  customer = await createCustomer(system.endpoints);
  for (const [major, generation] of Object.entries(generations)) {
    const body = await customer.bodyOf(nameFor(major));
    created[major] = generation(system.endpoints, apiVersion).create(customer.idOf(nameFor(major)), body);
  }
  await Promise.allSettled(Object.values(created));
}, 300_000);
afterAll(() => system?.stop());

describe.each(Object.entries(generations))('@azure/arm-resources %s', (major, generation) => {
  const name = nameFor(major);

  it('creates a cluster and waits for it, tags, shows, lists and deletes it, and is told that it is gone', async () => {
    const client = generation(system.endpoints, apiVersion);
    const id = customer.idOf(name);

    expect(await created[major]).toMatchObject({ name, properties: { provisioningState: 'Succeeded' } });

    const tagged = await client.tag(id, { owner: major });
    expect(tagged).toMatchObject({ tags: { owner: major }, properties: { provisioningState: 'Succeeded' } });
    expect(await client.get(id)).toMatchObject({ id, tags: { owner: major } });
    expect(await client.namesIn(demoGroup)).toContain(name);

    await client.remove(id);
    await expect(client.get(id)).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  }, 120_000);

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
