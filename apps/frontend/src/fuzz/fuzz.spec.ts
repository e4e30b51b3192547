import { type Harness, startHarness } from '../testing/harness.ts';
import { roleSet } from '../testing/role-sets.ts';
import { fuzz } from './fuzz.ts';

/** Always the same requests: a change is blamed for what it broke, not for what was never tried. */
const seed = Number(process.env['FUZZ_SEED'] ?? 4);
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 300);

describe(`${requests} requests grown from the published Swagger, with seed ${seed}`, () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness();
    await harness.database.roleSets.put(roleSet('4.16'));
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('are answered without a fault, a secret or a write that was refused', async () => {
    const { faults, answers } = await fuzz(harness, { seed, requests, atOnce: 20 });

    expect(faults).toEqual([]);
    expect([...answers.keys()]).toEqual(
      expect.arrayContaining(['PUT 201', 'PUT 400', 'PATCH 404', 'GET 200', 'DELETE 204']),
    );
  }, 120_000);
});
